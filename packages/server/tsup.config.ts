import { library } from '../../tsup.base.ts'

// worker is loaded by path from index, so both lie side by side in dist.
export default library({ index: 'src/index.ts', worker: 'src/worker/worker.ts' }, { shims: true })
