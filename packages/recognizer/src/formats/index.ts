// The table of formats that readings are written in. Adding one is a file beside this one and a line here.

import { csv } from './csv.ts'
import type { ReadingFormat } from './format.ts'
import { hocr } from './hocr.ts'
import { json } from './json.ts'
import { text } from './text.ts'
import { tsv } from './tsv.ts'

export { csvField } from './csv.ts'
export { formReadingSchema, formTemplateSchema, publishedTemplateSchema } from './form-schema.ts'
export { columns, type FileReading, fieldsOf, type ReadingFormat, writeAll } from './format.ts'
export { publishedSchema, recognitionProperties, recognitionSchema } from './schema.ts'

/** Formats by name. */
export const formats = { text, json, csv, tsv, hocr } as const satisfies Record<string, ReadingFormat>

/** Name of one of {@link formats}. */
export type FormatName = keyof typeof formats
