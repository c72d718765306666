// The documents say what is true: their links live, the paths they name exist, their tables match the code, their code
// compiles, and the blocks marked `ts run` run.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import * as cnn from '@digitrec/cnn'
import * as digits from '@digitrec/cnn/digits'
import * as lines from '@digitrec/cnn/lines'
import * as onnx from '@digitrec/cnn/onnx'
import * as image from '@digitrec/image'
import { encodePng } from '@digitrec/image'
import * as mnist from '@digitrec/mnist'
import { samples } from '@digitrec/mnist'
import * as mnistEvaluation from '@digitrec/mnist/evaluation'
import * as mnistNode from '@digitrec/mnist/node'
import * as recognizer from '@digitrec/recognizer'
import * as server from '@digitrec/server'
import * as tensor from '@digitrec/tensor'
import * as tensorKernels from '@digitrec/tensor/kernels'
import * as tensorNdarray from '@digitrec/tensor/ndarray'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exitCodes } from '../packages/cli/src/exit-codes.ts'
import { anchors, type CodeBlock, codeBlocks, links, prose } from './markdown.ts'

const libraries: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '@digitrec/tensor': { ...tensor, ...tensorKernels, ...tensorNdarray },
  '@digitrec/cnn': { ...cnn, ...digits, ...lines, ...onnx },
  '@digitrec/image': image,
  '@digitrec/mnist': { ...mnist, ...mnistEvaluation, ...mnistNode },
  '@digitrec/recognizer': recognizer,
  '@digitrec/server': server,
}

const documents = findDocuments('.')
const packages = readdirSync('packages')

function findDocuments(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory())
      return /^(node_modules|dist|api|runs|reports|\..*)$/.test(entry.name) ? [] : findDocuments(path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}

