// How to use it in three steps, what makes a good picture, what the model cannot do, what happens to the picture.

import { BadPhoto, CheckArt, GoodPhoto, ShowArt, WriteArt } from './illustrations.tsx'

const steps = [
  {
    art: WriteArt,
    title: 'Write',
    text: 'Digits 0 to 9 with a pen that shows well, on plain, ruled or squared paper.',
  },
  { art: ShowArt, title: 'Show', text: 'Draw on the paper above, take a photo, or choose, drop or paste a picture.' },
  { art: CheckArt, title: 'Check', text: 'Compare the boxes with your writing, and look at the close predictions.' },
] as const

export function Guide() {
  return (
    <>
      <section class="guide" id="how" aria-labelledby="how-title">
        <h2 id="how-title">How it works</h2>
        <ol class="steps">
          {steps.map(({ art: Art, title, text }) => (
            <li key={title}>
              <Art />
              <h3>{title}</h3>
              <p>{text}</p>
            </li>
          ))}
        </ol>
      </section>
      <section class="guide hints" aria-labelledby="hints-title">
        <h2 id="hints-title">Photos that read well</h2>
        <div class="pair">
          <figure class="good">
            <GoodPhoto />
            <figcaption>
              <h3>Good</h3>
              <ul>
                <li>ink that shows well, even light</li>
                <li>the number fills most of the picture</li>
                <li>straight from above, the number upright</li>
              </ul>
            </figcaption>
          </figure>
          <figure class="bad">
            <BadPhoto />
            <figcaption>
              <h3>Hard to read</h3>
              <ul>
                <li>faint pencil, glare, lines as thick as the pen</li>
                <li>small digits, far away or blurred</li>
                <li>digits over one another, words or drawings around</li>
              </ul>
            </figcaption>
          </figure>
        </div>
      </section>
      <section class="guide facts" aria-labelledby="limits-title">
        <div>
          <h2 id="limits-title">Limits of the model</h2>
          <ul>
            <li>It knows the digits 0 to 9: no letters, signs, commas or decimal points.</li>
            <li>
              Digits that touch are parted, which goes wrong more often than reading digits that stand apart; those
              written over one another are mostly sent to you to check.
            </li>
            <li>
              Shadows and the lines of ruled and squared paper are removed. Crossed-out digits, tables and photos behind
              the writing are hard.
            </li>
            <li>
              The number stands upright, at least 8 pixels high; below 20 expect mistakes. Gaps are not part of it.
            </li>
            <li>
              It learned from MNIST (the United States, around 1990), from photographed sheets (Poland, 2019) and from
              drawn digits; a form it never saw it cannot know.
            </li>
            <li>Confidence is the chance that the whole number is right, not a promise. Check numbers that matter.</li>
            <li>PNG, JPEG, WebP, GIF (first picture), BMP and PNM; up to 10 MB and 24 megapixels.</li>
          </ul>
        </div>
        <div>
          <h2>Your picture stays yours</h2>
          <p>
            Nothing leaves this device unless you choose “On the server”. Then the picture goes to the server that gave
            you this page, and to nobody else.
          </p>
          <p>
            Reading many pictures from a program? The same reading is one request away: see the{' '}
            <a href="/docs">API of the server</a>.
          </p>
        </div>
      </section>
    </>
  )
}
