import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

// Tests of what would be published; they need a build before them.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['packages/*/test/**/*.packed.test.ts', 'tests/**/*.packed.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
})
