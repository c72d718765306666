// Our packages as an application ships them, minified, by one bundler or another.

import { buildSync } from 'esbuild'
import { build, type Rolldown } from 'vite'
import { root } from './contenders.ts'

/** Where an application's own module stands, for a bundler that looks for our packages. */
const folder = `${root}/bench`

/** Our packages are bundled from their sources; what is published is bundled to the same, within half a percent. */
const conditions = ['@digitrec/source']

/** By esbuild. @param code what the application's own module says, such as `export { fit } from '@digitrec/cnn'` */
export function bundle(code: string, platform: 'node' | 'browser' = 'browser'): Uint8Array {
  const { outputFiles } = buildSync({
    stdin: { contents: code, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform,
    conditions,
    legalComments: 'none',
  })
  return outputFiles[0]!.contents
}

/** By Vite, for a page: the first file, and those that it loads when they are needed. @param code as for {@link bundle} */
export async function bundleByVite(code: string): Promise<readonly Uint8Array[]> {
  const name = 'application'
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    root: folder,
    resolve: { conditions },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: name, preserveEntrySignatures: 'strict' },
    },
    plugins: [
      {
        name,
        resolveId: id => (id === name ? `\0${name}` : undefined),
        load: id => (id === `\0${name}` ? code : undefined),
      },
    ],
  })
  const { output } = made as Rolldown.RolldownOutput
  return output.map(one => Buffer.from(one.type === 'chunk' ? one.code : one.source))
}
