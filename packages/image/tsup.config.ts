import { library } from '../../tsup.base.ts'

// What `imports` names is chosen where the package is used: in Node or in a bundle for the browser.
export default library({ index: 'src/index.ts' }, { external: ['#pngjs'] })
