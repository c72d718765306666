// What the frames of a line reader say: the likeliest texts, and how likely a given text is. Training is the loss of
// the same name in losses.ts. Everywhere frames are rows of classes of which the last is the blank.

/** A text that frames may spell. */
export interface CtcText {
  /** Its labels, 0 up. */
  readonly digits: readonly number[]
  /** Log of its probability: the sum over its paths, as far as the search kept them. */
  readonly logP: number
}

/** Classes of a digit reader: ten and the blank. */
const digitClasses = 11

/**
 * The text of the likeliest path: the best class of each frame, runs taken as one, blanks left out.
 *
 * @param scores [frames, classes]: logits, probabilities or their logarithms, all give the same
 * @param classes labels and the blank. @default 11
 * @see Graves et al. 2006, section 3.2, best path decoding
 */
export function ctcGreedy(scores: ArrayLike<number>, frames: number, classes = digitClasses): number[] {
  const text: number[] = []
  let before = classes - 1
  for (let t = 0; t < frames; t++) {
    let best = 0
    for (let k = 1; k < classes; k++) if (scores[t * classes + k]! > scores[t * classes + best]!) best = k
    if (best !== before && best !== classes - 1) text.push(best)
    before = best
  }
  return text
}

/**
 * Log of the probability that frames spell exactly this text, over all of its paths; −Infinity when it has none.
 *
 * @param logP [frames, classes], log-probabilities
 * @param digits labels, 0 to classes−2
 * @see Graves et al. 2006, section 4.1, eq. 5 to 8
 */
export function ctcLogP(
  logP: ArrayLike<number>,
  frames: number,
  digits: ArrayLike<number>,
  classes = digitClasses,
): number {
  const S = 2 * digits.length + 1
  const classOf = (s: number) => (s % 2 === 0 ? classes - 1 : digits[s >> 1]!)
  const mayLeap = (s: number) => s % 2 === 1 && s > 1 && classOf(s) !== classOf(s - 2)
  let alpha = new Float64Array(S).fill(-Infinity)
  let next = new Float64Array(S)
  if (frames === 0) return digits.length === 0 ? 0 : -Infinity
  for (let s = 0; s < Math.min(2, S); s++) alpha[s] = logP[classOf(s)]!
  for (let t = 1; t < frames; t++) {
    for (let s = 0; s < S; s++) {
      let before = alpha[s]!
      if (s > 0) before = logAdd(before, alpha[s - 1]!)
      if (mayLeap(s)) before = logAdd(before, alpha[s - 2]!)
      next[s] = before + logP[t * classes + classOf(s)]!
    }
    ;[alpha, next] = [next, alpha]
  }
  return S > 1 ? logAdd(alpha[S - 1]!, alpha[S - 2]!) : alpha[0]!
}

/**
 * How likely each text is that differs from this one in one label: `[digits.length, classes − 1]`, log-probabilities. Where
 * the label is the text's own, it is the text's own log-probability.
 *
 * All from one pass over the frames from either end: what comes before a label and what comes after it is the same whatever
 * the label is.
 *
 * @param logP [frames, classes], log-probabilities
 * @param digits labels, 0 to classes−2
 * @param options.classes labels and the blank. @default 11
 * @param options.least beginnings and ends of paths that are less likely than this are left out (their logarithm): a text of
 *   hundreds of labels then takes time in proportion to its length, not to its square. @default −Infinity, which is exact
 * @see Graves et al. 2006, section 4.1, eq. 5 to 11, for the passes
 */
