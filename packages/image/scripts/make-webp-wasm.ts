// Makes src/formats/webp-wasm.ts from the decoder that @jsquash/webp ships: npx tsx packages/image/scripts/make-webp-wasm.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const codec = dirname(require.resolve('@jsquash/webp/codec/dec/webp_dec.js'))
const { version } = JSON.parse(readFileSync(join(codec, '../../package.json'), 'utf8')) as { version: string }
const text = readFileSync(join(codec, 'webp_dec.wasm')).toString('base64')
const lines = [
  `// Made by scripts/make-webp-wasm.ts from @jsquash/webp ${version} (libwebp, BSD licence; wrapper Apache-2.0). Do not edit.`,
  '',
  '/** The WebAssembly of the WebP decoder, base64. */',
  `export const webpWasm =\n  '${text}'`,
  '',
]
const target = join(dirname(fileURLToPath(import.meta.url)), '../src/formats/webp-wasm.ts')
writeFileSync(target, lines.join('\n'))
