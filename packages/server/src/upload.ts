// How does one image get out of a request body, never holding more than the limit? As the body itself or as the file
// field `image` of a form. Names and types that the client gives are not looked at. Read next: routes/recognize.ts.

import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { HttpProblem, type ProblemCode } from './problems.ts'

/** Limits of a form beside the size of its file: one image, a few small fields that are ignored. */
export const formLimits = {
  files: 1,
  fields: 8,
  parts: 9,
  fieldNameSize: 100,
  fieldSize: 1024,
  headerPairs: 32,
} as const

/** Bytes a form may be longer than its image. */
export const formOverheadBytes = 64 * 1024

/**
 * Refuses what can be refused from the headers alone, before a byte of the body is read.
 *
 * @throws HttpProblem `encoding-unsupported`, `unsupported`, `too-large`, `multipart-malformed`, `empty-body`
 */
export function checkUploadHeaders(request: FastifyRequest, limitBytes: number): void {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = request.headers
  if (encoding.toLowerCase() !== 'identity') {
    throw new HttpProblem('encoding-unsupported', `content-encoding ${encoding} is not taken. Send the image as it is.`)
  }
  const media = type.split(';', 1)[0]!.trim().toLowerCase()
  const isForm = media === 'multipart/form-data'
  if (isForm && !/;\s*boundary=("[^"]+"|[^\s";]+)/i.test(type)) {
    throw new HttpProblem('multipart-malformed', 'content-type multipart/form-data names no boundary.')
  }
  if (!isForm && media !== '' && media !== 'application/octet-stream' && !media.startsWith('image/')) {
    const expected = 'multipart/form-data, image/* or application/octet-stream'
    throw new HttpProblem('unsupported', `content-type: expected ${expected}, got ${media}.`)
  }
  const length = Number(request.headers['content-length'] ?? 0)
  const limit = isForm ? limitBytes + formOverheadBytes : limitBytes
  if (length > limit) throw tooLarge(`${length} bytes`, limitBytes)
  if (length === 0 && request.headers['transfer-encoding'] === undefined) throw emptyBody()
}

/**
 * Collects the image of a request.
 *
 * @param limitBytes largest image
 * @returns bytes in a buffer of their own, so that it can be handed to a thread
 * @throws HttpProblem `empty-body`, `too-large`, `too-many-files`, `too-many-fields`, `field-missing`, `multipart-malformed`
 */
export async function readUpload(request: FastifyRequest, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = request.isMultipart()
    ? await readForm(request, limitBytes)
    : await collect(request.body as Readable, limitBytes)
  if (bytes.length === 0) throw emptyBody()
  return bytes
}

async function readForm(request: FastifyRequest, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  let image: Uint8Array<ArrayBuffer> | undefined
  const others: string[] = []
  try {
    // One byte more than the limit tells an image of exactly the limit from a longer one.
    const limits = { ...formLimits, fileSize: limitBytes + 1 }
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file' && part.fieldname === 'image') {
        image = await collect(part.file, limitBytes)
      } else {
        others.push(part.fieldname)
        if (part.type === 'file') part.file.resume()
      }
    }
  } catch (error) {
    throw error instanceof HttpProblem ? error : formProblem(error)
  }
  if (image) return image
  const got = others.length === 0 ? 'no field at all' : `only ${others.length} other field(s)`
  throw new HttpProblem('field-missing', `form: expected one file field named image, got ${got}.`)
}

/** Limits of @fastify/multipart by their code; anything else is a form that cannot be parsed. */
const formProblems: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_FILES_LIMIT: ['too-many-files', 'form: expected 1 file, got more. Send one request for each image.'],
  FST_PARTS_LIMIT: ['too-many-fields', `form: expected at most ${formLimits.parts} parts, got more.`],
  FST_FIELDS_LIMIT: [
    'too-many-fields',
    `form: expected at most ${formLimits.fields} fields beside the file, got more.`,
  ],
}

function formProblem(error: unknown): HttpProblem {
  const known = formProblems[(error as { code?: string }).code ?? '']
  const [code, detail] = known ?? ['multipart-malformed', 'The form ends too early or breaks the multipart format.']
  return new HttpProblem(code, detail, { cause: error })
}

/** All bytes of a stream. Too many are an error at once; the rest then flows past, so that the client hears of it. */
function collect(stream: Readable, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Uint8Array) => {
      length += chunk.length
      if (length <= limitBytes) return void chunks.push(chunk)
      chunks.length = 0
      reject(tooLarge('more', limitBytes))
    })
    stream.once('end', () => resolve(concat(chunks, length)))
    stream.once('error', reject)
    stream.once('close', () => reject(new HttpProblem('bad-request', 'The body ended before it was complete.')))
  })
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}

function tooLarge(got: string, limitBytes: number): HttpProblem {
  return new HttpProblem(
    'too-large',
    `image: expected at most ${limitBytes} bytes, got ${got}. Send a smaller picture.`,
  )
}

function emptyBody(): HttpProblem {
  return new HttpProblem('empty-body', 'body: expected the bytes of one image, got none.')
}
