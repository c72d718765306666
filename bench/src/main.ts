// The bench: `npm run bench`. Reads its options, measures case by case, prints. Next: case.ts, kernels.ts, walks.ts.

import { writeFileSync } from 'node:fs'
import { kernelCases } from './kernels.ts'
import { type Measurement, measure } from './measure.ts'
import { parseOptions } from './options.ts'
import { asJson, head, table, thisMachine } from './report.ts'
import { walkCases } from './walks.ts'

const options = parse()
const machine = thisMachine()
const cases = [...kernelCases(), ...walkCases()].filter(({ title }) => title.includes(options.only ?? ''))
const measurements: Measurement[] = []
for (const [i, one] of cases.entries()) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${i + 1} of ${cases.length}: ${one.title}`)
  measurements.push(...(await measure(one, options.quick)))
}
if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
console.log(head(machine))
console.log(table(measurements))
if (options.json) writeFileSync(options.json, asJson(machine, options.quick, measurements))

function parse() {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    console.error((error as Error).message)
    process.exit(2)
  }
}
