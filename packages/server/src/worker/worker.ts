// The entry of a worker thread: the bundled recognizer behind the task function.

import { loadRecognizer } from '@digitrec/recognizer'
import { createReadHandler } from './read-handler.ts'

export default createReadHandler(loadRecognizer)
