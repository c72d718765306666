// How the picture was read, for those who ask: every step as a picture, what was taken for a digit, other ways to part the ink.

import { type Explanation, explainedParts, type RecognitionJson } from '@digitrec/recognizer'
import type { Page } from '../state.ts'
import { percent } from '../words.ts'
import { Frame } from './frame.tsx'

export function Explained({ page, recognition }: { page: Page; recognition: RecognitionJson }) {
  const { explanation } = recognition
  return (
    <details
      class="explained"
      data-testid="explained"
      open={page.explains.value}
      onToggle={event => page.explain(event.currentTarget.open)}
    >
      <summary>How it was read</summary>
      {explanation && page.explains.value ? (
        <>
          <Steps recognition={recognition} stages={explanation.stages} />
          {recognition.digits.length > 0 && <TakenFor digits={recognition.digits} />}
          {explanation.partings.length > 0 && <OtherWays partings={explanation.partings} />}
        </>
      ) : (
        <p class="about">
          {page.problem.value ? 'The steps cannot be shown now.' : 'Reading once more, step by step…'}
        </p>
      )}
    </details>
  )
}

function Steps({ recognition, stages }: { recognition: RecognitionJson; stages: Explanation['stages'] }) {
  const page = stages[0]
  return (
    <ol class="walk" data-testid="walk">
      {stages.map(({ step, about, png }) => (
        <li key={step}>
          <figure>
            <img src={dataUrl(png)} alt={`After the step ${step}`} />
            <figcaption>
              <strong>{step}</strong>: {about}
            </figcaption>
          </figure>
        </li>
      ))}
      {page && recognition.digits.length > 0 && (
        <li>
          <figure>
            <Found recognition={recognition} png={page.png} />
            <figcaption>
              <strong>digits</strong>: {explainedParts.digits}
            </figcaption>
          </figure>
        </li>
      )}
    </ol>
  )
}

/** The picture with a box around everything that was taken for a digit. */
function Found({ recognition: { digits, image }, png }: { recognition: RecognitionJson; png: string }) {
  const size = Math.max(image.width, image.height) / 16
  return (
    <svg viewBox={`0 0 ${image.width} ${image.height}`} role="img" aria-label="Your picture with the digits in boxes">
      <image href={dataUrl(png)} width={image.width} height={image.height} preserveAspectRatio="none" />
      {digits.map(({ digit, box: { x, y, width, height } }, i) => (
        <g key={`${i}`}>
          <rect x={x} y={y} width={width} height={height} />
          <text x={x} y={Math.max(size, y - size / 5)} font-size={size}>
            {digit}
          </text>
        </g>
      ))}
    </svg>
  )
}

function TakenFor({ digits }: { digits: RecognitionJson['digits'] }) {
  return (
    <>
      <h3>What each mark was taken for</h3>
      <p class="about">{explainedParts.frames}</p>
      <ol class="taken-for" data-testid="taken-for">
        {digits.map(({ frame, alternatives, notDigit }, i) => (
          <li key={`${i}`}>
            <Frame frame={frame} />
            {alternatives.slice(0, 3).map(({ digit, probability }) => (
              <span key={digit}>
                <strong>{digit}</strong> {percent(probability)}
              </span>
            ))}
            <span>none</span>
            <span>{percent(notDigit)}</span>
          </li>
        ))}
      </ol>
    </>
  )
}

function OtherWays({ partings }: { partings: Explanation['partings'] }) {
  return (
    <>
      <h3>Other ways to part the ink</h3>
      <p class="about">{explainedParts.partings}</p>
      {partings.map(({ ways }, i) => (
        <ol key={`${i}`} class="parting" data-testid="parting">
          {ways.map(({ probability, taken, parts }, n) => (
            <li key={`${n}`} class="way">
              {parts.map(({ digit, frame }, at) => (
                <figure key={`${at}`}>
                  <Frame frame={frame} />
                  <figcaption>{digit}</figcaption>
                </figure>
              ))}
              <span>
                {percent(probability)} {taken && <strong class="taken">taken</strong>}
              </span>
            </li>
          ))}
        </ol>
      ))}
    </>
  )
}

function dataUrl(png: string): string {
  return `data:image/png;base64,${png}`
}
