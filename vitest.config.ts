import { defineConfig } from 'vitest/config'

// Tests read the sources: the private export condition points every @digitrec/* import at src/.
const conditions = ['@digitrec/source', 'node']

// Relaxed SIMD is on by default from Node 22; in Node 20 it is asked for, so that its backend is tested too.
const execArgv = process.versions.node.startsWith('20.') ? ['--experimental-wasm-relaxed-simd'] : []

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    execArgv,
    include: ['packages/*/{src,test}/**/*.test.{ts,tsx}', 'tests/**/*.test.ts', 'bench/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.browser.test.ts', '**/*.packed.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
