// What would be published, tried as a stranger tries it: every package packed, all tarballs installed together into an
// empty folder outside the repository, and used from there. Needs `npm run build` before it.

import { type ExecFileSyncOptionsWithStringEncoding, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { encodePng } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { build as esbuild } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { build as vite } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeBlocks } from './markdown.ts'

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

interface Packed {
  readonly name: string
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

const repository = resolve('.')
const names = readdirSync('packages').filter(name => manifest(join('packages', name)).private !== true)
const empty = mkdtempSync(join(tmpdir(), 'digitrec-packed-'))
const tarballs = join(empty, 'tarballs')
const app = join(empty, 'app')
const packed = new Map<string, Packed>()

/** Import paths with code behind them: all but JSON files. */
const paths = names.flatMap(name =>
  Object.keys(manifest(join('packages', name)).exports ?? {})
    .filter(path => !path.endsWith('.json'))
    .map(path => `@digitrec/${name}${path.slice(1)}`),
)

beforeAll(() => {
  mkdirSync(tarballs)
  mkdirSync(app)
  const folders = names.map(name => resolve('packages', name))
  const out = execFileSync('npm', ['pack', '--json', '--pack-destination', tarballs, ...folders], quiet(repository))
  for (const one of toList(JSON.parse(out))) packed.set(one.name.replace('@digitrec/', ''), one)
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'stranger', private: true }))
  const peers = names.flatMap(name => Object.entries(manifest(join('packages', name)).peerDependencies ?? {}))
  const wanted = [...[...packed.values()].map(tarball), ...peers.map(([name, version]) => `${name}@${version}`)]
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...wanted], quiet(app))
})

afterAll(() => rmSync(empty, { recursive: true, force: true }))

