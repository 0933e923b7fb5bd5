/** Reads big files without copying them. */
export class Bytes {
  readonly #view: DataView

  constructor(readonly all: Uint8Array) {
    this.#view = new DataView(all.buffer, all.byteOffset, all.byteLength)
  }

  get length(): number {
    return this.all.length
  }

  /** Whether these characters stand at `at`. */
  says(text: string, at = 0): boolean {
    if (at < 0 || at + text.length > this.length) return false
    for (let index = 0; index < text.length; index++) {
      if (this.all[at + index] !== text.charCodeAt(index)) return false
    }
    return true
  }

  /** As characters of one byte each. */
  text(from: number, to: number): string {
    const part = this.all.subarray(Math.max(0, from), Math.min(this.length, to))
    return Array.from(part, (byte) => String.fromCharCode(byte)).join('')
  }

  /** NaN past the end, which is smaller than nothing and equal to nothing. */
  byte(at: number): number {
    return this.all[at] ?? Number.NaN
  }

  big16(at: number): number {
    return at + 2 <= this.length ? this.#view.getUint16(at) : Number.NaN
  }

  big32(at: number): number {
    return at + 4 <= this.length ? this.#view.getUint32(at) : Number.NaN
  }

  little16(at: number): number {
    return at + 2 <= this.length ? this.#view.getUint16(at, true) : Number.NaN
  }

  little24(at: number): number {
    return this.little16(at) + this.byte(at + 2) * 65_536
  }

  little32(at: number): number {
    return at + 4 <= this.length ? this.#view.getUint32(at, true) : Number.NaN
  }
}
