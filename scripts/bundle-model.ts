// Puts a trained model into the code of @digitrec/cnn: `npm run bundle:model -- FILE`. A classifier of digits goes into
// its subpath ./digits, the preset nano into ./digits-nano, a reader of lines into ./lines: weights.ts (the file as base64) and card.json (how it came to be).

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readModelFile } from '@digitrec/cnn'

const [file] = process.argv.slice(2)
if (!file) {
  console.error('usage: npm run bundle:model -- FILE')
  process.exit(2)
}
const bytes = readFileSync(file)
const { id, network, card } = readModelFile(bytes)
const subpath = network.input[0] === 32 ? 'lines' : network.name === 'nano' ? 'digits-nano' : 'digits'
const folder = new URL(`../packages/cnn/src/${subpath}/`, import.meta.url)
writeFileSync(
  new URL('weights.ts', folder),
  `// Made by \`npm run bundle:model\` from model ${network.name} ${id}; see card.json for how it was trained.

/** The file of the bundled model, ${bytes.length} bytes, as base64. */
export const weights =
  '${bytes.toString('base64')}'
`,
)
// What training took is in the record beside the file, for it is not the same twice.
const record = existsSync(`${file}.json`) ? JSON.parse(readFileSync(`${file}.json`, 'utf8')) : {}
const { cost } = record.command === card.command ? record : {}
writeFileSync(new URL('card.json', folder), `${JSON.stringify({ id, bytes: bytes.length, ...card, cost }, null, 2)}\n`)
console.log(`bundled ${network.name} ${id} as ./${subpath}, ${bytes.length} bytes`)
