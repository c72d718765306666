// Parsers of option values, with both numbers in their messages, and the option --threads.

import { chooseThreads, type ThreadCount } from '@digitrec/tensor'
import { InvalidArgumentError, Option } from 'commander'

/** A parser of whole numbers from `from` to `to`. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return text => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= from && value <= to) return value
    throw new InvalidArgumentError(`Expected a whole number from ${from} to ${to}.`)
  }
}

/** For commands that compute long. */
export function threadsOption(): Option {
  return new Option(
    '--threads <count>',
    "how many threads, or 'auto' for one a core (default: DIGITREC_THREADS, or 1)",
  ).argParser(threadCount)
}

/** A parser of numbers of threads; `auto` becomes the number it stands for. */
function threadCount(text: string): number {
  try {
    return chooseThreads(text === 'auto' ? text : (Number(text.trim() || Number.NaN) as ThreadCount))
  } catch {
    throw new InvalidArgumentError("Expected a whole number from 1 to 64, or 'auto'.")
  }
}
