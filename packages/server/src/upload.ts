// How does one image get out of a request body, never holding more than the limit? As the body itself or as the file
// field `image` of a form, beside the template of what is pictured where one is wanted. Names and types that the client
// gives are not looked at. Read next: routes/recognize.ts, routes/read-form.ts.

import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { HttpProblem, type ProblemCode } from './problems.ts'

/** Limits of a form beside the size of its file: one image, a few small fields that are ignored. */
const formLimits = {
  files: 1,
  fields: 8,
  parts: 9,
  fieldNameSize: 100,
  fieldSize: 1024,
  headerPairs: 32,
} as const

/** Bytes a form may be longer than its image. */
const formOverheadBytes = 64 * 1024

/** Largest template, in bytes; 200 fields with everything said take a quarter of it. */
export const templateLimitBytes = 256 * 1024

/**
 * Refuses what can be refused from the headers alone, before a byte of the body is read.
 *
 * @param withTemplate only a form will do, which brings a template as well
 * @throws HttpProblem `encoding-unsupported`, `unsupported`, `too-large`, `multipart-malformed`, `empty-body`
 */
export function checkUploadHeaders(
  request: FastifyRequest,
  limitBytes: number,
  { withTemplate = false }: { withTemplate?: boolean } = {},
): void {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = request.headers
  if (encoding.toLowerCase() !== 'identity') {
    throw new HttpProblem('encoding-unsupported', `content-encoding ${encoding} is not taken. Send the image as it is.`)
  }
  const media = type.split(';', 1)[0]!.trim().toLowerCase()
  const isForm = media === 'multipart/form-data'
  if (isForm && !/;\s*boundary=("[^"]+"|[^\s";]+)/i.test(type)) {
    throw new HttpProblem('multipart-malformed', 'content-type multipart/form-data names no boundary.')
  }
  if (!isForm && withTemplate) {
    const got = media === '' ? 'none' : media
    throw new HttpProblem(
      'unsupported',
      `content-type: expected multipart/form-data with image and template, got ${got}.`,
    )
  }
  if (!isForm && media !== '' && media !== 'application/octet-stream' && !media.startsWith('image/')) {
    const expected = 'multipart/form-data, image/* or application/octet-stream'
    throw new HttpProblem('unsupported', `content-type: expected ${expected}, got ${media}.`)
  }
  const length = Number(request.headers['content-length'] ?? 0)
  const limit = limitBytes + (isForm ? formOverheadBytes : 0) + (withTemplate ? templateLimitBytes : 0)
  if (length > limit) throw tooLarge(limitBytes, `${length} bytes`)
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
    ? (await readForm(request, limitBytes)).image
    : await collect(request.body as Readable, limitBytes, tooLarge)
  if (bytes.length === 0) throw emptyBody()
  return bytes
}

/**
 * Collects the image and the template of a form; the template may come as a field or as a file.
 *
 * @throws HttpProblem as `readUpload`, and `template-missing`, `template-invalid` when it is too long
 */
export async function readFormUpload(request: FastifyRequest, limitBytes: number) {
  const { image, template } = await readForm(request, limitBytes, true)
  if (image.length === 0) throw emptyBody()
  if (template !== undefined) return { image, template }
  throw new HttpProblem('template-missing', 'form: expected a field named template with the JSON of a form, got none.')
}

async function readForm(
  request: FastifyRequest,
  limitBytes: number,
  withTemplate = false,
): Promise<{ image: Uint8Array<ArrayBuffer>; template?: string }> {
  let image: Uint8Array<ArrayBuffer> | undefined
  let template: string | undefined
  const others: string[] = []
  try {
    // One byte more than the limit tells an image of exactly the limit from a longer one.
    const limits = { ...formLimits, fileSize: Math.max(limitBytes, templateLimitBytes) + 1 }
    const more = withTemplate ? { files: 2, fieldSize: templateLimitBytes } : {}
    for await (const part of request.parts({ limits: { ...limits, ...more } })) {
      if (part.type === 'file' && part.fieldname === 'image') {
        if (image) throw new HttpProblem(...formProblems.FST_FILES_LIMIT!)
        image = await collect(part.file, limitBytes, tooLarge)
      } else if (withTemplate && part.fieldname === 'template') {
        template =
          part.type === 'file'
            ? new TextDecoder().decode(await collect(part.file, templateLimitBytes, templateTooLong))
            : textOf(part)
      } else {
        others.push(part.fieldname)
        if (part.type === 'file') part.file.resume()
      }
    }
  } catch (error) {
    throw error instanceof HttpProblem ? error : formProblem(error)
  }
  if (image) return { image, ...(template !== undefined && { template }) }
  if (template !== undefined) others.push('template')
  const got = others.length === 0 ? 'no field at all' : `only ${others.length} other field(s)`
  throw new HttpProblem('field-missing', `form: expected one file field named image, got ${got}.`)
}

/** The text of a field; one that was sent as JSON has been parsed by the plugin. */
function textOf({ value, valueTruncated }: { value: unknown; valueTruncated: boolean }): string {
  if (valueTruncated) throw templateTooLong()
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Limits of @fastify/multipart by their code; anything else is a form that cannot be parsed. */
const formProblems: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_FILES_LIMIT: ['too-many-files', 'form: expected 1 file, got more. Send one request for each image.'],
  FST_PARTS_LIMIT: ['too-many-fields', `form: expected at most ${formLimits.parts} parts, got more.`],
  FST_FIELDS_LIMIT: [
    'too-many-fields',
    `form: expected at most ${formLimits.fields} fields beside the file, got more.`,
  ],
  FST_INVALID_JSON_FIELD_ERROR: [
    'template-invalid',
    'template: expected JSON, got a field of that type which is none.',
  ],
}

function formProblem(error: unknown): HttpProblem {
  const known = formProblems[(error as { code?: string }).code ?? '']
  const [code, detail] = known ?? ['multipart-malformed', 'The form ends too early or breaks the multipart format.']
  return new HttpProblem(code, detail, { cause: error })
}

/** All bytes of a stream. Too many are an error at once; the rest then flows past, so that the client hears of it. */
function collect(
  stream: Readable,
  limitBytes: number,
  problem: (limitBytes: number, got: string) => HttpProblem,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Uint8Array) => {
      length += chunk.length
      if (length <= limitBytes) return void chunks.push(chunk)
      chunks.length = 0
      reject(problem(limitBytes, 'more'))
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

function tooLarge(limitBytes: number, got: string): HttpProblem {
  return new HttpProblem(
    'too-large',
    `image: expected at most ${limitBytes} bytes, got ${got}. Send a smaller picture.`,
  )
}

function templateTooLong(): HttpProblem {
  return new HttpProblem('template-invalid', `template: expected at most ${templateLimitBytes} bytes, got more.`)
}

function emptyBody(): HttpProblem {
  return new HttpProblem('empty-body', 'body: expected the bytes of one image, got none.')
}
