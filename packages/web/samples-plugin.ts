// Draws the sample pictures when the page is built and serves them as the module `virtual:digitrec-samples`.

import { join } from 'node:path'
import { type Plugin, runnerImport } from 'vite'
import type { SamplePicture } from './draw-samples.ts'

const publicId = 'virtual:digitrec-samples'
const id = `\0${publicId}`

/** @param conditions how packages are resolved: samples are drawn by the sources of @digitrec/mnist */
export function samplesPlugin(conditions: string[]): Plugin {
  let building = false
  return {
    name: 'digitrec-samples',

    configResolved(config) {
      building = config.command === 'build'
    },

    resolveId: source => (source === publicId ? id : undefined),

    async load(source) {
      if (source !== id) return
      const entries = (await drawSamples(conditions)).map(({ png, ...about }) => {
        const url = building
          ? `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: `${about.name}.png`, source: png })}`
          : JSON.stringify(`data:image/png;base64,${Buffer.from(png).toString('base64')}`)
        return `{ ...${JSON.stringify(about)}, url: ${url} }`
      })
      return `export const samples = [${entries.join(',\n')}]`
    },
  }
}

async function drawSamples(conditions: string[]): Promise<SamplePicture[]> {
  const file = join(import.meta.dirname, 'draw-samples.ts')
  const { module } = await runnerImport<typeof import('./draw-samples.ts')>(file, {
    environments: { inline: { resolve: { conditions, noExternal: [/^@digitrec\//] } } },
  })
  return module.drawSamples()
}
