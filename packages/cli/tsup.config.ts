import { library } from '../../tsup.base.ts'

// A command has no importers: one ES module, no types.
export default library({ main: 'src/main.ts' }, { format: ['esm'], dts: false })
