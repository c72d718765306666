// Our packages as an application ships them: one minified file.

import { buildSync } from 'esbuild'
import { root } from './contenders.ts'

/** @param code what the application's own module says, such as `export { fit } from '@digitrec/cnn'` */
export function bundle(code: string, platform: 'node' | 'browser' = 'browser'): Uint8Array {
  const { outputFiles } = buildSync({
    stdin: { contents: code, resolveDir: `${root}/bench`, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform,
    conditions: ['@digitrec/source'],
    legalComments: 'none',
  })
  return outputFiles[0]!.contents
}
