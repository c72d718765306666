// The report of one model as a page that stands alone. Sections in the order of the questions people ask.

import { encodePng, escapeMarkup } from '@digitrec/image'
import { sidePx } from '../idx.ts'
import { axisTo, confusionChart, dotChart, dotLegend, lineChart, page } from './charts.ts'
import type { Calibration, EvaluationReport, WrongAnswer } from './evaluate-model.ts'
import type { SliceReport } from './slices.ts'

/** The page: no scripts, nothing fetched, light and dark. */
export function reportHtml(report: EvaluationReport): string {
  const { model, set, score } = report
  const body = `<header><h1>${escapeMarkup(model.name)} <span class="muted">${model.id}</span></h1>
<ul class="facts"><li>${set === 'test' ? 'test digits of MNIST' : 'validation digits, kept back from MNIST’s training set'}</li><li>${thousands(score.count)} pictures</li><li>${thousands(model.parameters)} parameters</li><li>${(model.macs / 1e6).toFixed(2)} million multiply-adds a digit</li><li>${thousands(model.bytes)} bytes</li>${model.command ? `<li><code>${escapeMarkup(model.command)}</code></li>` : ''}</ul>
${tiles(report)}</header>
<main>
${section('Mistakes', mistakes(report))}
${section('How sure it is', calibration(report))}
${section('Leaving the doubtful ones to people', selection(report))}
${report.slices ? section('Pictures that went wrong', sliceSection(report.slices)) : ''}
${section('What is no digit', refusal(report))}
${section('Stored in fewer bytes', stored(report))}
${report.against ? section('Against another model', against(report)) : ''}
${section(`Every wrong answer (${report.errors.length})`, gallery(report.errors))}
</main>`
  return page(`${model.name} ${model.id}: evaluation`, body)
}

function section(title: string, body: string): string {
  return `<section><h2>${escapeMarkup(title)}</h2>${body}</section>`
}

function tiles(report: EvaluationReport): string {
  const { score, corrected, calibration, slices, refusal, photographed } = report
  const tile = (name: string, value: string, small: string) =>
    `<div class="tile"><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)} <small>${escapeMarkup(small)}</small></dd></div>`
  const right = ({ correct, count, interval }: NonNullable<typeof corrected>) =>
    `${thousands(correct)} of ${thousands(count)}; 95 % interval ${interval.map(share => percent(share)).join(' to ')}`
  const family = (name: string) => refusal.families.find(one => one.name === name)
  const signs = family('photographed signs')
  return `<dl class="tiles">${[
    tile('right', percent(score.accuracy), right(score)),
    ...(corrected ? [tile('right, on corrected labels', percent(corrected.accuracy), right(corrected))] : []),
    tile(
      'calibration error',
      percent(calibration.after.ece.equalWidth),
      `${percent(calibration.before.ece.equalWidth)} without the temperature`,
    ),
    ...(slices
      ? [
          tile(
            'wrong on spoiled pictures',
            percent(slices.mean.error),
            `mean of ${slices.slices.length} kinds, ${thousands(slices.count)} digits each`,
          ),
        ]
      : []),
    tile(
      'negatives refused',
      percent(family('drawn negatives')!.refused, 1),
      `with ${percent(refusal.accepted, 1)} of the digits accepted`,
    ),
    ...(signs ? [tile('signs refused', percent(signs.refused, 1), 'photographed, at the same threshold')] : []),
    ...(photographed ? [tile('photographed digits right', percent(photographed.accuracy), right(photographed))] : []),
  ].join('')}</dl>`
}