export function ctcSubstitutions(
  logP: ArrayLike<number>,
  frames: number,
  digits: ArrayLike<number>,
  options: { classes?: number; least?: number } = {},
): Float64Array {
  const { classes = digitClasses } = options
  const labels = classes - 1
  const out = new Float64Array(digits.length * labels).fill(-Infinity)
  const { before, after, states } = bothWays(logP, frames, digits, classes, options.least ?? -Infinity)
  const own = frames === 0 ? -Infinity : logAdd(after[0]!, after[Math.min(1, states - 1)]!)
  // Most labels are far from most frames: what is e^-40 of the text's own paths is not added up.
  const least = own === -Infinity ? own : own - 40
  const { first, last } = reachOf(before, after, frames, states)
  for (let i = 0; i < digits.length; i++) {
    const s = 2 * i + 1
    const isLast = i === digits.length - 1
    // Before these frames nothing leads into the label, and after them nothing leads out of it.
    const from = i === 0 ? 0 : 1 + Math.min(first[s - 1]!, first[s - 2]!)
    const to = isLast ? frames : Math.max(last[s + 1]!, last[s + 2]!)
    for (let label = 0; label < labels; label++) {
      const mayFollow = i > 0 && digits[i - 1] !== label
      const mayLead = !isLast && digits[i + 1] !== label
      let [inside, all] = [-Infinity, -Infinity]
      for (let t = from; t < to; t++) {
        const row = t * states + s
        // Into the label from itself, from the blank before it, or from the label before that.
        const stay = inside
        const blank = t > 0 ? before[row - states - 1]! : i === 0 ? 0 : -Infinity
        const leap = t > 0 && mayFollow ? before[row - states - 2]! : -Infinity
        // And out of it: to the blank behind it, to the next label, or the frames end here.
        const out1 = t + 1 < frames ? after[row + states + 1]! : isLast ? 0 : -Infinity
        const out2 = t + 1 < frames && mayLead ? after[row + states + 2]! : -Infinity
        const most = Math.max(stay, blank, leap)
        if (most + Math.max(out1, out2) < least) {
          inside = most + logP[t * classes + label]!
          continue
        }
        inside = logAdd(logAdd(stay, blank), leap) + logP[t * classes + label]!
        all = logAdd(all, inside + logAdd(out1, out2))
      }
      out[i * labels + label] = all
    }
  }
  return out
}

/**
 * For every frame and state of a text (blank, label, blank, ... blank): log-probability of the frames up to this one that end
 * in the state, `before`, and of those from this one on that begin in it, `after`; both `[frames, states]`, −Infinity for what
 * is less than `least`.
 */
function bothWays(logP: ArrayLike<number>, frames: number, digits: ArrayLike<number>, classes: number, least: number) {
  const states = 2 * digits.length + 1
  const classOf = (s: number) => (s % 2 === 0 ? classes - 1 : digits[s >> 1]!)
  const mayLeap = (s: number) => s % 2 === 1 && s > 1 && classOf(s) !== classOf(s - 2)
  const before = new Float64Array(frames * states).fill(-Infinity)
  const after = new Float64Array(frames * states).fill(-Infinity)
  // From one frame to the next a path goes on by two states at most.
  let [low, high] = [0, Math.min(2, states)]
  for (let t = 0; t < frames; t++) {
    const [from, to] = [low, high]
    ;[low, high] = [states, 0]
    for (let s = from; s < to; s++) {
      let into = t === 0 ? 0 : before[(t - 1) * states + s]!
      if (t > 0 && s > 0) into = logAdd(into, before[(t - 1) * states + s - 1]!)
      if (t > 0 && mayLeap(s)) into = logAdd(into, before[(t - 1) * states + s - 2]!)
      const all = into + logP[t * classes + classOf(s)]!
      if (all < least || all === -Infinity) continue
      before[t * states + s] = all
      low = Math.min(low, s)
      high = Math.min(states, s + 3)
    }
  }
  ;[low, high] = [Math.max(0, states - 2), states]
  for (let t = frames - 1; t >= 0; t--) {
    const [from, to] = [low, high]
    ;[low, high] = [states, 0]
    const isEnd = t === frames - 1
    for (let s = to - 1; s >= from; s--) {
      let out = isEnd ? 0 : after[(t + 1) * states + s]!
      if (!isEnd && s + 1 < states) out = logAdd(out, after[(t + 1) * states + s + 1]!)
      if (!isEnd && s + 2 < states && mayLeap(s + 2)) out = logAdd(out, after[(t + 1) * states + s + 2]!)
      const all = out + logP[t * classes + classOf(s)]!
      if (all < least || all === -Infinity) continue
      after[t * states + s] = all
      high = Math.max(high, s + 1)
      low = Math.max(0, s - 2)
    }
  }
  return { before, after, states }
}

