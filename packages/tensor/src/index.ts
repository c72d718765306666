// The public names of @digitrec/tensor.

export {
  BackendError,
  type BackendName,
  backendErrorCodes,
  backendSupported,
  backends,
  chooseBackend,
} from './backends/choose.ts'
export { referenceBackend } from './backends/reference.ts'
export { wasmBackend, wasmRelaxedBackend } from './backends/wasm.ts'
export type { BatchNormGeometry } from './kernels/batch-norm.ts'
export { type Conv2dGeometry, conv2dGeometry } from './kernels/conv2d.ts'
export type { DenseGeometry } from './kernels/dense.ts'
export type { LengthGeometry } from './kernels/elementwise.ts'
export type { GlobalAveragePool2dGeometry } from './kernels/global-average-pool2d.ts'
export type { Kernel } from './kernels/kernel.ts'
export { type Pool2dGeometry, pool2dGeometry } from './kernels/pool2d.ts'
export type { RowsGeometry } from './kernels/softmax.ts'
export {
  type AxisPadding,
  type Padding,
  paddingAxes,
  type WindowGeometry,
  type WindowOptions,
  windowAxis,
} from './kernels/window.ts'
export { type NestedNumbers, tensorFromArray } from './nested.ts'
export {
  type Backend,
  type Buffer,
  type Call,
  call,
  MemoryLayout,
  type Program,
  ProgramError,
  phaseCalls,
  programErrorCodes,
  resolveScalars,
  type Scalar,
  type Session,
} from './program.ts'
export { createRandom, type Random, RandomError, type RandomState, randomErrorCodes } from './random.ts'
export {
  checkLength,
  checkSameShape,
  checkShape,
  formatShape,
  type Shape,
  ShapeError,
  sameShape,
  shapeErrorCodes,
  shapeSize,
  shapeStrides,
} from './shape.ts'
export { Tensor } from './tensor.ts'
export { chooseThreads, type ThreadCount } from './threads/choose-threads.ts'
export { openThreads, type ThreadedSession, type ThreadOptions } from './threads/open-threads.ts'
export { type StartWorker, threadSource, type WorkerLike } from './threads/start-worker.ts'
export { ThreadError, threadErrorCodes } from './threads/thread-error.ts'
export { sharedMemorySupported, wasmSupported } from './wasm/host.ts'
