// Builds the page from the sources of the libraries, so that it needs none of their builds.

import { defaultClientConditions, defaultServerConditions, defineConfig } from 'vite'
import { samplesPlugin } from './samples-plugin.ts'
import { threadPlugin } from './thread-plugin.ts'

const source = '@digitrec/source'
const onServer = [source, ...defaultServerConditions]

export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [samplesPlugin(onServer), threadPlugin(onServer)],
  resolve: { conditions: [source, ...defaultClientConditions] },
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    target: 'es2022',
    assetsInlineLimit: 0, // data: addresses are refused by the page's content security policy
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:8080', '/docs': 'http://127.0.0.1:8080' } },
})
