// Small drawings for the guide. Decoration only: everything they show is said in words beside them.

/** Pen strokes of some digits, in a box of 40 by 56. */
const strokes = {
  zero: 'M20 4C9 4 5 16 5 28s4 24 15 24 15-12 15-24S31 4 20 4Z',
  two: 'M7 16C8 3 33 0 33 16c0 12-20 22-27 35 10-3 19 2 28-1',
  four: 'M25 4 6 35h29M27 20v33',
  seven: 'M5 6h30C28 20 20 34 16 53',
} as const

export function WriteArt() {
  return (
    <svg class="art" viewBox="0 0 160 104" aria-hidden="true">
      <rect class="sheet" x="14" y="12" width="132" height="80" rx="6" />
      <g class="pen-line">
        <path transform="translate(30 26) scale(.82)" d={strokes.four} />
        <path transform="translate(68 26) scale(.82)" d={strokes.zero} />
      </g>
      <path class="pen-line" transform="translate(104 26) scale(.82)" d="M5 6h30C30 16 25 26 21 36" />
      <path class="pen" d="m121 56 17-30 9 5-17 30-9.500 6z" />
      <path class="pen-tip" d="m121 56-.5 11 9.500-6" />
    </svg>
  )
}

export function ShowArt() {
  return (
    <svg class="art" viewBox="0 0 160 104" aria-hidden="true">
      <rect class="sheet" x="6" y="34" width="92" height="58" rx="6" />
      <g class="pen-line">
        <path transform="translate(16 46) scale(.58)" d={strokes.four} />
        <path transform="translate(42 46) scale(.58)" d={strokes.zero} />
      </g>
      <rect class="device" x="72" y="8" width="62" height="92" rx="10" />
      <rect class="screen" x="78" y="18" width="50" height="70" rx="4" />
      <g class="pen-line">
        <path transform="translate(82 42) scale(.36)" d={strokes.four} />
        <path transform="translate(97 42) scale(.36)" d={strokes.zero} />
        <path transform="translate(111 42) scale(.36)" d={strokes.seven} />
      </g>
      <path class="mark" d="M82 30v-6h6M118 24h6v6M124 76v6h-6M88 82h-6v-6" />
      <circle class="dot" cx="103" cy="94" r="2.500" />
    </svg>
  )
}

export function CheckArt() {
  return (
    <svg class="art" viewBox="0 0 160 104" aria-hidden="true">
      <rect class="sheet" x="14" y="12" width="62" height="80" rx="6" />
      <path class="pen-line" transform="translate(27 26) scale(.9)" d={strokes.seven} />
      <rect class="mark" x="25" y="23" width="41" height="58" rx="4" />
      <g class="bar-rows">
        <rect class="bar-track" x="90" y="24" width="56" height="9" rx="4.500" />
        <rect class="bar-fill" x="90" y="24" width="50" height="9" rx="4.500" />
        <rect class="bar-track" x="90" y="43" width="56" height="9" rx="4.500" />
        <rect class="bar-rest" x="90" y="43" width="14" height="9" rx="4.500" />
        <rect class="bar-track" x="90" y="62" width="56" height="9" rx="4.500" />
        <rect class="bar-rest" x="90" y="62" width="9" height="9" rx="4.500" />
      </g>
      <path class="tick" d="m108 84 6 6 12-13" />
    </svg>
  )
}

export function GoodPhoto() {
  return (
    <svg class="photo" viewBox="0 0 200 120" aria-hidden="true">
      <rect class="photo-paper" width="200" height="120" />
      <g class="photo-ink strong">
        <path transform="translate(18 26) scale(1.180)" d={strokes.four} />
        <path transform="translate(78 26) scale(1.180)" d={strokes.zero} />
        <path transform="translate(136 26) scale(1.180)" d={strokes.two} />
      </g>
    </svg>
  )
}

export function BadPhoto() {
  return (
    <svg class="photo" viewBox="0 0 200 120" aria-hidden="true">
      <rect class="photo-paper" width="200" height="120" />
      <path class="photo-lines" d="M0 22h200M0 44h200M0 66h200M0 88h200M0 110h200" />
      <path class="photo-shade" d="M92 0h108v120H34z" />
      <g class="photo-ink faint">
        <path transform="translate(78 58) scale(.42) rotate(-14)" d={strokes.four} />
        <path transform="translate(91 54) scale(.42) rotate(-14)" d={strokes.zero} />
        <path transform="translate(104 50) scale(.42) rotate(-14)" d={strokes.two} />
        <path d="M132 50c4-6 6 6 10 0s6 6 10 0 6 6 10 0 6 6 10 0" />
      </g>
    </svg>
  )
}
