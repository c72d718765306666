// For tools of digitisation: hOCR, an XHTML page in which every number and every digit has its box and its confidence.
// (hOCR 1.2, http://kba.github.io/hocr-spec/1.2/)

import { escapeMarkup } from '@digitrec/image'
import type { RecognitionJson } from '../recognition.ts'
import type { FileReading, ReadingFormat } from './format.ts'

type Digit = RecognitionJson['digits'][number]

const head = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
<head>
<title>Numbers</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="ocr-system" content="digitrec" />
<meta name="ocr-capabilities" content="ocr_page ocr_line ocrx_word ocrx_cinfo" />
</head>
<body>`

/** One `ocr_page` a reading. */
export const hocr: ReadingFormat = {
  about: 'hOCR: XHTML with the box and confidence of every number and digit',
  mediaType: 'application/xhtml+xml',
  extension: 'hocr',
  head,
  tail: '</body>\n</html>',
  write: page,
}

function page({ file, recognition, error }: FileReading, index: number): string {
  const id = `page_${index + 1}`
  const image = `image ${quoted(file)}; ppageno ${index}`
  if (!recognition)
    return `<div class="ocr_page" id="${id}" title="${escaped(image)}"><!-- not read: ${error?.code ?? 'unknown'} --></div>`
  const { width, height } = recognition.image
  const lines = recognition.status === 'reject' ? [] : linesOf(recognition.digits)
  const body = lines.map((digits, line) => lineOf(recognition, digits, `${index + 1}_${line + 1}`, lines.length === 1))
  return [
    `<div class="ocr_page" id="${id}" title="${escaped(`${image}; bbox 0 0 ${width} ${height}`)}">`,
    ...body,
    '</div>',
  ].join('\n')
}

function linesOf(digits: readonly Digit[]): Digit[][] {
  const lines: Digit[][] = []
  for (const [i, digit] of digits.entries()) {
    if (i === 0 || digit.line !== digits[i - 1]!.line) lines.push([])
    lines.at(-1)!.push(digit)
  }
  return lines
}

/** A line of writing: one number, and when it is the only one, the other readings of the whole. */
function lineOf(
  { text, confidence, nbest }: RecognitionJson,
  digits: readonly Digit[],
  id: string,
  only: boolean,
): string {
  const bbox = `bbox ${boxOf(digits)}`
  const sure = only ? confidence : digits.reduce((product, digit) => product * digit.confidence, 1)
  const letters = digits.map(cinfo).join('')
  const others = only ? nbest.filter(reading => reading.text !== text) : []
  const content =
    others.length === 0
      ? letters
      : `<span class="alternatives"><ins class="alt" title="${cost(confidence)}">${letters}</ins>${others
          .map(other => `<del class="alt" title="${cost(other.confidence)}">${escaped(other.text)}</del>`)
          .join('')}</span>`
  return [
    `<span class="ocr_line" id="line_${id}" title="${bbox}">`,
    `<span class="ocrx_word" id="word_${id}" title="${bbox}; x_wconf ${percent(sure)}">${content}</span>`,
    '</span>',
  ].join('')
}

function cinfo(digit: Digit): string {
  return `<span class="ocrx_cinfo" title="x_bboxes ${boxOf([digit])}; x_conf ${percent(digit.confidence)}">${digit.digit}</span>`
}

/** Left, top, right and bottom of a box around all, in whole pixels. */
function boxOf(digits: readonly Digit[]): string {
  const boxes = digits.map(({ box }) => box)
  return [
    Math.floor(Math.min(...boxes.map(box => box.x))),
    Math.floor(Math.min(...boxes.map(box => box.y))),
    Math.ceil(Math.max(...boxes.map(box => box.x + box.width))),
    Math.ceil(Math.max(...boxes.map(box => box.y + box.height))),
  ].join(' ')
}

function percent(probability: number): string {
  return (100 * probability).toFixed(2)
}

/** Negative logarithm of a probability, as hOCR wants it for alternatives. */
function cost(probability: number): string {
  return `nlp ${Math.min(99, -Math.log(probability)).toFixed(4)}`
}

/** A string of an hOCR property. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, character => `\\${character}`)}"`
}

/** Text for XML; characters that XML 1.0 cannot hold become question marks. */
function escaped(text: string): string {
  const known = text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '?')
  return escapeMarkup(known).replace(/[\t\n\r]/g, character => `&#${character.charCodeAt(0)};`)
}
