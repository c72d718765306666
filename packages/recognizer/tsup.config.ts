import { library } from '../../tsup.base.ts'

export default library({ index: 'src/index.ts', formats: 'src/formats/index.ts', words: 'src/words.ts' })
