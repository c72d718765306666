// Makes src/formats/*-wasm.ts from the decoders that @jsquash ships: npx tsx packages/image/scripts/make-wasm-text.ts
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const codecs = [
  { name: 'webp', title: 'WebP', decoder: 'webp_dec', licence: 'libwebp, BSD licence' },
  { name: 'jpeg', title: 'JPEG', decoder: 'mozjpeg_dec', licence: 'mozjpeg, IJG and BSD licences' },
] as const

const require = createRequire(import.meta.url)
for (const { name, title, decoder, licence } of codecs) {
  const folder = dirname(require.resolve(`@jsquash/${name}/codec/dec/${decoder}.js`))
  const { version } = JSON.parse(readFileSync(join(folder, '../../package.json'), 'utf8')) as { version: string }
  const text = readFileSync(join(folder, `${decoder}.wasm`)).toString('base64')
  const lines = [
    `// Made by scripts/make-wasm-text.ts from @jsquash/${name} ${version} (${licence}; wrapper Apache-2.0). Do not edit.`,
    '',
    `/** The WebAssembly of the ${title} decoder, base64. */`,
    `export const ${name}Wasm =\n  '${text}'`,
    '',
  ]
  writeFileSync(join(dirname(fileURLToPath(import.meta.url)), `../src/formats/${name}-wasm.ts`), lines.join('\n'))
}