describe.each(names)('the tarball of %s', name => {
  it('satisfies publint', async () => {
    const bytes = readFileSync(tarball(packed.get(name)!))
    const { messages, pkg } = await publint({
      pack: { tarball: new Uint8Array(bytes).buffer },
      strict: true,
    })
    expect(messages.map(message => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  it('holds what is needed and no more', () => {
    const { files, size } = packed.get(name)!
    console.log(`${name}: ${(size / 1024).toFixed(0)} kB packed, ${files.length} files`)
    const held = files.map(({ path }) => path)
    expect(held).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']))
    expect(held.filter(path => path.startsWith('dist/')).length).toBeGreaterThan(0)
    expect(held.filter(path => /\.(test|cases)\.|(^|\/)(tests?|goldens|fixtures)\//.test(path))).toEqual([])
  })

  it('names no folder of the machine it was made on', () => {
    const folder = join(app, 'node_modules', '@digitrec', name)
    const machine = [`${repository}/`, `${homedir()}/`, `${tmpdir()}/`, 'file:///']
    const wrong = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .filter(path => machine.some(word => readFileSync(path, 'latin1').includes(word)))
    expect(wrong).toEqual([])
  })
})

describe('installed into an empty folder', () => {
  it('comes from the tarballs, each package once', () => {
    const out = execFileSync('npm', ['ls', '--all', '--parseable', '--long'], quiet(app))
    const ours = out.split('\n').filter(line => line.includes(':@digitrec/'))
    const found = ours.map(line => /:(@digitrec\/[a-z]+)@/.exec(line)![1])
    expect(found.sort()).toEqual(names.map(name => `@digitrec/${name}`).sort())
  })

  it('gives @digitrec/cnn without any dependency from elsewhere', () => {
    const reached = new Set<string>(['@digitrec/cnn'])
    for (const name of reached) {
      const { dependencies = {} } = manifest(join(app, 'node_modules', name))
      for (const dependency of Object.keys(dependencies)) reached.add(dependency)
    }
    expect([...reached].sort()).toEqual(['@digitrec/cnn', '@digitrec/tensor'])
  })

  it.each(paths)('%s loads by import and by require, with the same names', path => {
    write('load.mjs', `console.log(JSON.stringify(Object.keys(await import('${path}')).sort()))`)
    write('load.cjs', `console.log(JSON.stringify(Object.keys(require('${path}')).sort()))`)
    const imported = JSON.parse(node('load.mjs'))
    const required = JSON.parse(node('load.cjs'))
    expect(imported.length).toBeGreaterThan(0)
    expect(required).toEqual(imported.filter((name: string) => name !== 'default' && name !== 'module.exports'))
  })

  it('shares classes between the entries of a package, in ES modules and in CommonJS', () => {
    const body = `
      let caught
      try { digitClassifier(new Uint8Array(4)) } catch (error) { caught = error }
      console.log(caught instanceof ModelFileError)`
    write(
      'shared.mjs',
      `import { ModelFileError } from '@digitrec/cnn'\nimport { digitClassifier } from '@digitrec/cnn/digits'${body}`,
    )
    write(
      'shared.cjs',
      `const { ModelFileError } = require('@digitrec/cnn')\nconst { digitClassifier } = require('@digitrec/cnn/digits')${body}`,
    )
    expect(node('shared.mjs')).toBe('true\n')
    expect(node('shared.cjs')).toBe('true\n')
  })

  describe.each([
    ['node16, as an ES module', 'mts', { module: 'node16', moduleResolution: 'node16' }],
    ['node16, as CommonJS', 'cts', { module: 'node16', moduleResolution: 'node16' }],
    ['bundler', 'ts', { module: 'esnext', moduleResolution: 'bundler' }],
  ])('types under %s', (_, extension, options) => {
    it('resolve on every path, and are not any', () => {
      const folder = join(app, `types-${extension}-${options.moduleResolution}`)
      mkdirSync(folder)
      writeFileSync(join(folder, `check.${extension}`), typeCheck())
      const compilerOptions = { ...options, target: 'es2022', strict: true, noEmit: true, skipLibCheck: true }
      const types = { types: ['node'], typeRoots: [join(repository, 'node_modules', '@types')] }
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...compilerOptions, ...types }, include: ['check.*'] }),
      )
      const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc')
      const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
      expect(stdout).toBe('')
      expect(status).toBe(0)
    })
  })

  it('draws samples and reads one with npx', () => {
    const drawn = npx('data', 'sample')
    expect(drawn.status, drawn.stderr).toBe(0)
    const { status, stdout } = npx('read', 'samples/number-70413-pen.png', '--format', 'json')
    expect(JSON.parse(stdout)).toMatchObject({ text: '70413' })
    expect([0, 3]).toContain(status)
  })

  it('runs the program of the README, as an ES module and as CommonJS', () => {
    npx('data', 'sample')
    const program = codeBlocks('README.md').find(({ code }) => code.includes('loadRecognizer'))!.code
    write('program.mjs', program)
    const imports = program.replace(/^import (\{.*\}) from ('.*')$/gm, 'const $1 = require($2)')
    write('program.cjs', `(async () => {\n${imports}\n})()`)
    const answer = node('program.mjs')
    expect(answer).toMatch(/^70413 /)
    expect(node('program.cjs')).toBe(answer)
  })

  describe('the reader of lines', () => {
    // A program that reads a plain picture and one of which nobody can be sure, and says whether that brought anything else along.
    const reads = `
      const recognizer = await loadRecognizer()
      const before = loaded()
      const plain = await recognizer.read(readFileSync('samples/four-open-canvas.png'))
      const { digits, confidence } = await recognizer.read(readFileSync('joined.png'))
      console.log(plain.text, before, loaded(), digits.map(({ digit }) => digit).join(''), confidence)`
    const imports = `import { readFileSync } from 'node:fs'\nimport { loadRecognizer } from '@digitrec/recognizer'\n`
    beforeAll(() => {
      npx('data', 'sample')
      writeFileSync(join(app, 'joined.png'), joinedBars())
    })

    it('is loaded in CommonJS when something is read, not before, and reads what it reads in an ES module', () => {
      write('lines.mjs', `${imports}const loaded = () => '-'${reads}`)
      write(
        'lines.cjs',
        `const { readFileSync } = require('node:fs')\nconst { loadRecognizer } = require('@digitrec/recognizer')
        const loaded = () => Object.keys(require.cache).some(file => /cnn[\\\\/]dist[\\\\/]lines\\.cjs$/.test(file))
        ;(async () => {${reads}})()`,
      )
      const [four, , , digits, confidence] = node('lines.mjs').trim().split(' ')
      expect(digits).toMatch(/^\d+$/)
      expect([four, node('lines.cjs').trim()]).toEqual(['4', `4 false true ${digits} ${confidence}`])
    })

    it('is a file of its own in what esbuild makes of an application, and that application runs', async () => {
      write('app.mjs', `${imports}const loaded = () => '-'${reads}`)
      const outdir = join(app, 'bundled')
      await esbuild({
        entryPoints: [join(app, 'app.mjs')],
        outdir,
        outExtension: { '.js': '.mjs' },
        bundle: true,
        splitting: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        // What opens PNG files is CommonJS, which asks for modules of Node while it runs.
        banner: { js: `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)` },
      })
      expectWeightsApart(outdir, 'app.mjs')
      expect(node(join('bundled', 'app.mjs'))).toBe(node('lines.mjs'))
    })

    it('is a file of its own in what Vite makes of a page', async () => {
      const root = join(app, 'page')
      mkdirSync(root, { recursive: true })
      writeFileSync(join(root, 'index.html'), '<script type="module" src="/main.js"></script>')
      writeFileSync(
        join(root, 'main.js'),
        `import { loadRecognizer } from '@digitrec/recognizer'\nloadRecognizer().then(r => r.read(new Uint8Array()))`,
      )
      await vite({ root, configFile: false, logLevel: 'error', build: { outDir: 'dist' } })
      const assets = join(root, 'dist', 'assets')
      expectWeightsApart(assets, readdirSync(assets).find(name => /^index-.*\.js$/.test(name))!)
    })

    /** The first file holds the classifier's weights, another one those of the reader of lines. */
    function expectWeightsApart(folder: string, first: string): void {
      const scripts = readdirSync(folder).filter(name => /\.m?js$/.test(name))
      const holding = (model: string) => {
        const weights = readFileSync(join(app, 'node_modules/@digitrec/cnn/src', model, 'weights.ts'), 'latin1')
        const piece = weights.slice(50_000, 50_200) // of a text that is long in the source, and long in every bundle
        return scripts.filter(name => readFileSync(join(folder, name), 'latin1').includes(piece))
      }
      expect(holding('digits')).toEqual([first])
      expect(holding('lines').length).toBe(1)
      expect(holding('lines')).not.toEqual([first])
    }
  })

  it.each([
    ['the command', [join(app, 'node_modules', '.bin', 'digitrec'), 'serve', '--port', '0']],
    ['an ES module', [process.execPath, 'serve.mjs']],
    ['CommonJS', [process.execPath, 'serve.cjs']],
  ])('serves the page and the API, started from %s', async (_, [command, ...args]) => {
    const run = `startServer({ port: 0, logLevel: 'silent' }).then(({ url }) => console.log('serving on ' + url))`
    write('serve.mjs', `import { startServer } from '@digitrec/server'\n${run}`)
    write('serve.cjs', `const { startServer } = require('@digitrec/server')\n${run}`)
    const server = spawn(command!, args, { cwd: app, env: strangerEnv(), stdio: ['ignore', 'pipe', 'pipe'] })
    try {
      const url = await new Promise<string>((found, failed) => {
        let said = ''
        const hear = (chunk: Buffer) => {
          said += chunk
          const [, address] = /serving on (http:\/\/\S+)/.exec(said) ?? []
          if (address) found(address)
        }
        server.stdout!.on('data', hear)
        server.stderr!.on('data', hear)
        server.on('exit', code => failed(new Error(`the server ended with ${code}: ${said}`)))
      })
      expect(await (await fetch(`${url}/`)).text()).toContain('<html')
      const png = readFileSync(join(app, 'samples', 'number-70413-pen.png'))
      const answer = await fetch(`${url}/v1/recognize`, {
        method: 'POST',
        body: new Uint8Array(png),
        headers: { 'content-type': 'image/png' },
      })
      expect(await answer.json()).toMatchObject({ text: '70413' })
      const joined = await fetch(`${url}/v1/recognize`, { method: 'POST', body: new Uint8Array(joinedBars()) })
      expect(joined.status).toBe(200) // its thread loads the reader of lines
    } finally {
      server.removeAllListeners('exit')
      server.kill('SIGKILL')
    }
  })
})

it('has the samples that the README shows', () => {
  expect(samples.map(({ name }) => name)).toContain('number-70413-pen')
})

/** Two bars that are joined: nobody can be sure of such a mark, so the reader of lines is asked. */
function joinedBars(): Uint8Array {
  const [width, height] = [120, 100]
  const data = new Uint8Array(width * height).fill(255)
  for (const [x, y, w, h] of [
    [40, 20, 6, 60],
    [72, 20, 6, 60],
    [46, 48, 26, 4],
  ] as const)
    for (let row = y; row < y + h; row++) data.fill(0, row * width + x, row * width + x + w)
  return encodePng({ width, height, data })
}

/** A program that fails to compile when a path has no types, or types that are any. */
function typeCheck(): string {
  return [
    'type IsAny<T> = 0 extends 1 & T ? true : false',
    ...paths.map(
      (path, i) => `import * as path${i} from '${path}'\nexport const any${i}: IsAny<typeof path${i}> = false`,
    ),
    `import { loadRecognizer, type Recognition } from '@digitrec/recognizer'`,
    'type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof loadRecognizer>>["read"]>>',
    'export const same: Answer extends Recognition ? true : never = true',
    '// @ts-expect-error a text is no number',
    'export const wrong = (answer: Recognition): number => answer.text',
  ].join('\n')
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/** npm prints a list of packages, or from version 12 an object of them. */
function toList(json: Packed[] | Record<string, Packed>): Packed[] {
  return Array.isArray(json) ? json : Object.values(json)
}

function tarball({ filename }: Packed): string {
  const path = join(tarballs, filename.replace('@', '').replace('/', '-'))
  return existsSync(path) ? path : join(tarballs, filename)
}

/** The environment of somebody who has never seen the repository: no variable of ours or of the npm script around us. */
function strangerEnv(): NodeJS.ProcessEnv {
  const own = /^(npm_(?!config_)|DIGITREC_|NODE_OPTIONS|NODE_ENV|VITEST|INIT_CWD|PORT$|HOST$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
}

function quiet(cwd: string): ExecFileSyncOptionsWithStringEncoding {
  return { cwd, env: strangerEnv(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 }
}

function write(name: string, text: string): void {
  writeFileSync(join(app, name), text)
}

function node(file: string): string {
  return execFileSync(process.execPath, [file], quiet(app))
}

function npx(...args: string[]) {
  return spawnSync('npx', ['--no-install', 'digitrec', ...args], { ...quiet(app), timeout: 60_000 })
}
