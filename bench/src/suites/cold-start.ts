// What does the first answer cost a fresh process? Load the library, load the network, predict once; CPU time over that
// of a bare node, because that is what a machine pays however many others it serves.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from '../bundling.ts'
import { peersFolder } from '../contenders.ts'
import { type Handover, handOver } from '../nets.ts'
import type { BenchResult, Group, Row } from '../result.ts'
import { largestDifference } from '../statistics.ts'
import { decodeFloats } from '../task.ts'
import { largestAllowed } from './inference.ts'
import type { Setting, Suite } from './suite.ts'

/** What is special about some of them. */
const notes: Readonly<Record<string, string>> = {
  'bare node': 'to compare with',
  'digitrec digits': 'the bundled classifier, its weights in the code',
}

interface Starter {
  readonly contender: string
  readonly group: Group
  readonly file: string
  readonly args: readonly string[]
  readonly answers: 'nothing' | 'M2' | 'digits'
  readonly isPeer?: boolean
}

/** The end of every script: says what it took, from the birth of the process on. */
const report = `
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now(), answer: Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString('base64') }))
`

const scripts = {
  bare: `const answer = new Float32Array(0)${report}`,
  M2: `
import { readFileSync } from 'node:fs'
import { loadModel } from '@digitrec/cnn'
const [folder] = process.argv.slice(2)
const picture = new Float32Array(new Uint8Array(readFileSync(folder + '/pictures.f32')).buffer, 0, 784)
const answer = loadModel(readFileSync(folder + '/M2.model')).predict(picture).data${report}`,
  digits: `
import { loadDigitClassifier } from '@digitrec/cnn/digits'
const answer = loadDigitClassifier().classify(new Float32Array(784)).digits${report}`,
} as const

/** What else a machine does only ever adds to a time, and caches of files are cold at first: the least of so many counts. */
const rounds = { full: 9, quick: 6 }

/** Peers take up to half a second each time: in a quick run, so often. */
const quickPeerRounds = 2

/** Fresh processes, in turn. */
export const coldStart: Suite = {
  name: 'cold',
  summary: 'CPU time of a fresh process until its first answer',
  async run(setting) {
    const [handover] = handOver(setting.folder, ['M2'], [1])
    const starters = prepare(setting)
    const times = starters.map(() => [] as { cpuMs: number; wallMs: number }[])
    const wrong = starters.map(() => undefined as string | undefined)
    for (let round = 0; round < (setting.quick ? rounds.quick : rounds.full); round++) {
      setting.progress(`fresh processes, round ${round + 1}`)
      for (const [i, starter] of starters.entries()) {
        if (wrong[i] || (setting.quick && starter.isPeer && round >= quickPeerRounds)) continue
        const outcome = runOnce(starter, setting.folder, handover!)
        if (typeof outcome === 'string') wrong[i] = outcome
        else times[i]!.push(outcome)
      }
    }
    const least = (i: number, of: 'cpuMs' | 'wallMs') => Math.min(...times[i]!.map(time => time[of]))
    const bare = least(0, 'cpuMs')
    const rows = starters.map(({ contender, group }, i): Row => {
      const note = wrong[i]
      if (note) return { contender, group, status: 'wrong', note, metrics: {} }
      const [cpuMs, wallMs] = [least(i, 'cpuMs'), least(i, 'wallMs')]
      const about = notes[contender]
      return {
        contender,
        group,
        status: 'ok',
        ...(about && { note: about }),
        metrics: { ...(i > 0 && { addedCpuMs: cpuMs - bare }), cpuMs, wallMs },
      }
    })
    const result: BenchResult = { suite: 'cold', title: 'load M2 and answer once', metric: 'addedCpuMs', rows }
    return { results: [result] }
  },
}

function prepare({ folder, contenders }: Setting): Starter[] {
  const own = (name: keyof typeof scripts) => {
    const file = join(folder, `cold-${name}.mjs`)
    writeFileSync(file, bundle(scripts[name], 'node'))
    return file
  }
  const present = (peer: string) => contenders.some(one => one.name === peer && !one.absence())
  const peer = (contender: string, group: Group, file: string, arg: string): Starter[] =>
    present(contender) ? [{ contender, group, file: peersFolder + file, args: [arg], answers: 'M2', isPeer: true }] : []
  return [
    { contender: 'bare node', group: 'native', file: own('bare'), args: [], answers: 'nothing' },
    { contender: 'digitrec', group: 'ours', file: own('M2'), args: [], answers: 'M2' },
    { contender: 'digitrec digits', group: 'ours', file: own('digits'), args: [], answers: 'digits' },
    ...peer('tfjs-wasm', 'wasm', 'cold-tfjs.mjs', 'wasm'),
    ...peer('onnxruntime-web', 'wasm', 'cold-onnxruntime.mjs', 'web'),
    ...peer('onnxruntime-node', 'native', 'cold-onnxruntime.mjs', 'node'),
  ]
}

function runOnce({ file, args, answers }: Starter, folder: string, handover: Handover) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [file, folder, ...args], { encoding: 'utf8' })
  const line = stdout?.split('\n').find(one => one.startsWith('{"cpuMs"'))
  if (status !== 0 || !line) return `failed: ${stderr.trim().split('\n').slice(0, 6).join(' ')}`
  const { cpuMs, wallMs, answer } = JSON.parse(line) as { cpuMs: number; wallMs: number; answer: string }
  const floats = decodeFloats(answer)
  if (answers === 'M2') {
    const difference = largestDifference(floats, handover.expected.subarray(0, 10))
    if (!(difference <= largestAllowed)) return `wrong: a probability is off by ${difference.toPrecision(2)}`
  }
  if (answers === 'digits' && Math.abs(floats.reduce((sum, p) => sum + p, 0) - 1) > 1e-3)
    return 'wrong: probabilities do not sum to 1'
  return { cpuMs, wallMs }
}
