/** Whole messages, deflated by the browser itself (Compression Streams, RFC 1951). */

/** Shorter messages are not worth it. */
export const DEFLATE_FROM_BYTES = 1_024

/** Null where the browser cannot. */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null> {
  try {
    return await through(bytes, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY)
  } catch {
    return null
  }
}

/** Rejects what is no DEFLATE stream and what is longer than `most` bytes, as soon as it is. */
export async function inflate(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array> {
  return await through(bytes, new DecompressionStream('deflate-raw'), most)
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array> {
  const writer = transform.writable.getWriter()
  // What goes wrong is told by the reader.
  writer.write(bytes).catch(() => undefined)
  writer.close().catch(() => undefined)
  const reader: ReadableStreamDefaultReader<Uint8Array> = transform.readable.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return join(parts, length)
    parts.push(value)
    length += value.length
    if (length > most) {
      await reader.cancel()
      throw new RangeError('too long')
    }
  }
}

function join(parts: Uint8Array[], length: number): Uint8Array {
  const [only] = parts
  if (only && parts.length === 1) return only
  const whole = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
