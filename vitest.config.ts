import { defineConfig } from 'vitest/config'

// Tests read the sources: the private export condition points every @digitrec/* import at src/.
const conditions = ['@digitrec/source', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/{src,test}/**/*.test.{ts,tsx}', 'tests/**/*.test.ts', 'bench/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.browser.test.ts', '**/*.packed.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
