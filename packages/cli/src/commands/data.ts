// digitrec data: MNIST, and the sample pictures.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodePng } from '@digitrec/image'
import { type DigitSet, type Sample, samples } from '@digitrec/mnist'
import { type FetchProgress, fetchMnist, findMnist, loadMnist, mnistFiles } from '@digitrec/mnist/node'
import type { Command } from 'commander'
import { UsageError } from '../exit-codes.ts'
import { createProgressLine } from '../progress.ts'
import type { Terminal } from '../terminal.ts'

const examples = `
Examples:
  digitrec data fetch
  digitrec data info --data ~/mnist
  digitrec data sample --out samples && digitrec read samples

MNIST is looked for in --data, else in DIGITREC_DATA, else in shared/data beside the working folder or one above it,
else in the cache that fetch fills.`

export function addData(program: Command, terminal: Terminal): void {
  const data = program
    .command('data')
    .description('fetch MNIST, say where it is, write sample pictures')
    .addHelpText('after', examples)
  data
    .command('fetch')
    .description('download MNIST and check it; what is there already stays')
    .option('-o, --out <folder>', 'where to put it (default: the cache)')
    .action(async ({ out }: { out?: string }) => {
      const folder = await fetchWithProgress(out, terminal)
      terminal.out.write(`MNIST is in ${folder}\n`)
    })
  data
    .command('info')
    .description('say where MNIST is and what is in it')
    .option('-d, --data <folder>', 'look here and nowhere else')
    .action(async ({ data: folder }: { data?: string }) => {
      const found = await findMnist({ env: terminal.env, ...(folder && { folder }) })
      if (!found)
        throw new UsageError(
          'data info: expected MNIST, found none. Run `digitrec data fetch`, or name its folder with --data.',
        )
      const { train, test } = await loadMnist({ folder: found.folder, download: false })
      terminal.out.write(
        `folder  ${found.folder} (${found.from})\n${describe('train', train)}${describe('test', test)}`,
      )
    })
  data
    .command('sample')
    .description('write the sample pictures: handwriting drawn by this program')
    .option('-o, --out <folder>', 'where to put them', 'samples')
    .action(async ({ out }: { out: string }) => {
      await mkdir(out, { recursive: true })
      for (const sample of samples) {
        terminal.signal.throwIfAborted()
        const path = join(out, `${sample.name}.png`)
        await writeFile(path, encodePng(sample.make()))
        terminal.out.write(`${path}\t${expectation(sample)}\n`)
      }
    })
}

async function fetchWithProgress(folder: string | undefined, { err, signal }: Terminal): Promise<string> {
  const progress = createProgressLine(err)
  const totals: number[] = Object.values(mnistFiles).map(({ bytes }) => bytes)
  const totalBytes = totals.reduce((sum, bytes) => sum + bytes, 0)
  const arrived = new Map<string, number>()
  const onProgress = ({ file, bytes }: FetchProgress) => {
    arrived.set(file, bytes)
    const sum = [...arrived.values()].reduce((total, bytes) => total + bytes)
    progress.update(sum / totalBytes, file)
  }
  try {
    return await fetchMnist({ signal, onProgress, ...(folder && { folder }) })
  } finally {
    progress.clear()
  }
}

function describe(name: string, { length, labels }: DigitSet): string {
  const counts = Array.from({ length: 10 }, () => 0)
  for (const label of labels) counts[label]!++
  return `${name.padEnd(6)}  ${length} digits: ${counts.map((count, digit) => `${digit}×${count}`).join(' ')}\n`
}

function expectation({ expected }: Sample): string {
  return expected === '' ? '(no digits)' : expected.replaceAll('\n', ' / ')
}