function mistakes({ confusion, perClass, pairs }: EvaluationReport): string {
  const worst = confusion
    .flatMap((row, truth) => row.map((n, answer) => ({ truth, answer, n })))
    .filter(({ truth, answer, n }) => truth !== answer && n > 0)
    .sort((a, b) => b.n - a.n)
    .slice(0, 3)
  const label = `Confusion matrix. Most often: ${worst.map(({ truth, answer, n }) => `${truth} read as ${answer}, ${n} times`).join('; ') || 'no mistakes'}.`
  const classes = perClass.map(({ precision, recall, f1 }, k) => [
    String(k),
    ...[precision, recall, f1].map(share => percent(share)),
  ])
  const named = pairs.map(([a, b, there, back]) => [`${a} and ${b}`, String(there), String(back), String(there + back)])
  return `<div class="two"><div class="card">${confusionChart(confusion, label)}</div>
<div><div class="card"><h3>Digit by digit</h3>${table(['digit', 'precision', 'recall', 'F1'], classes)}</div>
<div class="card" style="margin-top:1rem"><h3>Pairs that people confuse too</h3>${table(['pair', 'first read as second', 'second as first', 'both'], named)}</div></div></div>`
}

function calibration({ calibration: { before, after } }: EvaluationReport): string {
  const bins = (one: Calibration) => one.bins.map(bin => [bin.meanConfidence, bin.accuracy] as const)
  const axis = (title: string) => ({
    low: 0,
    high: 1,
    ticks: [0, 0.25, 0.5, 0.75, 1],
    title,
    format: (v: number) => percent(v, 0),
  })
  const chart = lineChart({
    label: `Reliability diagram. Calibration error ${percent(before.ece.equalWidth)} before and ${percent(after.ece.equalWidth)} after the temperature.`,
    x: axis('confidence'),
    y: axis('right'),
    series: [
      {
        name: 'as it should be',
        points: [
          [0, 0],
          [1, 1],
        ],
        colour: 3,
        dashed: true,
      },
      { name: 'before', points: bins(before), colour: 2, dotted: true },
      { name: `after, T = ${after.temperature}`, points: bins(after), colour: 1, dotted: true },
    ],
  })
  const row = (name: string, one: Calibration) => [
    name,
    String(one.temperature),
    one.noDigitBias.toFixed(2),
    one.nll.toFixed(4),
    one.brier.toFixed(5),
    percent(one.ece.equalWidth),
    percent(one.ece.equalMass),
    percent(one.eceWithNoDigit),
  ]
  const head = [
    '',
    'temperature',
    'bias of “no digit”',
    'NLL',
    'Brier',
    'ECE, equal width',
    'equal mass',
    'with “no digit”',
  ]
  const counts = table(
    ['confidence', 'right', 'answers'],
    after.bins.map(bin => [percent(bin.meanConfidence), percent(bin.accuracy), thousands(bin.count)]),
  )
  return `<div class="two"><div class="card">${chart}</div><div class="card">${table(head, [row('before', before), row('after', after)])}
<p class="muted">Confidence is the probability of the digit that is answered, given that it is one; 15 bins. The last column takes off what “no digit” takes away; here, where all pictures are digits, that is too careful by about the mean of it. The temperature was fitted on validation digits when the model was trained; the bias makes up for “no digit” being rarer among marks than among what the model was trained on.</p>
<details><summary>bins after</summary>${counts}</details></div></div>`
}

