// Puts trained models into the code of @digitrec/cnn: `npm run bundle:model -- FILE`. A classifier of digits goes into
// its subpath ./digits, the preset nano into ./digits-nano, a reader of lines into ./lines, and the preset clean, all its seeds at
// once, into ./digits-best: weights.ts (the files as base64) and card.json (how they came to be).

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readModelFile } from '@digitrec/cnn'

const files = process.argv.slice(2)
const models = files.map(readModel)
const [first] = models
const subpath = first && subpathOf(first)
if (
  !subpath ||
  models.some(model => subpathOf(model) !== subpath) ||
  (models.length > 1 && subpath !== 'digits-best')
) {
  console.error('usage: npm run bundle:model -- FILE, or FILE... of the preset clean')
  process.exit(2)
}
const folder = new URL(`../packages/cnn/src/${subpath}/`, import.meta.url)
const names = models.map(({ network, id }) => `${network.name} ${id}`).join(', ')
const head = `// Made by \`npm run bundle:model\` from ${names}; see card.json for training.\n\n`
const texts = models.map(({ bytes }) => `'${bytes.toString('base64')}'`)
const cards = models.map(({ card }) => card)
if (subpath === 'digits-best') {
  const sizes = models.map(({ bytes }) => bytes.length).join(' and ')
  const doc = `/** The files of the members that are not bundled elsewhere, ${sizes} bytes, as base64. */\n`
  const weights = `export const weights: readonly string[] = [\n${texts.map(text => `  ${text},\n`).join('')}]\n`
  write(`${head}${doc}${weights}`, { members: cards })
} else {
  const doc = `/** The file of the bundled model, ${first.bytes.length} bytes, as base64. */\n`
  write(`${head}${doc}export const weights =\n  ${texts[0]}\n`, cards[0]!)
}
console.log(`bundled ${names} as ./${subpath}`)

/** A file, what it says, and its card: what training took is in the record beside the file, for it is not the same twice. */
function readModel(file: string) {
  const bytes = readFileSync(file)
  const { id, network, card } = readModelFile(bytes)
  const record = existsSync(`${file}.json`) ? JSON.parse(readFileSync(`${file}.json`, 'utf8')) : {}
  const { cost } = record.command === card.command ? record : {}
  return { bytes, id, network, card: { id, bytes: bytes.length, ...card, cost } }
}

function subpathOf({ network: { input, name } }: ReturnType<typeof readModel>) {
  if (input[0] === 32) return 'lines'
  if (name === 'nano') return 'digits-nano'
  return name === 'clean' ? 'digits-best' : 'digits'
}

function write(code: string, card: object): void {
  writeFileSync(new URL('weights.ts', folder), code)
  writeFileSync(new URL('card.json', folder), `${JSON.stringify(card, null, 2)}\n`)
}
