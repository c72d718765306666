// Makes packages/recognizer/src/style/usual.ts: how people usually write each digit, measured on MNIST's training images.
//
//   npm run make:usual-style [-- --count 12000]
//
// The images come in the order of the file, which mixes writers; MNIST's test images are not looked at.

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadMnist } from '@digitrec/mnist/node'
import { measureFrame } from '../packages/recognizer/src/style/measure.ts'

const { values } = parseArgs({ options: { count: { type: 'string', default: '12000' } } })
const count = Number(values.count)
const { train } = await loadMnist({ download: false })
const names = ['area', 'length', 'thickness', 'slant', 'width', 'height', 'aspect'] as const
const measured = Array.from({ length: 10 }, () => names.map((): number[] => []))
for (let i = 0; i < count; i++) {
  const bytes = train.images.subarray(i * 784, (i + 1) * 784)
  const measures = measureFrame(Float32Array.from(bytes, value => value / 255))!
  const row = { ...measures, aspect: measures.width / measures.height }
  for (const [k, name] of names.entries()) measured[train.labels[i]!]![k]!.push(row[name])
}

/** Mean and standard deviation. */
function usual(list: readonly number[]): string {
  const mean = list.reduce((a, b) => a + b) / list.length
  const sd = Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1))
  return `[${mean.toFixed(4)}, ${sd.toFixed(4)}]`
}

const rows = measured.map(lists => `  { ${names.map((name, k) => `${name}: ${usual(lists[k]!)}`).join(', ')} },`)
writeFileSync(
  new URL('../packages/recognizer/src/style/usual.ts', import.meta.url),
  `// Made by scripts/make-usual-style.ts from the first ${count} training images of MNIST. How is each digit usually written?

/** Mean and standard deviation of a measure within one digit. */
export type Usual = readonly [mean: number, sd: number]

/** Measures of each digit, in the units of \`Measures\`; aspect is width over height. */
export const usualStyle: readonly Readonly<Record<${names.map(name => `'${name}'`).join(' | ')}, Usual>>[] = [
${rows.join('\n')}
]
`,
)
console.log(rows.join('\n'))
