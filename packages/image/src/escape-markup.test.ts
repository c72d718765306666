import { expect, test } from 'vitest'
import { escapeMarkup } from './escape-markup.ts'

test('words stay words, in text and in attributes', () => {
  expect(escapeMarkup(`<b title="a">R&D's</b>`)).toBe('&lt;b title=&quot;a&quot;&gt;R&amp;D&#39;s&lt;/b&gt;')
  expect(escapeMarkup('&amp; 12 ≤ 34')).toBe('&amp;amp; 12 ≤ 34')
})
