// Where on this machine are digits and signs from photographed sheets (BHMSDS)? Beside MNIST, in a folder `bhmsds`.

/// <reference types="node" />

import { dirname, join } from 'node:path'
import type { DigitSet } from '../idx.ts'
import { fileIn } from './find.ts'
import { readDigitSetFiles } from './read.ts'

const names = ['digits-images-idx3', 'digits-labels-idx1', 'symbols-images-idx3', 'symbols-labels-idx1']

/**
 * The four IDX files `bhmsds-*-ubyte` (or `.gz`) in a folder `bhmsds` beside or in MNIST's folder; for `photographedPart`.
 *
 * @returns undefined when one of them is not there
 * @throws DataError every code of reading
 */
export async function loadPhotographed(
  mnistFolder: string,
): Promise<{ readonly digits: DigitSet; readonly signs: DigitSet } | undefined> {
  for (const folder of [join(mnistFolder, 'bhmsds'), join(dirname(mnistFolder), 'bhmsds')]) {
    const paths = await Promise.all(names.map(name => fileIn(folder, `bhmsds-${name}-ubyte.gz`)))
    const [images, labels, signImages, signLabels] = paths
    if (images && labels && signImages && signLabels)
      return {
        digits: await readDigitSetFiles(images, labels),
        signs: await readDigitSetFiles(signImages, signLabels),
      }
  }
  return undefined
}
