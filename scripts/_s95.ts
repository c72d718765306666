import { findInk, segmentInk } from '@digitrec/image'
import { sceneSet } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'

const { train } = await loadMnist({ download: false })
const scenes = sceneSet('validation', train)
for (const n of process.argv.slice(2).map(Number)) {
  const s = scenes(n)
  const ink = findInk(s.raster)
  const g = segmentInk(ink)
  console.log(n, s.text.replaceAll('\n', ' / '), s.raster.width, s.raster.height)
  for (const m of g.segments)
    console.log(m.line, m.group, JSON.stringify(m.box), 'tilt', ((m.tilt * 180) / Math.PI).toFixed(1))
}
