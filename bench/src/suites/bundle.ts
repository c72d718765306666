// How many bytes does an application ship? Ours minified from its sources; the peers' files as they come.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundle, bundleByVite } from '../bundling.ts'
import { peersFolder } from '../contenders.ts'
import type { BenchResult, Group, Row } from '../result.ts'
import type { Suite } from './suite.ts'

/** What an application of ours imports, by what it is for. */
const uses = [
  ['inference', "export { loadModel } from '@digitrec/cnn'"],
  [
    'inference and training',
    "export { createModel, conv2d, dense, fit, flatten, loadModel, maxPool2d, relu, saveModel, sequential, softmax } from '@digitrec/cnn'",
  ],
  ['digits with weights', "export { loadDigitClassifier } from '@digitrec/cnn/digits'"],
  ['pictures to numbers', "export { loadRecognizer } from '@digitrec/recognizer'"],
] as const

const dist = 'onnxruntime-web/dist/'
/** Files that a page loads to run a network on one thread with SIMD. */
const shipped: readonly {
  contender: string
  group: Group
  packageName: string
  files: readonly string[]
  note: string
}[] = [
  {
    contender: 'tfjs-wasm',
    group: 'wasm',
    packageName: '@tensorflow/tfjs-backend-wasm',
    files: [
      '@tensorflow/tfjs-core/dist/tf-core.min.js',
      '@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js',
      '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
    ],
    note: 'core, backend and its SIMD binary; no model format',
  },
  {
    contender: 'onnxruntime-web',
    group: 'wasm',
    packageName: 'onnxruntime-web',
    files: [`${dist}ort.wasm.min.mjs`, `${dist}ort-wasm-simd-threaded.mjs`, `${dist}ort-wasm-simd-threaded.wasm`],
    note: 'the smallest of its builds, with its binary',
  },
  {
    contender: 'tfjs-cpu',
    group: 'javascript',
    packageName: '@tensorflow/tfjs',
    files: ['@tensorflow/tfjs/dist/tf.min.js'],
    note: 'everything',
  },
  {
    contender: 'convnetjs',
    group: 'javascript',
    packageName: 'convnetjs',
    files: ['convnetjs/build/convnet-min.js'],
    note: 'with training',
  },
]

/** Bytes after minification and gzip. */
export const bundles: Suite = {
  name: 'bundle',
  summary: 'bytes an application ships, minified and gz',
  async run({ contenders }) {
    const peers = contenders.map(({ name }) => name)
    const rows = [
      ...shipped.filter(({ contender }) => peers.includes(contender)).map(peerRow),
      ...(peers.includes('onnxruntime-node') ? [nativeRow()] : []),
    ]
    const results: BenchResult[] = []
    for (const [use, code] of uses) {
      const own = [ourRow('digitrec by Vite', await bundleByVite(code)), ourRow('digitrec by esbuild', [bundle(code)])]
      const all = use === uses[0][0] ? [...own, ...rows] : own
      results.push({ suite: 'bundle', title: use, metric: 'gzipBytes', rows: all })
    }
    return { results }
  },
}

function ourRow(contender: string, files: readonly Uint8Array[]): Row {
  return { contender, group: 'ours', status: 'ok', metrics: sizes(files) }
}

/** Each file by itself, as a page gets them. */
function sizes(files: readonly Uint8Array[]) {
  return {
    gzipBytes: files.reduce((sum, bytes) => sum + gzipped(bytes), 0),
    bytes: files.reduce((sum, { length }) => sum + length, 0),
  }
}

function peerRow({ contender, group, packageName, files, note }: (typeof shipped)[number]): Row {
  const folder = `${peersFolder}node_modules/`
  if (!existsSync(`${folder}${packageName}`))
    return { contender, group, status: 'skipped', note: 'not installed; npm run bench:peers installs it', metrics: {} }
  const contents = files.map(file => readFileSync(folder + file))
  return { contender, group, status: 'ok', note, metrics: sizes(contents) }
}

/** A native library is installed, not loaded by a page: what this platform needs of it. */
function nativeRow(): Row {
  const row = { contender: 'onnxruntime-node', group: 'native' } as const
  const folder = `${peersFolder}node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}`
  if (!existsSync(folder))
    return { ...row, status: 'skipped', note: 'not installed; npm run bench:peers installs it', metrics: {} }
  const files = readdirSync(folder).map(name => join(folder, name))
  return {
    ...row,
    status: 'ok',
    note: 'native binaries of this platform',
    metrics: {
      gzipBytes: files.reduce((sum, file) => sum + gzipped(readFileSync(file)), 0),
      bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
    },
  }
}

function gzipped(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).length
}
