// The table of contenders: our backends, and the peers of bench/peers. Adding a peer is a file there and a line here.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type BackendName, backends, chooseBackend } from '@digitrec/tensor'
import type { Group } from './result.ts'
import type { Task } from './task.ts'

/** The root of the repository; contenders start there. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The packages of the peers, installed by `npm run bench:peers`. */
export const peersFolder = fileURLToPath(new URL('../peers/', import.meta.url))

/** Something that is measured against the others. */
export interface Contender {
  readonly name: string
  readonly group: Group
  /** What it can do. */
  readonly tasks: readonly Task['kind'][]
  /** Peers whose optimizer is plain gradient descent are checked against ours with the same. @default 'adam' */
  readonly optimizer?: 'adam' | 'sgd'
  /** Trains so slowly that it gets batches of no more than this; its speed by image does not depend on it. */
  readonly largestBatch?: number
  readonly command: () => readonly [string, ...string[]]
  /** Why it cannot take part here; undefined when it can. */
  absence(): string | undefined
}

/** Node, reading TypeScript and the sources of our packages. */
export function nodeCommand(file: string, ...args: string[]): readonly [string, ...string[]] {
  return [process.execPath, '--import', 'tsx', '--conditions=@digitrec/source', file, ...args]
}

/** One of our backends in a process of its own. */
export function ourContender(backend: string, optimizer: 'adam' | 'sgd' = 'adam'): Contender {
  return {
    name: `digitrec ${backend}`,
    group: 'ours',
    tasks: ['inference', 'training'],
    optimizer,
    command: () => nodeCommand('bench/src/ours.ts', backend, optimizer),
    absence() {
      try {
        chooseBackend(backend as BackendName)
        return undefined
      } catch (error) {
        return (error as Error).message
      }
    },
  }
}

/** Every peer, best known first. */
export const peers: readonly Contender[] = [
  nodePeer('tfjs-wasm', 'wasm', ['inference'], '@tensorflow/tfjs-backend-wasm', ['tfjs.mjs', 'wasm']),
  nodePeer('onnxruntime-web', 'wasm', ['inference'], 'onnxruntime-web', ['onnxruntime.mjs', 'web']),
  nodePeer('onnxruntime-node', 'native', ['inference'], 'onnxruntime-node', ['onnxruntime.mjs', 'node']),
  pythonPeer('torch', 'torch'),
  pythonPeer('keras', 'keras'),
  {
    ...nodePeer('convnetjs', 'javascript', ['training'], 'convnetjs', ['convnetjs.mjs']),
    optimizer: 'sgd',
    largestBatch: 32,
  },
  { ...nodePeer('tfjs-cpu', 'javascript', ['training'], '@tensorflow/tfjs', ['tfjs.mjs', 'cpu']), largestBatch: 2 },
]

/** All contenders, ours first. @param wanted peers by name, or `all` or `none` */
export function contenders(wanted: readonly string[]): Contender[] {
  const ours = Object.keys(backends).map(backend => ourContender(backend))
  return [...ours, ...peers.filter(({ name }) => wanted.includes('all') || wanted.includes(name))]
}

function nodePeer(
  name: string,
  group: Group,
  tasks: Contender['tasks'],
  packageName: string,
  [file, ...args]: readonly [string, ...string[]],
): Contender {
  return {
    name,
    group,
    tasks,
    command: () => nodeCommand(`bench/peers/${file}`, ...args),
    absence: () =>
      existsSync(`${peersFolder}node_modules/${packageName}/package.json`)
        ? undefined
        : 'not installed; npm run bench:peers installs it',
  }
}

/** Peers in Python: the first interpreter that has the module, DIGITREC_PYTHON before all others. */
function pythonPeer(name: string, module: string): Contender {
  const python = () => {
    const candidates = [process.env.DIGITREC_PYTHON, 'python3', '/usr/bin/python3'].filter(one => one !== undefined)
    // Looked for, not imported: that takes seconds.
    const look = `import importlib.util as u, sys; sys.exit(u.find_spec('${module}') is None)`
    return candidates.find(one => spawnSync(one, ['-c', look], { stdio: 'ignore' }).status === 0)
  }
  let found: string | undefined
  return {
    name,
    group: 'native',
    tasks: ['inference', 'training'],
    command: () => [found ?? 'python3', '-B', `bench/peers/${name}_peer.py`],
    absence() {
      found = python()
      return found ? undefined : `no python3 here has the module ${module}`
    },
  }
}
