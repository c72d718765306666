// What the tests of the documentation read in a Markdown file: its code blocks and its links.

import { readFileSync } from 'node:fs'

/** A fenced block. */
export interface CodeBlock {
  readonly file: string
  /** Line of its first code line, from 1. */
  readonly line: number
  /** What stands after the fence, such as `ts run`. */
  readonly info: string
  readonly code: string
}

/** All fenced blocks of a file, in order. */
export function codeBlocks(file: string): CodeBlock[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  const blocks: CodeBlock[] = []
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(.*)$/.exec(lines[i]!)
    if (!fence) continue
    const end = lines.indexOf('```', i + 1)
    if (end < 0) throw new Error(`${file}:${i + 1}: expected the code block to end, got the end of the file.`)
    blocks.push({ file, line: i + 2, info: fence[1]!.trim(), code: lines.slice(i + 1, end).join('\n') })
    i = end
  }
  return blocks
}

/** The text outside of fenced blocks. */
export function prose(file: string): string {
  return readFileSync(file, 'utf8').replace(/^```[\s\S]*?^```$/gm, '')
}

/** Targets of links and pictures, without those inside code. */
export function links(file: string): string[] {
  const text = prose(file).replace(/`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
}

/** The addresses of a file's headings, as GitHub makes them. */
export function anchors(file: string): string[] {
  return [...prose(file).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
