// digitrec sheet: the template of a form in, an SVG to print out.

import { sheetSvg } from '@digitrec/recognizer'
import type { Command } from 'commander'
import { readTemplate } from '../read/forms.ts'
import type { Terminal } from '../terminal.ts'

const more = `
Examples:
  digitrec sheet exam.json > exam.svg          print it at 100 %, not fitted to the page
  digitrec read --template exam.json scans/    read what was filled in`

export function addSheet(program: Command, { out }: Terminal): void {
  program
    .command('sheet')
    .description('print a form that can be read, as SVG')
    .argument('<template>', 'the form as JSON: page, marks and fields in millimetres')
    .addHelpText('after', more)
    .action(async (path: string) => {
      out.write(sheetSvg(await readTemplate(path)))
    })
}
