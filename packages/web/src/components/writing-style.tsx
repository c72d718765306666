// How the number is written: slant, pen, spacing, and a hint when a digit looks different from the others.

import type { RecognitionJson } from '@digitrec/recognizer'
import { degrees, hintWords, sentence } from '../words.ts'

export function WritingStyle({ recognition }: { recognition: RecognitionJson }) {
  const { style, digits } = recognition
  if (!style) return null
  return (
    <details class="style" data-testid="style">
      <summary>Writing style</summary>
      <p>{sentence(style.words, 'ordinary writing')}</p>
      <dl>
        <dt>slant</dt>
        <dd>{degrees(style.slantDegrees)}</dd>
        <dt>pen</dt>
        <dd>{style.strokeWidthPx.toFixed(1)} px</dd>
        <dt>height</dt>
        <dd>{style.heightPx.toFixed(0)} px</dd>
        {digits.length > 1 && (
          <>
            <dt>gaps</dt>
            <dd>{style.spacing.toFixed(2)} of the height</dd>
            <dt>baseline</dt>
            <dd>{degrees(style.baselineDegrees)}</dd>
          </>
        )}
      </dl>
      {style.hints.map(({ index, what }) => (
        <p key={`${index} ${what}`} class="hint">
          Check digit {index + 1}, the {digits[index]?.digit}: {hintWords[what]}.
        </p>
      ))}
    </details>
  )
}
