// For scripts: fields between tabs, with nothing to unquote.

import { columns, fieldsOf, type ReadingFormat } from './format.ts'

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** One line a reading; tabs, line ends and backslashes inside a field are written \t, \n, \r and \\. */
export const tsv: ReadingFormat = {
  about: 'tab-separated values with a head; \\t, \\n, \\r and \\\\ inside fields',
  mediaType: 'text/tab-separated-values',
  extension: 'tsv',
  head: columns.join('\t'),
  write: reading =>
    fieldsOf(reading)
      .map(field => field.replace(/[\\\t\n\r]/g, character => escapes[character]!))
      .join('\t'),
}
