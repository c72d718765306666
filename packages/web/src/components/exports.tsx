// The answer in forms that other programs read, to copy or to save; and the number in words.

import type { RecognitionJson } from '@digitrec/recognizer'
import { type FormatName, formats, writeAll } from '@digitrec/recognizer/formats'
import { useEffect, useState } from 'preact/hooks'
import { withChoice } from '../exports.ts'
import type { Page } from '../state.ts'
import { CopyButton } from './copy-button.tsx'
import { InWords } from './in-words.tsx'

export function Exports({ page, recognition }: { page: Page; recognition: RecognitionJson }) {
  const [open, setOpen] = useState(false)
  return (
    <details
      class="style exports"
      data-testid="exports"
      open={open}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary>Save, copy, in words</summary>
      {/* Nothing is written, and no language loaded, before somebody asks. */}
      {open && <Forms page={page} recognition={recognition} />}
    </details>
  )
}

function Forms({ page, recognition }: { page: Page; recognition: RecognitionJson }) {
  const [name, choose] = useState<FormatName>('json')
  const [url, setUrl] = useState('')
  const format = formats[name]
  const file = page.picture.value?.name ?? 'drawing'
  const chosen = withChoice(recognition, page.chosenText.value)
  const text = writeAll(format, [{ file, recognition: chosen }])

  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type: `${format.mediaType};charset=utf-8` }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [text, format])

  return (
    <>
      <div class="row">
        <label>
          <span class="field-name">As</span>
          <select value={name} onChange={event => choose(event.currentTarget.value as FormatName)} data-testid="format">
            {Object.entries(formats).map(([name, { about }]) => (
              <option key={name} value={name} title={about}>
                {labels[name as FormatName]}
              </option>
            ))}
          </select>
        </label>
        <CopyButton text={text} name="Copy all" />
        <a
          class="button small"
          href={url}
          download={`${file.replace(/\.[^.]*$/, '')}.${format.extension}`}
          data-testid="save"
        >
          Save
        </a>
      </div>
      <InWords text={chosen.text} />
    </>
  )
}

const labels: Readonly<Record<FormatName, string>> = {
  json: 'JSON Lines',
  csv: 'CSV',
  tsv: 'TSV',
  hocr: 'hOCR',
  text: 'Text',
}
