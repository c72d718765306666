// What each suite is about, as people read it: above its charts and its tables.

export const headings: Readonly<Record<string, string>> = {
  inference: 'Inference',
  training: 'Training',
  threads: 'Threads',
  reading: 'Pictures to numbers',
  cold: 'Cold start',
  bundle: 'Bytes shipped',
  memory: 'Memory',
  kernels: 'Kernels',
}
