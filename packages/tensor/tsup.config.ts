import { library } from '../../tsup.base.ts'

// Split in CommonJS too: both entries then share one Tensor class, and instanceof holds between them.
export default library({ index: 'src/index.ts', ndarray: 'src/ndarray.ts' }, { splitting: true })
