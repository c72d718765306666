// Which files does a command line name? Files, folders (their pictures, also in folders inside), patterns that the shell
// did not expand, and - for the bytes piped in.

import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../exit-codes.ts'

/** Endings of the pictures that are looked for in folders; a file that is named is read whatever it is called. */
const pictureEnding = /\.(png|jpe?g|bmp|gif|webp|pnm|pbm|pgm|ppm)$/i

/** Stands for the bytes piped into the command. */
export const pipedInput = '-'

/**
 * The files behind the arguments, each once, in the order of the arguments and sorted inside folders and patterns.
 *
 * @throws UsageError when an argument stands for nothing
 */
export async function findInputs(args: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const arg of args) for (const path of await expand(arg)) found.add(path)
  return [...found]
}

async function expand(arg: string): Promise<string[]> {
  if (arg === pipedInput) return [arg]
  const info = await stat(arg).catch(() => undefined)
  if (info?.isDirectory()) {
    const pictures = (await walk(arg)).filter(path => pictureEnding.test(path))
    if (pictures.length > 0) return pictures
    throw new UsageError(`read: expected pictures in ${arg}, got none.`)
  }
  if (info) return [arg]
  if (/[*?[]/.test(arg)) {
    const matching = await expandPattern(arg)
    if (matching.length > 0) return matching
    throw new UsageError(`read: expected files that match ${arg}, got none.`)
  }
  throw new UsageError(`read: expected a file, got ${arg}, which does not exist.`)
}

/** Files of a folder and the folders inside, sorted; hidden ones and links to folders are left out. */
async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const files: string[] = []
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = folder === '.' ? entry.name : join(folder, entry.name)
    if (entry.isDirectory()) files.push(...(await walk(path)))
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) files.push(path)
  }
  return files
}

async function isFile(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => lstat(path))
  return info.isFile()
}

/** Files that match a pattern with * ? [abc] inside a name and ** for any folders. */
async function expandPattern(pattern: string): Promise<string[]> {
  const parts = pattern.replaceAll('\\', '/').split('/')
  const fixed = parts.slice(
    0,
    parts.findIndex(part => /[*?[]/.test(part)),
  )
  const folder = fixed.length === 0 ? '.' : fixed.join('/') || '/'
  const files = await walk(folder).catch(() => [])
  const matcher = patternToRegExp(parts.join('/'))
  return files.filter(path => matcher.test(path.replaceAll('\\', '/')))
}

/** A pattern as a regular expression over whole paths. */
export function patternToRegExp(pattern: string): RegExp {
  const tokens = pattern.replace(/^\.\//, '').match(/\*\*\/|\*\*|\*|\?|\[[^\]/]*\]|[\s\S]/g) ?? []
  const source = tokens.map(token => {
    if (token === '**/') return '(?:[^/]+/)*'
    if (token === '**') return '.*'
    if (token === '*') return '[^/]*'
    if (token === '?') return '[^/]'
    if (token.length > 1) return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
    return token.replace(/[\\^$.|+()[\]{}]/g, '\\$&')
  })
  return new RegExp(`^${source.join('')}$`)
}
