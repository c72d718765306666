// Prediction on threads, where the engine has it.

import * as cnn from '@digitrec/cnn'
import type { Tensor } from '@digitrec/tensor'

/** A model opened on threads. */
export interface ThreadedPredictor {
  predict(x: Float32Array): Promise<Tensor>
  close(): Promise<void>
}

type OpenPredictor = (model: cnn.Model, options: { threads: number }) => Promise<ThreadedPredictor>

/** Undefined in an engine that has no threads. */
export const { openPredictor } = cnn as unknown as { readonly openPredictor?: OpenPredictor }
