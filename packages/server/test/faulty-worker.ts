// A worker whose recognizer does what the upload says, to try what happens when reading goes wrong.
// The upload is text: "ok", "slow 300", "loop", "memory", "exit", "crash", "throw", "refuse corrupt".

import type { Recognition, Recognizer } from '@digitrec/recognizer'
import { createReadHandler } from '../src/worker/read-handler.ts'

const model = { name: 'fake', id: 'fake-1' }

const faults: Record<string, (argument: string) => void | Promise<void>> = {
  ok: () => {},
  slow: ms => new Promise(resolve => setTimeout(resolve, Number(ms))),
  loop: () => {
    for (;;);
  },
  memory: () => {
    const hoard: string[][] = []
    for (;;) hoard.push(new Array(1000).fill('x').map((x, i) => x + i + hoard.length))
  },
  exit: () => process.exit(7),
  crash: () => {
    setImmediate(() => {
      throw new Error('thrown outside any promise')
    })
    return new Promise(() => {})
  },
  throw: () => {
    throw new TypeError('secret /home/path')
  },
  refuse: code => {
    throw Object.assign(new Error(`fake: refused as ${code}.`), { name: 'ImageError', code })
  },
}

const recognizer: Recognizer = {
  model,
  backend: 'fake',
  style: () => undefined,
  prepare: () => Promise.resolve(),
  readForm: () => Promise.reject(new Error('fake: no forms')),
  async read(input) {
    const text = input instanceof Uint8Array ? new TextDecoder().decode(input) : 'ok'
    const [fault = '', argument = ''] = text.split(' ')
    await faults[fault]?.(argument)
    const json = {
      version: 1 as const,
      text: '7',
      status: 'accept' as const,
      reasons: [],
      confidence: 0.5,
      digits: [],
      nbest: [{ text: '7', confidence: 0.5 }],
      model,
      image: { width: 3, height: 5 },
      timings: { decodeMs: 0, inkMs: 0, segmentMs: 0, classifyMs: 0, totalMs: 0 },
    }
    return { ...json, nbest: () => json.nbest, toJSON: () => json } as unknown as Recognition
  },
}

const unused = () => {
  throw new Error('fake: not asked for')
}

export default createReadHandler({
  loadRecognizer: async () => recognizer,
  parseTemplate: unused,
  pictureOf: unused,
  explanationOf: unused,
})
