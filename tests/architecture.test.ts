// The house rules, held by a test: which package may import which, and which third parties and globals it may touch.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Room {
  /** Our packages that it may import. */
  readonly ours: readonly string[]
  /** Third parties, each with the one file that may name it (or `*` where the package is a door). */
  readonly foreign: Readonly<Record<string, string>>
  /** Folder under src in which node:* may be imported; `''` for all of it, undefined for none. */
  readonly node?: string
  /** Whether `document` and `window` exist here. */
  readonly page?: boolean
}

const libraries = ['tensor', 'cnn', 'image', 'mnist', 'recognizer']

/** The table of docs/architecture.md, as data. */
const rooms: Readonly<Record<string, Room>> = {
  tensor: { ours: [], foreign: { ndarray: 'ndarray.ts' } },
  cnn: { ours: ['tensor'], foreign: {} },
  image: {
    ours: [],
    foreign: {
      pngjs: 'formats/png.ts',
      'jpeg-js': 'formats/jpeg.ts',
      'fast-bmp': 'formats/bmp.ts',
      omggif: 'formats/gif.ts',
      '@jsquash/jpeg': 'formats/mozjpeg.ts',
      '@jsquash/webp': 'formats/webp.ts',
    },
  },
  mnist: { ours: ['tensor', 'cnn', 'image'], foreign: {}, node: 'node' },
  recognizer: { ours: ['tensor', 'cnn', 'image'], foreign: { n2words: 'words.ts' } },
  server: { ours: ['recognizer'], foreign: { '*': '*' }, node: '' },
  web: { ours: ['recognizer', 'mnist'], foreign: { '*': '*' }, page: true },
  cli: { ours: [...libraries, 'server'], foreign: { commander: '*' }, node: '' },
}

interface ImportLine {
  readonly file: string
  readonly from: string
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return sourceFiles(path)
    return /\.tsx?$/.test(name) && !/\.(test|cases)\.tsx?$/.test(name) ? [path] : []
  })
}

/** What the names with # in a package stand for outside the browser. */
function importsOf(name: string): Record<string, { default: string }> {
  return JSON.parse(readFileSync(join('packages', name, 'package.json'), 'utf8')).imports ?? {}
}

function importLines(name: string): ImportLine[] {
  const root = join('packages', name, 'src')
  return sourceFiles(root).flatMap(path => {
    const text = readFileSync(path, 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
    const found = text.matchAll(/(?:\bfrom\s+|^import\s*|\bimport\(\s*)['"]([^'"]+)['"]/gm)
    return [...found].map(([, from]) => ({
      file: relative(root, path),
      from: importsOf(name)[from!]?.default ?? from!,
    }))
  })
}

describe.each(Object.entries(rooms))('%s', (name, room) => {
  const lines = importLines(name)
  const bare = lines.filter(({ from }) => !from.startsWith('.'))

  it('has sources', () => {
    expect(sourceFiles(join('packages', name, 'src')).length).toBeGreaterThan(2)
  })

  it('imports our packages in one direction only', () => {
    const wrong = bare.filter(({ from }) => {
      const ours = /^@digitrec\/([^/]+)/.exec(from)?.[1]
      return ours !== undefined && !room.ours.includes(ours)
    })
    expect(wrong).toEqual([])
  })

  it('names each third party in its one file', () => {
    if (room.foreign['*']) return
    const wrong = bare.filter(({ file, from }) => {
      if (from.startsWith('@digitrec/') || from.startsWith('node:') || from.startsWith('virtual:')) return false
      const party = Object.keys(room.foreign).find(known => from === known || from.startsWith(`${known}/`))
      return party === undefined || (room.foreign[party] !== '*' && room.foreign[party] !== file)
    })
    expect(wrong).toEqual([])
  })

  it('touches Node only where it may', () => {
    const wrong = bare.filter(
      ({ file, from }) =>
        from.startsWith('node:') &&
        (room.node === undefined || !(room.node === '' || file.startsWith(`${room.node}/`))),
    )
    expect(wrong).toEqual([])
  })

  it('touches the page only where it may', () => {
    if (room.page) return
    const wrong = sourceFiles(join('packages', name, 'src')).filter(path =>
      /(?<![\w.'"`])(document\.|window\.(document|location|addEventListener|navigator|fetch)\b)/.test(
        readFileSync(path, 'utf8').replace(/\/\/.*$|\/\*[\s\S]*?\*\//gm, ''),
      ),
    )
    expect(wrong).toEqual([])
  })

  it('declares what it imports', () => {
    const {
      dependencies = {},
      devDependencies = {},
      peerDependencies = {},
    } = JSON.parse(readFileSync(join('packages', name, 'package.json'), 'utf8'))
    const declared = new Set(
      Object.keys({ ...dependencies, ...peerDependencies, ...(name === 'web' && devDependencies) }),
    )
    const missing = bare
      .map(({ from }) => (from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : from.split('/')[0]!))
      .filter(from => !from.startsWith('node:') && !from.startsWith('virtual:') && !declared.has(from))
    expect([...new Set(missing)]).toEqual([])
  })
})

it('knows every package', () => {
  expect(readdirSync('packages').sort()).toEqual(Object.keys(rooms).sort())
})

it('has no junk drawers', () => {
  const junk = Object.keys(rooms).flatMap(name =>
    sourceFiles(join('packages', name, 'src')).filter(path =>
      /\b(utils?|helpers|types|errors|common|misc|config)\.tsx?$/.test(path),
    ),
  )
  expect(junk).toEqual([])
})

it('lets nobody import bench, docs or tests', () => {
  const wrong = Object.keys(rooms)
    .flatMap(importLines)
    .filter(({ from }) => /(^|\/)(bench|docs|tests)\//.test(from))
  expect(wrong).toEqual([])
})