describe('docs/errors.md', () => {
  it('lists every code of every library with its meaning, and no other', () => {
    const seen = new Set<unknown>()
    const expected = Object.entries(libraries).flatMap(([name, exports]) =>
      Object.entries(exports).flatMap(([table, codes]) => {
        if (!table.endsWith('ErrorCodes') || seen.has(codes)) return []
        seen.add(codes)
        const title = `${table[0]!.toUpperCase()}${table.slice(1, -'Codes'.length)} of ${name}`
        return Object.entries(codes as Record<string, string>).map(
          ([code, meaning]) => `${title}: ${code}: ${sentence(meaning)}`,
        )
      }),
    )
    const written = tables('docs/errors.md')
      .filter(({ title }) => / of @digitrec\//.test(title))
      .flatMap(({ title, rows }) => rows.map(([code, meaning]) => `${title}: ${code}: ${meaning}`))
    expect(written.sort()).toEqual(expected.sort())
  })

  it('lists every problem that the server answers, with its status, and no other', () => {
    const expected = Object.entries(server.problems).map(([code, { status, title }]) => [code, String(status), title])
    const written = tables('docs/errors.md').find(({ title }) => title === 'Problems of the server')!.rows
    expect([...written].sort()).toEqual(expected.sort())
  })

  it('lists every reason of an answer, and no other', () => {
    const written = tables('docs/errors.md').find(({ title }) => title === 'Reasons of an answer')!.rows
    expect([...written].sort()).toEqual(Object.entries(recognizer.reasons).sort())
  })
})

it('docs/errors.md lists the codes of classes that have but one', () => {
  const written = tables('docs/errors.md')
    .find(({ title }) => title === 'Other codes')!
    .rows.map(([code]) => code)
  const found = packages.flatMap(name =>
    readdirSync(join('packages', name, 'src'), { recursive: true, encoding: 'utf8' })
      .filter(path => /(?<!\.test)\.tsx?$/.test(path))
      .flatMap(path => [
        ...readFileSync(join('packages', name, 'src', path), 'utf8').matchAll(/readonly code = '([\w-]+)'/g),
      ])
      .map(([, code]) => code),
  )
  expect(found.length).toBeGreaterThan(0)
  expect(found.filter(code => !written.includes(code))).toEqual([])
})

it('docs/cli.md lists the exit codes', () => {
  const written = tables('docs/cli.md').find(({ title }) => title === 'Exit codes')!.rows
  expect(written.map(([code, name]) => [name, Number(code)])).toEqual(Object.entries(exitCodes))
})

describe.each(documents)('%s', file => {
  it('has only links that live', () => {
    const dead = links(file).filter(target => {
      if (/^[a-z]+:/.test(target)) return false
      const [path, anchor] = target.split('#') as [string, string?]
      const found = path === '' ? file : join(dirname(file), path)
      return !existsSync(found) || (anchor !== undefined && !anchors(found).includes(anchor))
    })
    expect(dead).toEqual([])
  })

  it('names only files that exist', () => {
    const named = [...prose(file).matchAll(/`((?:packages|docs|examples|bench|tests|scripts)\/[^`\s*<>]*)`/g)]
    expect(named.map(([, path]) => path!).filter(path => !existsSync(path) && !isMade(path))).toEqual([])
  })
})

it.each(['docs/architecture.md', 'docs/reading-order.md'])('%s names files at all', file => {
  expect(prose(file).match(/`packages\//g)!.length).toBeGreaterThan(20)
})

describe.each(packages)('the README of %s', name => {
  const file = join('packages', name, 'README.md')

  it('says in one sentence what the package is, and what it does not do', () => {
    expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^# @digitrec/${name}\\n\\n\\w`))
    expect(readFileSync(file, 'utf8')).toMatch(/^## What it does not do$/m)
  })

  it('has a tree that matches: what it names is there, and folders and public files are named', () => {
    const named = treePaths(file)
    const missing = named.filter(path => !isThere(join('packages', name), path))
    const text = readFileSync(file, 'utf8')
    const unnamed = worthNaming(join('packages', name, 'src')).filter(entry => !text.includes(entry))
    expect({ missing, unnamed }).toEqual({ missing: [], unnamed: [] })
  })
})

it('the tree of the README matches', () => {
  expect(treePaths('README.md').filter(path => !existsSync(path))).toEqual([])
  const named = treePaths('README.md').map(path => basename(path))
  expect(packages.filter(name => !named.includes(name))).toEqual([])
})

describe('code in the documents', () => {
  const blocks = documents.flatMap(codeBlocks)
  const folder = resolve('node_modules', '.cache', 'docs-test')
  let empty: string

  beforeAll(() => {
    mkdirSync(folder, { recursive: true })
    empty = mkdtempSync(join(tmpdir(), 'digitrec-docs-'))
    mkdirSync(join(empty, 'samples'))
    for (const sample of samples) writeFileSync(join(empty, 'samples', `${sample.name}.png`), encodePng(sample.make()))
  })
  afterAll(() => rmSync(empty, { recursive: true, force: true }))

  it('compiles', { timeout: 240_000 }, () => {
    const found = compile(blocks.filter(({ info }) => /^ts\b/.test(info)))
    expect(found).toEqual([])
  })

  const running = blocks.filter(({ info }) => info === 'ts run')
  it('is run where it says so', () => expect(running.length).toBeGreaterThan(0))
  it.each(running.map(block => [`${block.file}:${block.line}`, block] as const))('%s runs', (where, { code }) => {
    const script = join(folder, `${where.replace(/\W+/g, '-')}.mts`)
    writeFileSync(script, code)
    const tsx = resolve('node_modules', 'tsx', 'dist', 'cli.mjs')
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [tsx, '--conditions=@digitrec/source', '--tsconfig', resolve('tsconfig.json'), script],
      { cwd: empty, encoding: 'utf8', timeout: 60_000 },
    )
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).not.toBe('')
  })
})

/** A meaning as a sentence; some tables leave out the capital and the full stop. */
function sentence(meaning: string): string {
  const text = /^[a-z]+\(\)/.test(meaning) ? meaning : `${meaning[0]!.toUpperCase()}${meaning.slice(1)}`
  return text.endsWith('.') ? text : `${text}.`
}

interface Table {
  /** The heading above it, without marks. */
  readonly title: string
  /** Cells without the head and without backticks. */
  readonly rows: readonly (readonly string[])[]
}

function tables(file: string): Table[] {
  return prose(file)
    .split(/^#+ /m)
    .slice(1)
    .map(section => {
      const [title = '', ...lines] = section.split('\n')
      const rows = lines.filter(line => line.startsWith('|')).slice(2)
      return { title: title.replaceAll('`', ''), rows: rows.map(cells) }
    })
}

function cells(row: string): string[] {
  return row
    .slice(1, row.lastIndexOf('|'))
    .split('|')
    .map(cell => cell.trim().replace(/^`(.*)`$/, '$1'))
}

/** Files that commands make, which are not in the repository. */
function isMade(path: string): boolean {
  return path.startsWith('docs/api')
}

/** Paths in the first code block after the heading "The tree", joined with the folders above them by indentation. */
function treePaths(file: string): string[] {
  const heading = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex(line => /^## The tree/.test(line))
  const tree = heading < 0 ? undefined : codeBlocks(file).find(({ line }) => line > heading)
  if (!tree) throw new Error(`${file}: expected a code block under the heading "The tree", found none.`)
  const above: { indent: number; path: string }[] = []
  return tree.code.split('\n').flatMap(line => {
    const [, space, name] = /^( *)([\w@.][\w@./*-]*)(?: |$)/.exec(line) ?? []
    if (name === undefined || !/[./]/.test(name)) return []
    while (above.length > 0 && above.at(-1)!.indent >= space!.length) above.pop()
    const path = join(above.at(-1)?.path ?? '', name)
    above.push({ indent: space!.length, path: name.endsWith('/') ? path : dirname(path) })
    return [path]
  })
}

/** Folders of a package's sources, and files with public names. */
function worthNaming(source: string): string[] {
  const entries = readdirSync(source, { withFileTypes: true })
  const index = join(source, 'index.ts')
  const exported = existsSync(index) ? readFileSync(index, 'utf8').matchAll(/ from '\.\/([^'/]+)'/g) : []
  return [
    ...entries.filter(entry => entry.isDirectory()).map(({ name }) => `${name}/`),
    ...[...exported].map(([, name]) => name!),
  ]
}

/** Whether a path of a tree exists; `x.case.ts` stands for every file that ends so, `*` for anything. */
function isThere(root: string, path: string): boolean {
  const name = basename(path)
  if (!name.includes('*') && !name.startsWith('x.')) return existsSync(join(root, path))
  const end = name.replace(/^x\.|^.*\*/, '')
  return readdirSync(join(root, dirname(path))).some(entry => entry.endsWith(end))
}

/**
 * What TypeScript has to say to code blocks, each a module of its own. A block may use a name that it does not declare
 * (the reader's own data): such names are any, all else is checked.
 */
function compile(blocks: readonly CodeBlock[]): string[] {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: ['tests/markdown.ts'] }, ts.sys, resolve('.'))
  const sources = new Map(blocks.map((block, i) => [resolve(`docs-block-${i}.ts`), block]))
  const host = ts.createCompilerHost({ ...options, noEmit: true })
  const { getSourceFile, fileExists, readFile } = host
  const text = (path: string) => {
    const block = sources.get(path)
    return block && `${block.code}\nexport {}\n`
  }
  host.fileExists = path => sources.has(path) || fileExists(path)
  host.readFile = path => text(path) ?? readFile(path)
  host.getSourceFile = (path, version, ...more) => {
    const own = text(path)
    return own === undefined ? getSourceFile(path, version, ...more) : ts.createSourceFile(path, own, version)
  }
  const program = ts.createProgram([...sources.keys()], { ...options, noUnusedLocals: false }, host)
  return [...sources].flatMap(([path, block]) => {
    const file = program.getSourceFile(path)!
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    return found
      .filter(({ code }) => !cannotFindName.includes(code))
      .map(({ start, messageText }) => {
        const line = block.line + file.getLineAndCharacterOfPosition(start ?? 0).line
        return `${block.file}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
      })
  })
}

/** TypeScript's numbers for "Cannot find name", without and with a guess at what was meant. */
const cannotFindName = [2304, 2552]
