// Adds to package-lock.json the optional packages of other platforms that npm left out, so that `npm ci` accepts it
// everywhere. npm leaves them out when the registry it asks does not carry every platform's package (a partial
// mirror). Run it after `npm install` there: `node scripts/complete-lockfile.mjs [FOLDER]`. A complete lockfile stays as it is.

import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

const path = resolve(process.argv[2] ?? '.', 'package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8'))
const { packages } = lock
let added = 0

for (const [place, entry] of Object.entries(packages)) {
  const names = Object.entries(entry.optionalDependencies ?? {})
  const known = names.map(([name]) => find(place, name)).find(Boolean)
  for (const [name, version] of names) {
    if (find(place, name) || !known) continue
    // Beside the one of this platform, in the same node_modules.
    const folder = known.slice(0, known.lastIndexOf('node_modules/') + 'node_modules/'.length)
    packages[folder + name] = {
      version,
      ...platform(name),
      ...(entry.dev && { dev: true }),
      optional: true,
    }
    added++
  }
}

const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))
lock.packages = Object.fromEntries(sorted)
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} packages of other platforms added`)

/** Where `name` is found from `place`, as Node looks: nearest node_modules first. */
function find(place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = `${folder}${folder ? '/' : ''}node_modules/${name}`
    if (packages[candidate]) return candidate
    if (!folder.includes('node_modules')) {
      return packages[`node_modules/${name}`] ? `node_modules/${name}` : undefined
    }
  }
}

/** Operating system and processor, read from the package's name. */
function platform(name) {
  const words = name.split(/[/-]/)
  const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
  const processors = {
    64: 'x64',
    x64: 'x64',
    arm64: 'arm64',
    arm: 'arm',
    ia32: 'ia32',
    loong64: 'loong64',
    mips64el: 'mips64el',
    ppc64: 'ppc64',
    ppc64le: 'ppc64',
    powerpc64le: 'ppc64',
    riscv64: 'riscv64',
    s390x: 's390x',
    wasm32: 'wasm32',
  }
  const os = words.map(word => (word === 'windows' ? 'win32' : word)).find(word => systems.includes(word))
  const cpu = words.map(word => processors[word]).find(Boolean)
  return { ...(cpu && { cpu: [cpu] }), ...(os && { os: [os] }) }
}
