// Writes the JSON schemas beside the recognizer's package from the code that describes answers and templates: npm run make:schema.

import { writeFileSync } from 'node:fs'
import { publishedSchema, publishedTemplateSchema } from '@digitrec/recognizer/formats'

const schemas = { recognition: publishedSchema(), 'form-template': publishedTemplateSchema() }
for (const [name, schema] of Object.entries(schemas))
  writeFileSync(`packages/recognizer/${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`)
