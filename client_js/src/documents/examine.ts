import { Bytes } from './bytes.js'
import { MAX_BYTES, MAX_PIXELS, MAX_SIDE } from './limits.js'
import { measureGif, measureJpeg, measurePng, measureWebp, type Sizes } from './pictures.js'

export type Kind = 'pdf' | 'png' | 'jpeg' | 'webp' | 'gif'

/** Why a file is not shown. The first five need no decoder. */
export type Refusal =
  | 'empty'
  | 'type'
  | 'mixed'
  | 'size'
  | 'pixels'
  | 'damaged'
  | 'encrypted'
  | 'pages'
  | 'slow'

export type Finding =
  | { readonly kind: Kind; readonly refusal: null }
  | { readonly kind: Kind | null; readonly refusal: Refusal }

export const MEDIA_TYPES: Readonly<Record<Kind, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
}

export const KINDS = Object.keys(MEDIA_TYPES) as readonly Kind[]

const MEASURES: Readonly<Record<Exclude<Kind, 'pdf'>, (file: Bytes) => Sizes | null>> = {
  png: measurePng,
  jpeg: measureJpeg,
  webp: measureWebp,
  gif: measureGif,
}

/** As far as browsers and mail programs look to tell what something is. */
const HEAD = 1024
const FOREIGN = /<(?:!doctype|html|script|svg|body|iframe)\b/i
/** After the end of a PDF some printers leave a few bytes. */
const PDF_REST = 64
const PDF_TAIL = 4096
/** The record at the end of a ZIP archive, with the longest comment. */
const ZIP_TAIL = 65_557

/** Tells what a file is by its content, whatever its name says, and whether it may be shown. Decodes
 * nothing; the time it takes is linear in the file. */
export function examine(all: Uint8Array): Finding {
  const file = new Bytes(all)
  if (file.length === 0) return { kind: null, refusal: 'empty' }
  if (file.length > MAX_BYTES) return { kind: null, refusal: 'size' }
  const kind = kindOf(file)
  if (kind === null) return { kind, refusal: 'type' }
  if (isMixed(file, kind)) return { kind, refusal: 'mixed' }
  if (kind === 'pdf') return examinePdf(file)
  return examinePicture(kind, MEASURES[kind](file))
}

function kindOf(file: Bytes): Kind | null {
  // Readers take a PDF that begins later, too; what stands before it would be something else.
  if (file.says('%PDF-')) return 'pdf'
  if (file.says('\x89PNG\r\n\x1a\n')) return 'png'
  if (file.says('\xff\xd8\xff')) return 'jpeg'
  if (file.says('GIF87a') || file.says('GIF89a')) return 'gif'
  if (file.says('RIFF') && file.says('WEBP', 8)) return 'webp'
  return null
}

/** Something else to another program: a web page, an archive, a PDF. */
function isMixed(file: Bytes, kind: Kind): boolean {
  const head = file.text(0, HEAD)
  if (FOREIGN.test(head)) return true
  return (kind !== 'pdf' && head.includes('%PDF-')) || isArchive(file)
}

function isArchive(file: Bytes): boolean {
  const first = Math.max(0, file.length - ZIP_TAIL)
  for (let at = file.length - 22; at >= first; at--) {
    if (file.byte(at) !== 0x50 || !file.says('PK\x05\x06', at)) continue
    if (at + 22 + file.little16(at + 20) <= file.length) return true
  }
  return false
}

function examinePdf(file: Bytes): Finding {
  const tail = file.text(file.length - PDF_TAIL, file.length)
  const end = tail.lastIndexOf('%%EOF')
  if (end === -1 || !tail.includes('startxref')) return { kind: 'pdf', refusal: 'damaged' }
  const rest = tail.slice(end + 5).trim()
  return { kind: 'pdf', refusal: rest.length > PDF_REST ? 'mixed' : null }
}

function examinePicture(kind: Kind, sizes: Sizes | null): Finding {
  if (sizes === null) return { kind, refusal: 'damaged' }
  const { width, height } = sizes
  // A size past the end of the file is no number.
  if (!(width > 0 && height > 0)) return { kind, refusal: 'damaged' }
  const isLarge = width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS
  return { kind, refusal: isLarge ? 'pixels' : null }
}
