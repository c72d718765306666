// What can go wrong with threads: shared by choosing and by opening.

/** Codes of {@link ThreadError}. */
export const threadErrorCodes = {
  'bad-thread-count': 'The number of threads is not one that can be had.',
  'threads-unsupported': 'Threads do not run here: shared memory or workers are missing, or the backend has none.',
  'worker-lost': 'A worker ended or failed, or did not answer in time.',
} as const

/** Threads that cannot be had, or that were lost. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError'
  constructor(
    readonly code: keyof typeof threadErrorCodes,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
