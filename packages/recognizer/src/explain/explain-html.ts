// An explanation as one page of HTML that needs nothing else: stage pictures, boxes, frames, probabilities.

import { encodePng, escapeMarkup } from '@digitrec/image'
import { toBase64 } from '../base64.ts'
import { type Recognition, type RecognizedDigit, reasons } from '../recognition.ts'
import { type Explanation, explainedParts, explanationOf, type Parting, type StagePicture } from './explanation.ts'

/** A reading that is to be explained. */
export interface Explained {
  /** Name of the picture. */
  readonly name: string
  readonly stages: readonly StagePicture[]
  /** What came out; without one, why not. */
  readonly outcome: Recognition | string
}

/** A page in HTML about some readings, in one file. */
export function explainHtml(readings: readonly Explained[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>What happened</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c1c1c;background:#fff}
.row{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;width:22rem}figcaption{font-size:14px}
img{display:block;max-width:100%;border:1px solid #bbb}.boxes{position:relative}.boxes i{position:absolute;border:2px solid #0a58ca}
.boxes b{position:absolute;left:0;bottom:100%;font-size:13px;line-height:1;color:#0a58ca}.frame{width:84px;image-rendering:pixelated}
.parting{border-left:4px solid #0a58ca;padding-left:1rem;margin:1rem 0}.way{align-items:center}.way .frame{width:56px}
</style></head><body>
${readings.map(section).join('\n')}
</body></html>
`
}

function section({ name, stages, outcome }: Explained): string {
  const answer = typeof outcome === 'string' ? undefined : outcome
  const explanation = explanationOf(answer ?? nothingRead, stages)
  const steps = explanation.stages.map(({ step, about, png }) => {
    return `<figure>${image(png, step)}<figcaption><b>${step}</b>: ${escapeMarkup(about)}</figcaption></figure>`
  })
  return `<h1>${escapeMarkup(name)}</h1>
<p>${answer ? verdict(answer) : escapeMarkup(String(outcome))}</p>
<div class="row">
${steps.join('\n')}
${answer ? found(answer, explanation) : ''}
</div>
${answer && answer.digits.length > 0 ? `<p>${explainedParts.frames}</p>` : ''}
<div class="row">${(answer?.digits ?? []).map(digitSeen).join('\n')}</div>
${otherWays(explanation)}`
}

const nothingRead = { lattice: { nodes: 1, arcs: [], marks: [] }, digits: [] }

function verdict({ text, status, reasons: why, nbest }: Recognition): string {
  const said = text === '' ? 'No number' : `Read <b>${escapeMarkup(text.replaceAll('\n', ' / '))}</b>`
  const others = nbest(3).map(
    reading => `${escapeMarkup(reading.text.replaceAll('\n', ' / '))} ${percent(reading.confidence)}`,
  )
  return `${said}, ${status}. ${why.map(reason => escapeMarkup(reasons[reason])).join(' ')} Likeliest: ${others.join(', ') || 'none'}.`
}

/** The page with a box around everything that was taken for a digit. */
function found({ digits, image: size }: Recognition, { stages: [page] }: Explanation): string {
  if (!page) return ''
  const share = (value: number, whole: number) => `${((100 * value) / whole).toFixed(2)}%`
  const boxes = digits.map(({ digit, box }) => {
    const place = `left:${share(box.x, size.width)};top:${share(box.y, size.height)};width:${share(box.width, size.width)};height:${share(box.height, size.height)}`
    return `<i style="${place}"><b>${digit}</b></i>`
  })
  return `<figure><div class="boxes">${image(page.png, 'the picture with boxes')}${boxes.join('')}</div><figcaption><b>digits</b>: ${explainedParts.digits}</figcaption></figure>`
}

function otherWays({ partings }: Explanation): string {
  if (partings.length === 0) return ''
  return `<p>${explainedParts.partings}</p>\n${partings.map(parting).join('\n')}`
}

/** The ways to part one place, a row each. */
function parting({ ways }: Parting): string {
  const rows = ways.map(({ probability, taken, parts }) => {
    const seen = parts.map(({ digit, frame }) => `<div>${frameImage(bytesOf(frame))}${digit}</div>`)
    return `<div class="row way">${seen.join('')}<p>${percent(probability)}${taken ? ', taken' : ''}</p></div>`
  })
  return `<div class="parting">${rows.join('\n')}</div>`
}

/** What the network saw of a digit, and what it thought of it. */
function digitSeen({ frame, alternatives, notDigit }: RecognizedDigit): string {
  const ink = Uint8Array.from(frame, ink => Math.round(255 * Math.min(1, Math.max(0, ink))))
  const likeliest = alternatives.slice(0, 3).map(({ digit, probability }) => `${digit} ${percent(probability)}`)
  return `<div>${frameImage(ink)}${likeliest.join('<br>')}<br>no digit ${percent(notDigit)}</div>`
}

/** A frame with dark ink. */
function frameImage(ink: Uint8Array): string {
  const png = encodePng({ width: 28, height: 28, data: ink.map(value => 255 - value) })
  return `<img class="frame" alt="what the network saw" src="${dataUrl(toBase64(png))}">`
}

function image(png: string, alt: string): string {
  return `<img alt="${alt}" src="${dataUrl(png)}">`
}

function dataUrl(png: string): string {
  return `data:image/png;base64,${png}`
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0))
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
