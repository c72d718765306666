// The wire format of protocol buffers, as much of it as writing ONNX takes.
// @see https://protobuf.dev/programming-guides/encoding/

const wireTypes = { varint: 0, bytes: 2, fixed32: 5 } as const

/** A field with a whole number of 0 to 2^53 − 1. */
export function integerField(field: number, value: number): Uint8Array {
  return Uint8Array.from([...tag(field, wireTypes.varint), ...varint(value)])
}

/** A field with a 32-bit float. */
export function floatField(field: number, value: number): Uint8Array {
  return join([Uint8Array.from(tag(field, wireTypes.fixed32)), new Uint8Array(Float32Array.of(value).buffer)])
}

/** A field with bytes. */
export function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return join([Uint8Array.from([...tag(field, wireTypes.bytes), ...varint(bytes.length)]), bytes])
}

/** A field with UTF-8 text. */
export function textField(field: number, text: string): Uint8Array {
  return bytesField(field, new TextEncoder().encode(text))
}

/** A field with many whole numbers. */
export function packedIntegers(field: number, values: readonly number[]): Uint8Array {
  return bytesField(field, Uint8Array.from(values.flatMap(varint)))
}

/** A field with a message inside. */
export function message(field: number, parts: readonly Uint8Array[]): Uint8Array {
  return bytesField(field, join(parts))
}

/** Bytes one after the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function tag(field: number, wireType: number): number[] {
  return varint(field * 8 + wireType)
}

/** Seven bits a byte, lowest first; all but the last have the high bit set. */
function varint(value: number): number[] {
  const bytes: number[] = []
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128)
  return [...bytes, value]
}
