// For spreadsheets: comma-separated values as RFC 4180 has them, and nothing in them that a spreadsheet would run.

import { columns, fieldsOf, type ReadingFormat } from './format.ts'

/** Begins of a field that a spreadsheet takes for a formula. (OWASP, CSV Injection) */
const formula = /^[=+\-@\t\r\n]/

/** A field with quotes where it needs them; an apostrophe in front makes a would-be formula a text. */
export function csvField(field: string): string {
  const safe = formula.test(field) ? `'${field}` : field
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One record a reading, lines ended by CR LF. */
export const csv: ReadingFormat = {
  about: 'comma-separated values with a head, as RFC 4180 says; safe to open in a spreadsheet',
  mediaType: 'text/csv',
  extension: 'csv',
  newline: '\r\n',
  head: columns.join(','),
  write: reading => fieldsOf(reading).map(csvField).join(','),
}
