// How much time and memory has this training taken? A clock that a resumed run goes on with.

import type { Spent, TrainingCost } from '@digitrec/mnist'

/** What a meter has seen, as it stands in the checkpoint's folder. */
export interface MeterState extends TrainingCost, Spent {}

/** A clock that runs from when it is made. */
export class CostMeter {
  readonly #earlier: MeterState
  readonly #epochs: TrainingCost['epochs'][number][]
  readonly #start = performance.now()
  readonly #used = processorSeconds()

  /** @param earlier what the run had taken before it was stopped */
  constructor(earlier: MeterState = { epochs: [], seconds: 0, processorSeconds: 0, peakBytes: 0 }) {
    this.#earlier = earlier
    this.#epochs = [...earlier.epochs]
  }

  /** Notes the time at the end of an epoch; one that is done again after a resume takes the place of the former. */
  endEpoch(epoch: number): void {
    const { seconds, processorSeconds } = this.state
    while (this.#epochs.length > 0 && this.#epochs.at(-1)!.epoch >= epoch) this.#epochs.pop()
    this.#epochs.push({ epoch, seconds, processorSeconds })
  }

  /** Everything up to now. */
  get state(): MeterState {
    return {
      epochs: [...this.#epochs],
      seconds: round(this.#earlier.seconds + (performance.now() - this.#start) / 1000),
      processorSeconds: round(this.#earlier.processorSeconds + processorSeconds() - this.#used),
      // maxRSS is in kibibytes. @see the Node.js documentation, process.resourceUsage()
      peakBytes: Math.max(this.#earlier.peakBytes, 1024 * process.resourceUsage().maxRSS),
    }
  }

  /** What stands in the record of the run. */
  get cost(): TrainingCost {
    const { epochs, peakBytes } = this.state
    return { epochs, peakBytes }
  }
}

/** Of all threads of this process. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function round(seconds: number): number {
  return Math.round(100 * seconds) / 100
}