function selection({ selection: { curve, points, aurc }, score }: EvaluationReport): string {
  // The last tenth of coverage is where the mistakes are.
  const low = 0.9
  const shown = curve.filter(({ coverage }) => coverage >= low)
  const start = curve.filter(({ coverage }) => coverage < low).at(-1)
  const series = [
    ...(start ? [[low, start.errors / (low * score.count)] as const] : []),
    ...shown.map(one => [one.coverage, one.risk] as const),
  ]
  const most = Math.max(...series.map(([, risk]) => risk), 1e-6)
  const chart = lineChart({
    label: `Risk over coverage: ${points.map(({ asked, risk }) => `${percent(risk)} wrong at ${percent(asked, 1)} answered`).join(', ')}.`,
    x: {
      low,
      high: 1,
      ticks: [0.9, 0.92, 0.94, 0.96, 0.98, 1],
      title: 'share answered, the surest first',
      format: v => percent(v, 0),
    },
    y: axisTo(most, 'wrong among them', value => percent(value)),
    series: [{ name: '', points: series, colour: 1 }],
  })
  const rows = points.map(({ asked, risk, errors, threshold }) => [
    percent(asked, 1),
    percent(risk, 3),
    String(errors),
    threshold.toFixed(4),
  ])
  return `<div class="two"><div class="card">${chart}</div><div class="card">${table(['answered', 'wrong among them', 'mistakes', 'least confidence'], rows)}
<p class="muted">Area under the whole curve: ${(1e4 * aurc).toFixed(3)} · 10⁻⁴.</p></div></div>`
}

function sliceSection(report: SliceReport): string {
  const { slices, count, clean, mean, meanOfFrames, pooled } = report
  const most = Math.max(
    ...slices.flatMap(({ errors, happens, readError }) => (happens === 'frame' ? errors : [readError!])),
  )
  const chart = dotChart({
    label: `Share of wrong answers for ${slices.length} kinds of spoiled pictures; ${percent(mean.error)} on average at medium.`,
    axis: axisTo(Math.min(1, most), '', value => percent(value, most < 0.1 ? 1 : 0)),
    rows: slices.map(({ name, happens, errors, readError, asRead }) => ({
      name,
      values: happens === 'frame' ? errors : [undefined, undefined, undefined, readError],
      note: percent(asRead.error, 1),
    })),
  })
  const rows = slices.map(({ name, unit, amounts, happens, kin, errors, readError, asRead }) => [
    name,
    `${amounts.join(', ')} (${unit})`,
    ...errors.map((error, i) => mediumOf(percent(error, 1), i === 1 && happens === 'frame')),
    readError === undefined ? '' : mediumOf(percent(readError, 1), true),
    `${percent(asRead.eceBefore, 1)} → ${percent(asRead.eceAfter, 1)}`,
    kin ?? '',
  ])
  const means = [
    'mean',
    '',
    ...meanOfFrames.map(error => percent(error, 1)),
    '',
    `${percent(mean.eceBefore, 1)} → ${percent(mean.eceAfter, 1)}`,
    '',
  ]
  return `<p>${thousands(count)} validation digits, each spoiled in ${slices.length} ways at three severities. Frames of light, polarity, size and place go through the walk from picture to frame first, as they do when a photo is read; the rest meet the classifier as they are. At medium ${percent(mean.error)} are wrong on average; of the same digits unspoiled ${percent(clean.error)} as frames and ${percent(clean.readError)} through the walk. Calibration error over all slices together: ${percent(pooled.eceBefore)} before and ${percent(pooled.eceAfter)} after the temperature.</p>
<div class="card">${chart}${dotLegend(['mild', 'medium', 'strong', 'medium, through the walk'])}</div>
<details><summary>numbers</summary><div class="card">${table(['kind', 'amounts', 'mild', 'medium', 'strong', 'through the walk', 'ECE', 'training has of this family'], [...rows, means])}
<p class="muted">Errors of mild, medium and strong are of frames as they are. Bold figures make up the mean of ${percent(mean.error)}.</p></div></details>`
}

/** Marks what counts; undone in table(), which escapes everything else. */
function mediumOf(text: string, counts: boolean): string {
  return counts ? `**${text}` : text
}

