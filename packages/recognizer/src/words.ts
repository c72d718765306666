// A number in words, in the languages of many forms. n2words is named in this file only, and a language is loaded when it
// is first asked for.

/** What every language of n2words offers. */
interface Language {
  toCardinal(value: bigint): string
}

/** Languages by their tags (BCP 47); each with its own name for itself, and its loader. */
const table = {
  ar: { name: 'العربية', load: () => import('n2words/ar-SA') },
  bn: { name: 'বাংলা', load: () => import('n2words/bn-BD') },
  de: { name: 'Deutsch', load: () => import('n2words/de-DE') },
  en: { name: 'English', load: () => import('n2words/en-US') },
  'en-GB': { name: 'English (UK)', load: () => import('n2words/en-GB') },
  'en-IN': { name: 'English (India)', load: () => import('n2words/en-IN') },
  es: { name: 'Español', load: () => import('n2words/es-ES') },
  fr: { name: 'Français', load: () => import('n2words/fr-FR') },
  gu: { name: 'ગુજરાતી', load: () => import('n2words/gu-IN') },
  hi: { name: 'हिन्दी', load: () => import('n2words/hi-IN') },
  it: { name: 'Italiano', load: () => import('n2words/it-IT') },
  ja: { name: '日本語', load: () => import('n2words/ja-JP') },
  kn: { name: 'ಕನ್ನಡ', load: () => import('n2words/kn-IN') },
  mr: { name: 'मराठी', load: () => import('n2words/mr-IN') },
  nl: { name: 'Nederlands', load: () => import('n2words/nl-NL') },
  pl: { name: 'Polski', load: () => import('n2words/pl-PL') },
  pt: { name: 'Português', load: () => import('n2words/pt-PT') },
  ru: { name: 'Русский', load: () => import('n2words/ru-RU') },
  sv: { name: 'Svenska', load: () => import('n2words/sv-SE') },
  ta: { name: 'தமிழ்', load: () => import('n2words/ta-IN') },
  te: { name: 'తెలుగు', load: () => import('n2words/te-IN') },
  tr: { name: 'Türkçe', load: () => import('n2words/tr-TR') },
  uk: { name: 'Українська', load: () => import('n2words/uk-UA') },
  zh: { name: '中文', load: () => import('n2words/zh-Hans-CN') },
} as const satisfies Record<string, { name: string; load: () => Promise<Language> }>

/** Tag of a language that numbers can be said in. */
export type WordsLanguage = keyof typeof table

/** Languages by tag, each with its own name for itself. */
export const wordsLanguages: Readonly<Record<WordsLanguage, string>> = Object.fromEntries(
  Object.entries(table).map(([tag, { name }]) => [tag, name]),
) as Record<WordsLanguage, string>

/** More digits than that are a row of digits to people, no amount. */
const mostDigits = 15

/**
 * A number in words: 70413 is "seventy thousand four hundred thirteen". Zeros in front, or more than 15 digits, make it
 * a row of digits: 007 is "zero zero seven". Lines stay lines.
 *
 * @param text digits, lines separated by a newline, as `text` of an answer
 * @throws RangeError for a text with anything else, or an unknown language
 * @example
 * await toWords('70413', 'de')   // 'siebzigtausendvierhundertdreizehn'
 */
export async function toWords(text: string, language: WordsLanguage): Promise<string> {
  if (!Object.hasOwn(table, language))
    throw new RangeError(`toWords: expected one of ${Object.keys(table).join(', ')}, got '${language}'.`)
  if (!/^(\d+(\n\d+)*)?$/.test(text)) throw new RangeError(`toWords: expected digits, got '${text.slice(0, 40)}'.`)
  const { toCardinal }: Language = await table[language].load()
  return text
    .split('\n')
    .map(line => {
      if (line === '') return ''
      if (line.length <= mostDigits && !/^0\d/.test(line)) return toCardinal(BigInt(line))
      return [...line].map(digit => toCardinal(BigInt(digit))).join(' ')
    })
    .join('\n')
}
