// How do weights in the code become bytes again?

interface Host {
  readonly Buffer?: { from(text: string, encoding: 'base64'): Uint8Array<ArrayBuffer> }
}

/** The bytes that base64 text stands for. Node's own code is asked where there is one: a loop that runs for the first time is slow. */
export function fromBase64(text: string): Uint8Array {
  const { Buffer } = globalThis as Host
  if (Buffer) {
    const { buffer, byteOffset, length } = Buffer.from(text, 'base64')
    return new Uint8Array(buffer, byteOffset, length)
  }
  const decoded = atob(text)
  const bytes = new Uint8Array(decoded.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = decoded.charCodeAt(i)
  return bytes
}
