// What does a command see of the outside? Two places to write, one to read, and a signal to stop: the process in main.ts,
// and arrays in tests.

/** Somewhere text goes. */
export interface TextSink {
  write(text: string): void
  /** A person is looking: progress may be drawn. */
  readonly isTerminal: boolean
  /** Width in characters, when a person is looking. */
  readonly columns?: number | undefined
}

/** Everything outside that a command may use beside files and the net. */
export interface Terminal {
  /** Results. */
  readonly out: TextSink
  /** Progress, advice and errors. */
  readonly err: TextSink
  /** Bytes piped into the command. */
  readonly input: AsyncIterable<Uint8Array>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts on Ctrl-C, and when the process is asked to end. */
  readonly signal: AbortSignal
}

/** Name with control characters made visible: a file name must not move the cursor or colour the terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to show
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, character => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
