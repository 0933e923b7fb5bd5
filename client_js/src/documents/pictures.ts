import type { Bytes } from './bytes.js'
import { MAX_FRAMES } from './limits.js'

/** What a picture says of itself, after its structure was followed from the first byte to the last. */
export interface Sizes {
  readonly width: number
  readonly height: number
}

/** `null`: not whole, or more than a picture. */
type Measure = (file: Bytes) => Sizes | null

/** ISO/IEC 15948, section 5. */
export const measurePng: Measure = (file) => {
  if (!file.says('IHDR', 12) || file.big32(8) !== 13) return null
  const sizes = { width: file.big32(16), height: file.big32(20) }
  for (let at = 8; at < file.length; ) {
    const end = at + 12 + file.big32(at)
    if (!(end <= file.length)) return null
    if (file.says('IEND', at + 4)) return end === file.length ? sizes : null
    at = end
  }
  return null
}

/** GIF89a, from block to block. Its first frame may be larger than the screen that it announces. */
export const measureGif: Measure = (file) => {
  let sizes = { width: file.little16(6), height: file.little16(8) }
  let at = 13 + colours(file.byte(10))
  for (let frames = 0; frames <= MAX_FRAMES; ) {
    const kind = file.byte(at)
    if (kind === 0x3b) return at + 1 === file.length && frames > 0 ? sizes : null
    if (kind === 0x21) at = blocksEnd(file, at + 2)
    else if (kind === 0x2c) {
      frames++
      sizes = {
        width: Math.max(sizes.width, file.little16(at + 1) + file.little16(at + 5)),
        height: Math.max(sizes.height, file.little16(at + 3) + file.little16(at + 7)),
      }
      at = blocksEnd(file, at + 11 + colours(file.byte(at + 9)))
    } else return null
  }
  return null
}

/** Of a colour table, in bytes. */
function colours(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

function blocksEnd(file: Bytes, from: number): number {
  let at = from
  while (file.byte(at) > 0) at += 1 + file.byte(at)
  return at + 1
}

/** ISO/IEC 10918-1, annex B. Cameras append more pictures after the end of the first. */
export const measureJpeg: Measure = (file) => {
  let sizes: Sizes | null = null
  for (let at = 2; at < file.length; ) {
    if (file.byte(at) !== 0xff) return null
    const marker = file.byte(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    // SOS: what follows is the picture itself.
    if (marker === 0xda) return sizes !== null && hasEnd(file, at) ? sizes : null
    const size = file.big16(at + 2)
    if (!(size >= 2)) return null
    if (isFrameHeader(marker)) {
      // A second one would be for a decoder that reads another than we do.
      if (sizes !== null) return null
      sizes = { width: file.big16(at + 7), height: file.big16(at + 5) }
    }
    at += 2 + size
  }
  return null
}

function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function hasEnd(file: Bytes, from: number): boolean {
  for (let at = file.length - 2; at > from; at--) {
    if (file.byte(at) === 0xff && file.byte(at + 1) === 0xd9) return true
  }
  return false
}

/** RFC 9649. */
export const measureWebp: Measure = (file) => {
  const size = file.little32(4) + 8
  if (size !== file.length && size + 1 !== file.length) return null
  if (file.says('VP8X', 12)) {
    return { width: file.little24(24) + 1, height: file.little24(27) + 1 }
  }
  if (file.says('VP8L', 12) && file.byte(20) === 0x2f) {
    const bits = file.little32(21)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (file.says('VP8 ', 12) && file.says('\x9d\x01\x2a', 23)) {
    return { width: file.little16(26) & 0x3fff, height: file.little16(28) & 0x3fff }
  }
  return null
}
