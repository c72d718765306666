// The entry of a worker thread: the bundled recognizer behind the task function.

import * as library from '@digitrec/recognizer'
import { createReadHandler } from './read-handler.ts'

export default createReadHandler(library)