function refusal({ refusal: report }: EvaluationReport): string {
  const { families, threshold, accepted, score, photographedDigitsRefused } = report
  const cards = families.map(({ name, count, refused, auroc, fprAt95, kinds }) => {
    const chart = dotChart({
      label: `${name}: ${kinds.map(kind => `${kind.name} ${percent(kind.refused, 0)}`).join(', ')} refused.`,
      axis: { low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1], title: '', format: value => percent(value, 0) },
      rows: kinds.map(kind => ({ name: kind.name, values: [undefined, kind.refused], note: percent(kind.refused, 1) })),
    })
    return `<div class="card"><h3>${escapeMarkup(name)}: ${percent(refused, 1)} of ${thousands(count)} refused</h3>${chart}
<p class="muted">AUROC ${auroc.toFixed(4)}; taken for digits when 95 % of the digits are accepted: ${percent(fprAt95)}.</p></div>`
  })
  const what =
    score === 'no digit' ? 'the probability of “no digit”' : 'one minus the confidence (ten classes, so no better)'
  return `<p>Refused is what scores above ${threshold.toFixed(4)}: ${what}. The threshold accepts ${percent(accepted, 1)} of the validation digits.${
    photographedDigitsRefused === undefined
      ? ''
      : ` It refuses ${percent(photographedDigitsRefused, 1)} of the photographed digits.`
  } Photographed slashes and z are left out: many people write a 1 and a 2 so.</p><div class="two">${cards.join('')}</div>`
}

function stored({ stored: rows }: EvaluationReport): string {
  const lines = rows.map(({ dtype, bytes, correct, nll }) => [
    dtype,
    thousands(bytes),
    thousands(correct),
    nll.toFixed(5),
  ])
  return `<div class="card">${table(['type', 'bytes', 'validation digits right', 'NLL'], lines)}</div>`
}

function against({ against: other, model, score }: EvaluationReport): string {
  const { name, id, score: theirs, onlyFirst, onlySecond, p } = other!
  const rows = [
    [`${model.name} ${model.id}`, percent(score.accuracy), String(onlyFirst)],
    [`${name} ${id}`, percent(theirs.accuracy), String(onlySecond)],
  ]
  const verdict = p < 0.05 ? 'Such a difference is rare between equals.' : 'Equals differ as much as this often enough.'
  return `<div class="card">${table(['model', 'right', 'right where the other is wrong'], rows)}<p>McNemar’s test, exact: p = ${p.toPrecision(2)}. ${verdict}</p></div>`
}

function gallery(errors: readonly WrongAnswer[]): string {
  if (errors.length === 0) return '<p>None.</p>'
  const items = errors.map(({ index, truth, alternatives, notDigit, note, pixels }) => {
    const said = alternatives.map(({ digit, probability }) => `${digit} ${percent(probability, 1)}`)
    return `<li class="card"><img alt="digit ${index}, labelled ${truth}" src="data:image/png;base64,${base64(darkOnLight(pixels))}"><p><strong>${truth}</strong> read as <strong>${alternatives[0]!.digit}</strong><br>${said.join(', ')}<br><span class="muted">none ${percent(notDigit, 1)} · no. ${index}</span>${
      note === undefined ? '' : `<br><span class="good">${escapeMarkup(note)}</span>`
    }</p></li>`
  })
  return `<ul class="gallery">${items.join('')}</ul>`
}

function darkOnLight(pixels: Uint8Array): Uint8Array {
  return encodePng({ width: sidePx, height: sidePx, data: pixels.map(value => 255 - value) })
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
}

/** The first column names the row, the others are numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const heads = head.map((text, i) => `<th${i > 0 ? ' class="number"' : ''} scope="col">${escapeMarkup(text)}</th>`)
  const lines = rows.map(([name, ...cells]) => {
    const numbers = cells.map(cell => `<td class="number">${bold(cell)}</td>`)
    return `<tr><th scope="row">${escapeMarkup(name!)}</th>${numbers.join('')}</tr>`
  })
  return `<div class="scroll"><table><thead><tr>${heads.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table></div>`
}

function bold(cell: string): string {
  return cell.startsWith('**') ? `<strong>${escapeMarkup(cell.slice(2))}</strong>` : escapeMarkup(cell)
}

function percent(share: number, digits = 2): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(digits)} %`
}

function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