/** For each state the first frame that something ends in it, and the last frame that something begins in it. */
function reachOf(before: Float64Array, after: Float64Array, frames: number, states: number) {
  const first = new Int32Array(states).fill(frames)
  const last = new Int32Array(states).fill(-1)
  for (let t = 0; t < frames; t++)
    for (let s = 0; s < states; s++) {
      if (before[t * states + s]! > -Infinity && first[s]! > t) first[s] = t
      if (after[t * states + s]! > -Infinity) last[s] = t
    }
  return { first, last }
}

/** A text that the search has reached, with its paths that end in a blank and those that end in its last label. */
interface Prefix {
  readonly digits: readonly number[]
  blank: number
  label: number
}

/** A class less likely than this in a frame begins no new text there: e^-12 is one in 160,000. */
const faintest = -12

/**
 * The `count` likeliest texts, likeliest first: prefix beam search, which adds up the paths of equal texts.
 *
 * Probabilities of what is returned are exact (each is computed anew over all of its paths); that nothing likelier was
 * lost on the way is certain only for a beam without end.
 *
 * @param logP [frames, classes], log-probabilities
 * @param count how many texts at most
 * @param options.beam how many texts are followed at once. @default 4 · count, at least 16
 * @param options.classes labels and the blank. @default 11
 * @see Hannun et al. 2014, First-Pass Large Vocabulary Continuous Speech Recognition using Bi-Directional Recurrent DNNs,
 *   algorithm 1, without a language model
 */
export function ctcBeam(
  logP: ArrayLike<number>,
  frames: number,
  count: number,
  options: { beam?: number; classes?: number } = {},
): CtcText[] {
  const { classes = digitClasses, beam = Math.max(16, 4 * count) } = options
  let prefixes: Prefix[] = [{ digits: [], blank: 0, label: -Infinity }]
  for (let t = 0; t < frames; t++) prefixes = likeliest(advance(prefixes, logP, t, classes), beam)
  return prefixes
    .map(({ digits }) => ({ digits, logP: ctcLogP(logP, frames, digits, classes) }))
    .sort((a, b) => b.logP - a.logP)
    .slice(0, count)
}

/** All texts that one more frame can make of these. */
function advance(prefixes: readonly Prefix[], logP: ArrayLike<number>, t: number, classes: number): Prefix[] {
  const row = t * classes
  const blank = logP[row + classes - 1]!
  const found = new Map<string, Prefix>()
  const at = (digits: readonly number[]): Prefix => {
    const key = digits.join()
    const known = found.get(key) ?? { digits, blank: -Infinity, label: -Infinity }
    found.set(key, known)
    return known
  }
  for (const { digits, ...ends } of prefixes) {
    const all = logAdd(ends.blank, ends.label)
    const last = digits.at(-1)
    const same = at(digits)
    same.blank = logAdd(same.blank, all + blank)
    if (last !== undefined) same.label = logAdd(same.label, ends.label + logP[row + last]!)
    for (let k = 0; k < classes - 1; k++) {
      const p = logP[row + k]!
      if (p < faintest) continue
      const longer = at([...digits, k])
      // The same label again is another one only after a blank.
      longer.label = logAdd(longer.label, (k === last ? ends.blank : all) + p)
    }
  }
  return [...found.values()]
}

function likeliest(prefixes: Prefix[], beam: number): Prefix[] {
  const score = (prefix: Prefix) => logAdd(prefix.blank, prefix.label)
  return prefixes.sort((a, b) => score(b) - score(a)).slice(0, beam)
}

/** Log-softmax of rows of `classes` logits, in place. */
export function logSoftmax(logits: Float32Array, classes = digitClasses): Float32Array {
  for (let row = 0; row < logits.length; row += classes) {
    let max = -Infinity
    for (let k = 0; k < classes; k++) max = Math.max(max, logits[row + k]!)
    let sum = 0
    for (let k = 0; k < classes; k++) sum += Math.exp(logits[row + k]! - max)
    const all = max + Math.log(sum)
    for (let k = 0; k < classes; k++) logits[row + k] = logits[row + k]! - all
  }
  return logits
}

/** log(exp(a) + exp(b)), where either may be −Infinity. */
function logAdd(a: number, b: number): number {
  const most = Math.max(a, b)
  return most === -Infinity ? most : most + Math.log1p(Math.exp(-Math.abs(a - b)))
}
