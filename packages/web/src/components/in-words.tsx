// The number in words; the language is loaded when it is chosen.

import { useEffect, useState } from 'preact/hooks'

/** What @digitrec/recognizer/words offers; a chunk of its own. */
type Words = typeof import('@digitrec/recognizer/words')

export function InWords({ text }: { text: string }) {
  const [words, setWords] = useState<Words | undefined>()
  const [language, choose] = useState(() => navigator.language.split('-')[0] ?? 'en')
  const [said, say] = useState('')

  useEffect(() => {
    let gone = false
    const load = async () => {
      const module = await import('@digitrec/recognizer/words')
      const known = Object.hasOwn(module.wordsLanguages, language) ? language : 'en'
      const found = await module.toWords(text, known as keyof Words['wordsLanguages'])
      if (gone) return
      setWords(module)
      choose(known)
      say(found)
    }
    load().catch(() => say(''))
    return () => {
      gone = true
    }
  }, [text, language])

  if (!words) return null
  return (
    <div class="in-words">
      <label>
        <span class="field-name">In words</span>
        <select value={language} onChange={event => choose(event.currentTarget.value)} data-testid="language">
          {Object.entries(words.wordsLanguages).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <p lang={language} dir="auto" data-testid="in-words">
        {said}
      </p>
    </div>
  )
}
