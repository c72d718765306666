// How do weights in the code become bytes again?

/** The bytes that base64 text stands for. */
export function fromBase64(text: string): Uint8Array {
  const decoded = atob(text)
  const bytes = new Uint8Array(decoded.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = decoded.charCodeAt(i)
  return bytes
}
