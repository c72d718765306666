// Puts the program of a thread beside the page as /thread.js. The page's content security policy allows workers from its own
// files alone, no blob: ones; with `startWorker: () => new Worker('/thread.js')` the engine has its threads all the same.

import { type Plugin, runnerImport } from 'vite'

/** @param conditions how packages are resolved: the program is that of the sources of @digitrec/tensor */
export function threadPlugin(conditions: string[]): Plugin {
  return {
    name: 'digitrec-thread',

    async generateBundle() {
      const { module } = await runnerImport<typeof import('@digitrec/tensor')>('@digitrec/tensor', {
        environments: { inline: { resolve: { conditions, noExternal: [/^@digitrec\//] } } },
      })
      this.emitFile({ type: 'asset', fileName: 'thread.js', source: module.threadSource })
    },
  }
}
