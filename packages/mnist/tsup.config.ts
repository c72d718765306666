import { library } from '../../tsup.base.ts'

export default library({
  index: 'src/index.ts',
  evaluation: 'src/evaluation/index.ts',
  node: 'src/node/index.ts',
  baselines: 'src/baselines/index.ts',
  search: 'src/search/index.ts',
})
