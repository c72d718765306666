// What @digitrec/cnn/onnx offers: a model for other runtimes.

export { type OnnxOptions, toOnnx } from './to-onnx.ts'
