import { describe, expect, it } from 'vitest'
import { toWords, type WordsLanguage, wordsLanguages } from './words.ts'

describe('toWords', () => {
  it.each([
    ['70413', 'en', 'seventy thousand four hundred thirteen'],
    ['70413', 'de', 'siebzigtausendvierhundertdreizehn'],
    ['71', 'fr', 'soixante et onze'],
    ['100000', 'en-IN', 'one lakh'],
    ['21', 'es', 'veintiuno'],
    ['42', 'hi', 'बयालीस'],
    ['0', 'en', 'zero'],
    ['007', 'en', 'zero zero seven'],
    ['1234567890123456', 'en', 'one two three four five six seven eight nine zero one two three four five six'],
    ['12\n034', 'en', 'twelve\nzero three four'],
    ['', 'en', ''],
  ] as const)('%j in %s', async (text, language, words) => {
    expect(await toWords(text, language)).toBe(words)
  })

  it.each(Object.keys(wordsLanguages) as WordsLanguage[])(
    '%s has different words for all numbers to 1,000',
    async language => {
      const said = await Promise.all(Array.from({ length: 1001 }, (_, n) => toWords(String(n), language)))
      expect(new Set(said).size).toBe(1001)
      for (const words of said) expect(words).not.toMatch(/\d|^$|undefined/)
    },
  )

  it('refuses what is no number and no language', async () => {
    await expect(toWords('12a', 'en')).rejects.toThrow(/digits/)
    await expect(toWords('12', 'xx' as never)).rejects.toThrow(/expected one of/)
    await expect(toWords('12', 'toString' as never)).rejects.toThrow(/expected one of/)
  })
})
