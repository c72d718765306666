// How was a picture read, step by step? One page of HTML that needs nothing else: stage pictures, boxes, frames, probabilities.

import { encodePng, type InkStage, type InkStep, inkSteps, type Raster } from '@digitrec/image'
import { type Recognition, type RecognizedDigit, reasons } from './recognition.ts'

/** A reading that is to be explained. */
export interface Explained {
  /** Name of the picture. */
  readonly name: string
  readonly stages: readonly StagePicture[]
  /** What came out; without one, why not. */
  readonly outcome: Recognition | string
}

/** A step of the walk as a picture. */
export interface StagePicture {
  readonly step: InkStep
  /** A PNG file, its longest side at most 700 pixels. */
  readonly png: Uint8Array
}

const longestSide = 700

/**
 * Keeps a stage as a picture; for the option `onStage` of `read`.
 *
 * @example
 * const stages: StagePicture[] = []
 * const outcome = await recognizer.read(bytes, { onStage: stage => stages.push(pictureOf(stage)) })
 * await writeFile('out.html', explainHtml([{ name: 'seven.png', stages, outcome }]))
 */
export function pictureOf({ step, picture }: InkStage): StagePicture {
  return { step, png: encodePng(shrunk(picture())) }
}

/** Means of square blocks, so that the longest side fits. */
function shrunk({ width, height, data }: Raster): { width: number; height: number; data: Uint8Array } {
  const block = Math.ceil(Math.max(width, height) / longestSide)
  const [w, h] = [Math.max(1, Math.floor(width / block)), Math.max(1, Math.floor(height / block))]
  const out = new Uint8Array(3 * w * h)
  for (let y = 0, at = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      for (let c = 0; c < 3; c++, at++) {
        let [sum, count] = [0, 0]
        for (let v = y * block; v < Math.min(height, (y + 1) * block); v++) {
          for (let u = x * block; u < Math.min(width, (x + 1) * block); u++, count++)
            sum += data[4 * (v * width + u) + c]!
        }
        out[at] = Math.round(sum / count)
      }
    }
  }
  return { width: w, height: h, data: out }
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
</style></head><body>
${readings.map(section).join('\n')}
</body></html>
`
}

function section({ name, stages, outcome }: Explained): string {
  const answer = typeof outcome === 'string' ? undefined : outcome
  const steps = stages.map(({ step, png }) => {
    return `<figure>${image(png, step)}<figcaption><b>${step}</b>: ${escaped(inkSteps[step])}</figcaption></figure>`
  })
  return `<h1>${escaped(name)}</h1>
<p>${answer ? verdict(answer) : escaped(String(outcome))}</p>
<div class="row">
${steps.join('\n')}
${answer && stages[0] ? found(answer, stages[0]) : ''}
</div>
<div class="row">${(answer?.digits ?? []).map(digitSeen).join('\n')}</div>`
}

function verdict({ text, status, reasons: why, nbest }: Recognition): string {
  const said = text === '' ? 'No number' : `Read <b>${escaped(text.replaceAll('\n', ' / '))}</b>`
  const others = nbest(3).map(
    reading => `${escaped(reading.text.replaceAll('\n', ' / '))} ${percent(reading.confidence)}`,
  )
  return `${said}, ${status}. ${why.map(reason => escaped(reasons[reason])).join(' ')} Likeliest: ${others.join(', ') || 'none'}.`
}

/** The page with a box around everything that was taken for a digit. */
function found({ digits, image: size }: Recognition, page: StagePicture): string {
  const share = (value: number, whole: number) => `${((100 * value) / whole).toFixed(2)}%`
  const boxes = digits.map(({ digit, box }) => {
    const place = `left:${share(box.x, size.width)};top:${share(box.y, size.height)};width:${share(box.width, size.width)};height:${share(box.height, size.height)}`
    return `<i style="${place}"><b>${digit}</b></i>`
  })
  return `<figure><div class="boxes">${image(page.png, 'the picture with boxes')}${boxes.join('')}</div><figcaption><b>digits</b>: What was taken for a digit, and read.</figcaption></figure>`
}

/** What the network saw of a digit, and what it thought of it. */
function digitSeen({ frame, alternatives, notDigit }: RecognizedDigit): string {
  const data = Uint8Array.from(frame, ink => 255 - Math.round(255 * Math.min(1, Math.max(0, ink))))
  const png = encodePng({ width: 28, height: 28, data })
  const likeliest = alternatives.slice(0, 3).map(({ digit, probability }) => `${digit} ${percent(probability)}`)
  return `<div><img class="frame" alt="what the network saw" src="${dataUrl(png)}">${likeliest.join('<br>')}<br>no digit ${percent(notDigit)}</div>`
}

function image(png: Uint8Array, alt: string): string {
  return `<img alt="${alt}" src="${dataUrl(png)}">`
}

function dataUrl(png: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < png.length; i += 8192) binary += String.fromCharCode(...png.subarray(i, i + 8192))
  return `data:image/png;base64,${btoa(binary)}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
