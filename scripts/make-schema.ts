// Writes packages/recognizer/recognition.schema.json from the code that describes an answer: npm run make:schema.

import { writeFileSync } from 'node:fs'
import { publishedSchema } from '@digitrec/recognizer/formats'

writeFileSync('packages/recognizer/recognition.schema.json', `${JSON.stringify(publishedSchema(), null, 2)}\n`)
