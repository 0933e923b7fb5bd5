/** One opened document, whatever it is. Pages count from 1. */
export interface Source {
  readonly pages: number
  /** In CSS pixels at its natural size. */
  size(page: number): Promise<Size>
  /** Paints `page` to fill a new element; null: another one was wanted meanwhile. */
  paint(page: number, scale: number): Promise<HTMLElement | null>
  /** A small picture of `page`, so many pixels wide. */
  small(page: number, width: number): Promise<HTMLElement>
  words(page: number): Promise<readonly Word[]>
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** A piece of text, and its box in parts of the page. */
export interface Word {
  readonly text: string
  readonly box: readonly [x: number, y: number, width: number, height: number]
}
