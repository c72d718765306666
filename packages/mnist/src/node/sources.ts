// Which four files are MNIST, how do we know them, and where do they lie on the net?

/** One of MNIST's four files. */
export interface MnistFile {
  readonly name: string
  /** Bytes of the .gz file. */
  readonly bytes: number
  /** SHA-256 of the .gz file, hexadecimal. */
  readonly sha256: string
}

/** The four files as first published in 1998; every mirror below serves these very bytes. */
export const mnistFiles = {
  trainImages: {
    name: 'train-images-idx3-ubyte.gz',
    bytes: 9_912_422,
    sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte.gz',
    bytes: 28_881,
    sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
  testImages: {
    name: 't10k-images-idx3-ubyte.gz',
    bytes: 1_648_877,
    sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte.gz',
    bytes: 4_542,
    sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
} as const satisfies Record<string, MnistFile>

/** Folders on the net that hold the four files, tried in this order. */
export const mnistMirrors: readonly string[] = [
  'https://storage.googleapis.com/cvdf-datasets/mnist',
  'https://ossci-datasets.s3.amazonaws.com/mnist',
  'https://raw.githubusercontent.com/fgnt/mnist/master',
]
