// Which formats are read? The one table; a new format is one line here.
import { bmp } from './bmp.ts'
import type { Format } from './format.ts'
import { gif } from './gif.ts'
import { jpeg } from './jpeg.ts'
import { png } from './png.ts'
import { pnm } from './pnm.ts'
import { webp } from './webp.ts'

/** Every format that `decodeImage` reads, in the order in which they are asked. */
export const formats: readonly Format[] = [png, jpeg, webp, gif, bmp, pnm]
