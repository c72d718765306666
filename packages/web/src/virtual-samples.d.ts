// The module that samples-plugin.ts makes when the page is built.

declare module 'virtual:digitrec-samples' {
  export const samples: readonly {
    /** Kebab-case, unique. */
    readonly name: string
    /** One sentence for people who cannot see it. */
    readonly description: string
    /** The digits that were written; empty when there are none. */
    readonly expected: string
    /** Same-origin address of a PNG. */
    readonly url: string
    readonly width: number
    readonly height: number
  }[]
}
