// Name and way around.

export function Masthead() {
  return (
    <header class="masthead">
      <a class="brand" href="/">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path
            class="corners"
            d="M3 9V6a3 3 0 0 1 3-3h3M23 3h3a3 3 0 0 1 3 3v3M29 23v3a3 3 0 0 1-3 3h-3M9 29H6a3 3 0 0 1-3-3v-3"
          />
          <path class="seven" d="M10.500 9.500h11.500c-3.500 4-5.600 8.300-6.600 13.200" />
        </svg>
        digitrec
      </a>
      <nav aria-label="Page">
        <a href="#how">How it works</a>
        <a href="/docs">API</a>
      </nav>
    </header>
  )
}
