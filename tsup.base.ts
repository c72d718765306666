import { defineConfig, type Options } from 'tsup'

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
    // The sources are in the package: maps point at them instead of carrying a copy.
    esbuildOptions: options => {
      options.sourcesContent = false
    },
    ...more,
  })
}
