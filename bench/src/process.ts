// A contender as a child process: started once, asked in turn with the others.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Answer, answerMark, type Request } from './task.ts'

/** How long a contender may think about one request before it is given up. */
const patienceMs = 240_000

/** A running contender. */
export class ContenderProcess {
  readonly #child: ChildProcess
  readonly #answers: Answer[] = []
  #waiting: ((answer: Answer) => void) | undefined
  #lastWords = ''

  constructor(command: readonly [string, ...string[]], options: { cwd: string; env?: NodeJS.ProcessEnv }) {
    const [program, ...args] = command
    this.#child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.#child.stderr!.on('data', chunk => {
      this.#lastWords = (this.#lastWords + chunk).slice(-2000)
    })
    createInterface({ input: this.#child.stdout! }).on('line', line => {
      if (line.startsWith(answerMark)) this.#deliver(JSON.parse(line.slice(answerMark.length)) as Answer)
    })
    this.#child.on('error', error => this.#deliver({ error: error.message }))
    this.#child.on('close', (code, signal) =>
      this.#deliver({ error: `ended with ${signal ?? `exit code ${code}`}: ${this.#lastWords.trim()}` }),
    )
    this.#child.stdin!.on('error', () => {})
  }

  /** What it says of itself when it has started. @throws Error when it does not come up */
  async hello(): Promise<string> {
    const answer = await this.#next()
    if ('hello' in answer) return answer.hello.about
    throw new Error('error' in answer ? answer.error : 'no greeting')
  }

  /** @throws Error with what the contender reported, or how it died */
  async ask(request: Request): Promise<Exclude<Answer, { error: string }>> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`)
    const answer = await this.#next()
    if ('error' in answer) throw new Error(answer.error)
    return answer
  }

  /** Ends it. */
  stop(): void {
    this.#child.stdin!.end()
    this.#child.kill()
  }

  #deliver(answer: Answer): void {
    if (this.#waiting) this.#waiting(answer)
    else this.#answers.push(answer)
  }

  #next(): Promise<Answer> {
    const known = this.#answers.shift()
    if (known) {
      // A contender that ended stays ended: whoever asks again hears the same.
      if ('error' in known && this.#child.exitCode !== null) this.#answers.unshift(known)
      return Promise.resolve(known)
    }
    return new Promise(done => {
      const timer = setTimeout(() => {
        this.#child.kill('SIGKILL')
        this.#waiting?.({ error: `no answer within ${patienceMs / 1000} s` })
      }, patienceMs)
      this.#waiting = answer => {
        clearTimeout(timer)
        this.#waiting = undefined
        done(answer)
      }
    })
  }
}
