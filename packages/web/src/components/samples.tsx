// Pictures to try with one press; they are drawn when the page is built.

import { samples } from 'virtual:digitrec-samples'
import type { Page } from '../state.ts'

export function Samples({ page }: { page: Page }) {
  if (samples.length === 0) return null
  const take = async (sample: (typeof samples)[number]) => {
    try {
      const response = await fetch(sample.url)
      if (!response.ok) throw new Error(`samples: ${sample.url} answered ${response.status}.`)
      document.querySelector('.stage')?.scrollIntoView({ block: 'nearest' })
      await page.choose(new File([await response.blob()], `${sample.name}.png`))
    } catch {
      page.refuse('sample-missing')
    }
  }
  return (
    <section class="samples" aria-labelledby="samples-title">
      <h2 id="samples-title">Or try one of these</h2>
      <ul>
        {samples.map(sample => (
          <li key={sample.url} style={shareOfRow(sample)}>
            <button
              type="button"
              class="sample"
              onClick={() => void take(sample)}
              aria-label={`Try: ${sample.description}`}
            >
              <img
                src={sample.url}
                alt=""
                width={sample.width}
                height={sample.height}
                loading="lazy"
                decoding="async"
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Pictures in a row get one height and the width of their own shape, a little more to fill the row. */
function shareOfRow({ width, height }: { width: number; height: number }) {
  const ratio = width / height
  return { flexGrow: ratio, flexBasis: `${3.5 * ratio}rem`, maxWidth: `${5 * ratio}rem` }
}
