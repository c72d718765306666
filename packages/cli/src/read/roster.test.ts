import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRoster } from './roster.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitrec-roster-'))
})
afterAll(() => rm(folder, { recursive: true }))

test.each([
  ['a number a line', '00412\n413\n', ['00412', '413']],
  ['with a head, and Windows line ends', 'id\r\n17\r\n\r\n18', ['17', '18']],
  ['the second column of a table', 'name,id\n"Doe, Jane",17\nRoe,18\n', ['17', '18']],
  ['semicolons and a byte order mark', '\ufeffname;id;room\nA;017;1\nB;18;2\n', ['017', '18']],
  ['quotes with quotes and line ends inside', 'who\tid\n"a ""b""\nc"\t17\n', ['17']],
  ['tabs, no head', '17\tAda\n18\tBo', ['17', '18']],
])('%s', async (_, text, numbers) => {
  const path = join(folder, 'roster.csv')
  await writeFile(path, text)
  expect(await readRoster(path)).toEqual(numbers)
})

test.each(['', 'name\nAda\n', 'id\n17\nx\n'])('no column of numbers in %j', async text => {
  const path = join(folder, 'none.csv')
  await writeFile(path, text)
  await expect(readRoster(path)).rejects.toMatchObject({ code: 'usage' })
})

test('no file', () => expect(readRoster(join(folder, 'no.csv'))).rejects.toMatchObject({ code: 'usage' }))
