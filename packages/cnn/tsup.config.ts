import { library } from '../../tsup.base.ts'

export default library({
  index: 'src/index.ts',
  digits: 'src/digits/index.ts',
  'digits-best': 'src/digits-best/index.ts',
  'digits-nano': 'src/digits-nano/index.ts',
  lines: 'src/lines/index.ts',
  onnx: 'src/onnx/index.ts',
})
