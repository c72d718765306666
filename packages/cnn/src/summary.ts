// A model as text: what it is made of, and what runs it.

import { chooseThreads, formatShape } from '@digitrec/tensor'
import type { Model } from './model.ts'
import { describeNetwork } from './network.ts'

/**
 * The network of a model as a table (layers, shapes, parameters, multiply-adds), and under it what runs it: backend,
 * threads, and the kernels that are native code.
 *
 * @example
 * console.log(summary(model))
 */
export function summary(model: Model): string {
  const { network, backend, threads, native } = model
  const rows = describeNetwork(network).map(({ layer, output, parameters, macs }) => [
    layer,
    formatShape(output),
    String(parameters),
    String(macs),
  ])
  const total = (column: number) => String(rows.reduce((sum, row) => sum + Number(row[column]), 0))
  const table = [['layer', 'output', 'parameters', 'multiply-adds'], ...rows, ['total', '', total(2), total(3)]]
  const widths = [0, 1, 2, 3].map(column => Math.max(...table.map(row => row[column]!.length)))
  const line = (row: string[]) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  return [
    `${network.name}: input ${formatShape(network.input)}, backend ${backend.name}, threads ${chooseThreads(threads)}`,
    ...table.map(line),
    `native: ${native.join(', ') || 'none'}`,
  ].join('\n')
}
