// What every browser test starts with: Chromium that talks to nobody by itself, and code of ours as one script for a page.

import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { build, type Rollup } from 'vite'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Empty when the tests can run, else the reason why not, for their names. */
export const noBrowser = existsSync(executablePath) ? '' : ` (skipped: no browser at ${executablePath}; set CHROMIUM)`

/** A browser without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/**
 * A module and all that it imports as one classic script, which can be a worker too.
 *
 * @param name the global under which its exports are found
 */
export async function bundleScript(entry: string, name: string): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@digitrec/source', 'import', 'default'] },
    build: { write: false, lib: { entry, formats: ['iife'], name } },
  })) as Rollup.RollupOutput[]
  return built[0]!.output[0].code
}
