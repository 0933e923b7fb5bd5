/** What travels in a batch: docs/mirror.md, "Batches". The view checks every value itself. */

export const HTML = 0
export const SVG = 1
export const MATHML = 2

export type Namespace = typeof HTML | typeof SVG | typeof MATHML

export type ElementRecord = [
  id: number,
  namespace: Namespace,
  tag: string,
  attributes: Record<string, string>,
]
export type TextRecord = [id: number, text: string]
export type Item = number | ElementRecord | TextRecord

export const OFF = 0
export const ON = 1
export const INDETERMINATE = 2

export const CLOSED = 0
export const MODAL = 1
export const POPOVER = 2

export type Operation =
  | ['start', generation: number, root: number, mode: 'standards' | 'quirks']
  | ['ready', generation: number]
  | ['view', width: number, height: number]
  | ['d', parent: number, children: number[]]
  | ['c', parent: number, head: number, tail: number, items: Item[]]
  | ['h', host: number, root: number]
  | ['a', id: number, changes: Record<string, string | null>]
  | ['t', id: number, text: string]
  | ['v', id: number, value: string]
  | ['k', id: number, state: typeof OFF | typeof ON | typeof INDETERMINATE]
  | ['o', select: number, options: number[]]
  | ['s', id: number, state: typeof CLOSED | typeof MODAL | typeof POPOVER]
  | ['p', id: number, x: number, y: number]
  | ['y', id: number, css: string, media: string]
  | ['l', root: number, sheets: number[]]
  | ['i', id: number, width: number, height: number]
  | ['m', asset: number, hash: string | null]

/** Reference to content that travels on `assets`. */
export function assetReference(asset: number): string {
  return `asset:${asset}`
}

/** The number in an asset reference; null when it is none. */
export function assetNumber(reference: string): number | null {
  const match = /^asset:(\d{1,15})$/.exec(reference)
  return match ? Number(match[1]) : null
}

/** `data:` URLs that may stand in a mirrored page: pictures and fonts, which run nothing there. */
export function isPlainData(url: string): boolean {
  return /^data:(image\/|font\/|application\/(x-)?font-)/i.test(url)
}
