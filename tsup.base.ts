import { defineConfig, type Options } from 'tsup'

/**
 * What CommonJS loads later is CommonJS too: import() would load the ES modules of our packages beside it, a second copy of their
 * classes, weights and backends.
 */
const requireLater: NonNullable<Options['plugins']>[number] = {
  name: 'require-later',
  renderChunk(code, { map }) {
    if (this.format !== 'cjs') return undefined
    const ours = /\bimport\((['"]@digitrec\/[^'"]+['"])\)/g
    return { code: code.replace(ours, 'Promise.resolve().then(() => require($1))'), map: map ?? null }
  },
}

/**
 * The one build of every library package: ESM, CommonJS and types from the entries given.
 *
 * @param entry subpath name to source file
 */
export function library(entry: Record<string, string>, more: Options = {}) {
  return defineConfig({
    entry,
    format: ['esm', 'cjs'],
    target: 'es2022',
    dts: { compilerOptions: { ignoreDeprecations: '6.0', composite: false, noEmit: false } },
    clean: true,
    sourcemap: true,
    treeshake: true,
    // In CommonJS too: all entries of a package then share one copy of its classes, and instanceof holds between them.
    splitting: true,
    removeNodeProtocol: false,
    plugins: [requireLater],
    // The sources are in the package: maps point at them instead of carrying a copy.
    esbuildOptions: options => {
      options.sourcesContent = false
    },
    ...more,
  })
}
