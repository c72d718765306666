import { library } from '../../tsup.base.ts'

export default library({ index: 'src/index.ts', kernels: 'src/kernels/index.ts', ndarray: 'src/ndarray.ts' })
