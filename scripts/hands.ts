// Strings in hands that training never saw: MNIST's, those of photographed sheets, and digits drawn with a mouse or a finger.

import type { Raster } from '@digitrec/image'
import {
  createWriter,
  type DigitSet,
  drawDigit,
  type Look,
  looks,
  paint,
  photographedIndices,
  stratifiedSplit,
} from '@digitrec/mnist'
import { findMnist, loadMnist, loadPhotographed } from '@digitrec/mnist/node'
import type { Random } from '@digitrec/tensor'
import {
  composeString,
  cutToInk,
  enlarge,
  type Hand,
  type Spacing,
  type StringPicture,
  writeLine,
} from './string-pictures.ts'

/** Composes a string of so many digits, or as many as it likes, and what it is written on. */
export type Composer = (spacing: Spacing, random: Random, length?: number) => StringPicture

/** What weights are fitted on is never measured on: other digits of MNIST, other sheets of BHMSDS, other drawn writers. */
export type Half = 'fit' | 'measure'

/** Hands by name, each loaded when asked for. A missing file ends the command. */
export const hands = {
  mnist: mnistStrings,
  photographed: async half => photographedStrings(await photographedDigits(), half),
  drawn: async half => drawnStrings(half),
} as const satisfies Record<string, (half: Half) => Promise<Composer>>

/** How often strings that weights are fitted on are in each hand. */
const shares = { mnist: 0.5, photographed: 0.3, drawn: 0.2 } as const satisfies Record<keyof typeof hands, number>

/** Strings in all hands: what weights are fitted on, so that they hold for more than one collection of digits. */
export async function allHands(half: Half): Promise<Composer> {
  const composers = await Promise.all(
    Object.entries(shares).map(async ([name, share]) => ({
      share,
      compose: await hands[name as keyof typeof hands](half),
    })),
  )
  return (spacing, random, length) => {
    let left = random.next()
    const { compose } = composers.find(({ share }) => (left -= share) < 0) ?? composers[0]!
    return compose(spacing, random, length)
  }
}

/** Every second digit of MNIST's validation split. */
export function unseenDigits({ labels }: DigitSet, half: Half): readonly number[] {
  return Array.from(stratifiedSplit(labels).validation).filter((_, i) => i % 2 === (half === 'fit' ? 1 : 0))
}

async function mnistStrings(half: Half): Promise<Composer> {
  const { train } = await loadMnist({ download: false })
  const unseen = unseenDigits(train, half)
  return (spacing, random, length) => composeString(train, unseen, spacing, random, length)
}

async function photographedDigits(): Promise<DigitSet> {
  const mnist = await findMnist()
  const files = mnist && (await loadPhotographed(mnist.folder))
  if (files) return files.digits
  console.error('BHMSDS is not on this machine: expected its four files in a folder bhmsds beside MNIST.')
  process.exit(2)
}

const onPaper: readonly Look[] = [looks.blackPen, looks.bluePen, looks.redMarker, looks.pencil]
/** Sheets that one kind of digit was taken from are thought to hold so many neighbours of one hand. */
const sameHand = 6

/**
 * 1 to 10 digits (2 to 10 that touch) of one half of BHMSDS's sheets that training never saw, in pen, marker or pencil on paper with its
 * own grain and shadow. Digits are taken from the same place in each kind's file, and so mostly in one hand and pen; heights differ as log by 0.03
 * to 0.12.
 */
function photographedStrings(digits: DigitSet, half: Half): Composer {
  const held: number[][] = Array.from({ length: 10 }, () => [])
  for (const index of photographedIndices(digits, 'held-out')) held[digits.labels[index]!]!.push(index)
  const kinds = held.map(own => {
    const middle = (own.length - sameHand) >> 1
    return half === 'fit' ? own.slice(middle) : own.slice(0, middle)
  })
  const images = digits.images.map(value => 255 - value)
  return (spacing, random, length = lengthOf(spacing, random)) => {
    const heightPx = random.uniform(28, 90)
    const sizes = random.uniform(0.03, 0.12)
    const slant = random.uniform(-0.12, 0.12)
    const place = random.next()
    const write: Hand['write'] = random => {
      const digit = random.int(10)
      const own = kinds[digit]!
      const at = own[Math.floor(place * (own.length - sameHand)) + random.int(sameHand)]!
      return {
        digit,
        patch: enlarge(images, at, (heightPx * Math.exp(sizes * random.normal())) / inkRows(images, at), slant),
      }
    }
    const line = writeLine({ heightPx, write }, length, spacing, random)
    return { ...line, ...putOn(line, onPaper[random.int(onPaper.length)]!, heightPx, random) }
  }
}

/** Rows from the first ink to the last of a picture of 28x28. */
function inkRows(images: Uint8Array, at: number): number {
  const rows = Array.from({ length: 28 }, (_, y) => images.subarray(at * 784 + y * 28, at * 784 + y * 28 + 28))
  const hasInk = rows.map(row => row.some(value => value > 127))
  return Math.max(1, hasInk.lastIndexOf(true) - hasInk.indexOf(true) + 1)
}

/**
 * 1 to 10 digits (2 to 10 that touch) as on a canvas: one writer, one pen without pressure, 2 to 30 % of the height wide, with hard
 * edges half of the time, in any dark colour on any light one or the other way round.
 */
function drawnStrings(half: Half): Composer {
  return (spacing, random, length = lengthOf(spacing, random)) => {
    const hand = createWriter(random.fork(half === 'fit' ? 2 : 1))
    const writer = { ...hand, pressure: 0, taper: 0, nib: 0 }
    const heightPx = random.uniform(40, 200)
    const penPx = Math.max(1, heightPx * Math.exp(random.uniform(Math.log(0.02), Math.log(0.3))))
    const isHard = random.next() < 0.5
    const write: Hand['write'] = random => {
      const digit = random.int(10)
      const drawing = drawDigit(digit, writer, random, {
        heightPx: heightPx * Math.exp(writer.sizes * random.normal()),
        penPx,
      })
      const strength = isHard ? drawing.strength.map(value => (value < 0.5 ? 0 : 1)) : drawing.strength
      return { digit, patch: cutToInk({ ...drawing, strength }) }
    }
    const line = writeLine({ heightPx, write }, length, spacing, random)
    const dark = [0, 1, 2].map(() => random.int(90)) as [number, number, number]
    const light = (random.next() < 0.6 ? [255, 255, 255] : [0, 1, 2].map(() => 190 + random.int(66))) as typeof dark
    const [paper, ink] = random.next() < 0.25 ? [dark, light] : [light, dark]
    return { ...line, ...putOn(line, { ...looks.blackOnWhite, paper, ink }, heightPx, random) }
  }
}

function lengthOf(spacing: Spacing, random: Random): number {
  return spacing === 'touching' ? 2 + random.int(9) : 1 + random.int(10)
}

/** A line on paper, with room of a fifth to one height around it. */
function putOn({ ink, boxes }: ReturnType<typeof writeLine>, look: Look, heightPx: number, random: Random) {
  const [x, y] = [0, 1].map(() => Math.round(heightPx * random.uniform(0.2, 1))) as [number, number]
  const raster: Raster = paint(ink, look, random, { marginPx: { x, y } })
  return { raster, boxes: boxes.map(box => ({ ...box, x: box.x + x, y: box.y + y })) }
}
