import encodeQR from 'qr'

/** A quiet zone of four modules is what ISO/IEC 18004 asks for. */
const BORDER = 4

export interface Drawing {
  /** Modules on a side, with the border. */
  readonly size: number
  /** Of an SVG path: one stroke of squares. */
  readonly path: string
}

/** The QR code of `text`. */
export function qrOf(text: string): Drawing {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: BORDER })
  return { size: rows.length, path: pathOf(rows) }
}

/** Each run of dark modules is one rectangle. */
export function pathOf(rows: readonly (readonly boolean[])[]): string {
  const parts: string[] = []
  for (const [y, row] of rows.entries()) {
    let begin = -1
    for (let x = 0; x <= row.length; x += 1) {
      const dark = row[x] ?? false
      if (dark && begin < 0) begin = x
      if (!dark && begin >= 0) {
        parts.push(`M${begin} ${y}h${x - begin}v1h${begin - x}z`)
        begin = -1
      }
    }
  }
  return parts.join('')
}
