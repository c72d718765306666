// Starts the page: hands the browser's parts to the state, and the state to the components.

import { render } from 'preact'
import { App } from './components/app.tsx'
import { pixelsOf } from './drawing.ts'
import { createBrowserReader } from './reader/in-browser.ts'
import { createServerReader } from './reader/on-server.ts'
import { createPage } from './state.ts'

const page = createPage({
  readers: { browser: createBrowserReader(), server: createServerReader() },
  pixelsOf,
  urls: URL,
})

const root = document.getElementById('page')
if (root) render(<App page={page} />, root)

// The first picture should not wait for the model: load it once the page is at rest.
const atRest = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200))
atRest(() => page.warm())
