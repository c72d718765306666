// Reads damaged files and says how it went: no crash, no error without a type, none that takes long, memory that stays bounded.
//
//   npm run measure:mutants -- [--count N] [--seed N]
//
// Files are those of the tests and samples of our own; the same seed damages them the same way. Exits with 1 when something is amiss.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { encodePng, type Raster } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { ImageError, loadRecognizer } from '@digitrec/recognizer'
import { encode } from 'jpeg-js'
import { diceOf, mutate } from '../packages/image/test/mutate.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
})
const slowestMs = 2000
const mostMegabytes = 1024
const folder = 'packages/image/test/fixtures'
const files: readonly Uint8Array[] = [
  ...readdirSync(folder)
    .filter(name => /\.(png|jpg|gif|bmp|webp|ppm)$/.test(name))
    .map(name => readFileSync(join(folder, name))),
  ...samples.map(sample => encodePng(sample.make())),
  // Large enough for the decoder of large pictures.
  ...samples.slice(0, 6).map(sample => encodeJpeg(enlarge(sample.make(), 3))),
]

const recognizer = await loadRecognizer()
const dice = diceOf(Number(values.seed))
const outcomes = new Map<string, number>()
const amiss: string[] = []
let slowest = 0
let largest = 0
for (let i = 0; i < Number(values.count); i++) {
  const bytes = mutate(files[dice(files.length)]!, dice)
  const start = process.cpuUsage()
  const outcome = await recognizer.read(bytes).then(
    ({ status }) => status,
    error => (error instanceof ImageError ? error.code : `untyped: ${error}`),
  )
  const { user, system } = process.cpuUsage(start)
  const milliseconds = (user + system) / 1000
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  slowest = Math.max(slowest, milliseconds)
  if (i % 50 === 0) largest = Math.max(largest, process.memoryUsage().rss / 2 ** 20)
  if (outcome.startsWith('untyped')) amiss.push(`mutant ${i}: ${outcome}`)
  if (milliseconds > slowestMs) amiss.push(`mutant ${i}: ${milliseconds.toFixed(0)} ms`)
}
if (largest > mostMegabytes) amiss.push(`${largest.toFixed(0)} MB of memory`)
console.log(`${values.count} mutants of ${files.length} files, seed ${values.seed}`)
for (const [outcome, count] of [...outcomes].sort((a, b) => b[1] - a[1]))
  console.log(`  ${outcome.padEnd(12)} ${count}`)
console.log(`slowest ${slowest.toFixed(0)} ms of CPU, largest ${largest.toFixed(0)} MB resident`)
for (const line of amiss) console.log(line)
process.exitCode = amiss.length > 0 ? 1 : 0

function encodeJpeg({ width, height, data }: Raster): Uint8Array {
  return encode({ width, height, data: Buffer.from(data) }, 85).data
}

/** Every pixel `times` by `times`. */
function enlarge({ width, height, data }: Raster, times: number): Raster {
  const to = { width: width * times, height: height * times, data: new Uint8Array(data.length * times * times) }
  for (let y = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++) {
      const from = (Math.floor(y / times) * width + Math.floor(x / times)) * 4
      to.data.set(data.subarray(from, from + 4), (y * to.width + x) * 4)
    }
  return to
}
