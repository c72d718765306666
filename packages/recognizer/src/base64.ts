// Bytes as base64, in Node and in browsers.

/** Any number of bytes: a call with all of them as arguments would overflow the stack. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}
