import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

// Tests that drive a real browser; they need chromium, and say so when it is missing.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['packages/*/test/**/*.browser.test.ts', 'tests/**/*.browser.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
})
