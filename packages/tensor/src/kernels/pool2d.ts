// The sizes that both 2-D poolings share. The poolings: max-pool2d.ts, average-pool2d.ts.

import { type WindowGeometry, type WindowOptions, windowGeometry } from './window.ts'

/**
 * Sizes of one pooling, made by {@link pool2dGeometry}: N images of H rows, W columns and C channels become OH rows and
 * OW columns; the window is R rows by S columns.
 */
export interface Pool2dGeometry extends WindowGeometry {}

/**
 * Sizes of a pooling from what its layer knows; without a stride, windows lie side by side.
 *
 * @throws ShapeError `bad-window`
 */
export function pool2dGeometry(
  options: Omit<WindowOptions, 'stride'> & Partial<Pick<WindowOptions, 'stride'>>,
): Pool2dGeometry {
  return windowGeometry({ stride: options.window, ...options })
}
