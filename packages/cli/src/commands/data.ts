// digitrec data: MNIST, and the sample pictures.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodePng } from '@digitrec/image'
import {
  contactSheet,
  type DigitSet,
  type Sample,
  type SceneSetName,
  samples,
  sceneSet,
  sceneSets,
} from '@digitrec/mnist'
import { type FetchProgress, fetchMnist, findMnist, loadMnist, mnistFiles } from '@digitrec/mnist/node'
import { type Command, Option } from 'commander'
import { makeFolder } from '../atomic-write.ts'
import { UsageError } from '../exit-codes.ts'
import { wholeNumber } from '../options.ts'
import { createProgressLine } from '../progress.ts'
import type { Terminal } from '../terminal.ts'

const examples = `
Examples:
  digitrec data fetch
  digitrec data info --data ~/mnist
  digitrec data sample --out samples && digitrec read samples
  digitrec data scenes --set validation --count 24 --out scenes

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
          `data info: expected MNIST, found none${folder ? ` in ${folder}` : ''}. Run \`digitrec data fetch\`, or name its folder with --data.`,
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
      await makeFolder(out)
      for (const sample of samples) {
        terminal.signal.throwIfAborted()
        const path = join(out, `${sample.name}.png`)
        await writeFile(path, encodePng(sample.make()))
        terminal.out.write(`${path}\t${expectation(sample)}\n`)
      }
    })
  data
    .command('scenes')
    .description('write synthetic pages with their truth, and a sheet of them to look at; needs MNIST')
    .addOption(new Option('-s, --set <name>', 'which scenes').choices(Object.keys(sceneSets)).default('gallery'))
    .option('-n, --count <count>', 'how many', wholeNumber(1, 100_000), 24)
    .option('-d, --data <folder>', 'folder with MNIST')
    .option('-o, --out <folder>', 'where to put them', 'scenes')
    .action(async (options: SceneArguments) => writeScenes(options, terminal))
}

interface SceneArguments {
  set: SceneSetName
  count: number
  data?: string
  out: string
}

/** Pictures, `truth.json` with text and boxes of each, and `sheet.png` with the first hundred. */
async function writeScenes({ set, count, data, out }: SceneArguments, terminal: Terminal): Promise<void> {
  const { train } = await loadMnist({ env: terminal.env, download: false, ...(data !== undefined && { folder: data }) })
  const drawn = sceneSet(set, train)
  await makeFolder(out)
  const truth: object[] = []
  const shown: ReturnType<typeof drawn>[] = []
  for (let n = 0; n < count; n++) {
    terminal.signal.throwIfAborted()
    const scene = drawn(n)
    const file = `${set}-${String(n).padStart(5, '0')}.png`
    await writeFile(join(out, file), encodePng(scene.raster))
    truth.push({ file, text: scene.text, about: scene.about, lines: scene.lines, digits: scene.digits })
    if (n < 100) shown.push(scene)
    terminal.out.write(`${join(out, file)}\t${scene.text.replaceAll('\n', ' / ')}\t${scene.about.join(' ')}\n`)
  }
  await writeFile(join(out, 'truth.json'), `${JSON.stringify(truth)}\n`)
  await writeFile(join(out, 'sheet.png'), encodePng(contactSheet(shown)))
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
