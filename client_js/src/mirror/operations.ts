/** What travels in a batch: docs/mirror.md, "Batches". The view checks every value itself. */

export const HTML = 0
export const SVG = 1
export const MATHML = 2

export type Namespace = typeof HTML | typeof SVG | typeof MATHML

/** A new element: its tag and attributes, or the number of a definition with both. */
export type ElementItem =
  | [tag: string, attributes: Attributes, children?: Item[], inner?: Item[]]
  | [definition: number, children?: Item[], inner?: Item[]]
/** A new text, a new element, or the id of a known node. */
export type Item = string | ElementItem | number
export type Attributes = Record<string, string>

export const OFF = 0
export const ON = 1
export const INDETERMINATE = 2

export const CLOSED = 0
export const MODAL = 1
export const POPOVER = 2

/** Of `u`. */
export const HOVER = 0
export const ACTIVE = 1
export const FOCUS = 2
export const FOCUS_VISIBLE = 3
export type PointedState = typeof HOVER | typeof ACTIVE | typeof FOCUS | typeof FOCUS_VISIBLE

/** How an animation runs: docs/mirror.md, "Animations". */
export interface AnimationState {
  css: string | null
  pseudo: string | null
  state: AnimationPlayState
  rate: number
  time: number
  timing?: Record<string, string | number | undefined>
  keyframes?: Record<string, string | number | null>[]
}

export type Mode = 'standards' | 'quirks'

export type Operation =
  | ['start', generation: number, mode: Mode]
  | ['ready', generation: number]
  | ['whole', generation: number]
  | ['view', width: number, height: number]
  | ['e', numbers: number[]]
  | ['f']
  | ['d', parent: number, children: number[]]
  | ['c', parent: number, head: number, tail: number, items: Item[]]
  | ['h', host: number, mode: Mode | '', items: Item[]]
  | ['a', id: number, changes: Record<string, string | null>]
  | ['t' | 'v', id: number, text: string]
  | ['t' | 'v', id: number, head: number, tail: number, text: string]
  | ['k', id: number, state: typeof OFF | typeof ON | typeof INDETERMINATE]
  | ['o', select: number, options: number[]]
  | ['s', id: number, state: typeof CLOSED | typeof MODAL | typeof POPOVER]
  | ['p', id: number, x: number, y: number]
  | ['y', sheet: number, media: string]
  | ['r', sheet: number, head: number, tail: number, rules: string[]]
  | ['l', root: number, sheets: number[]]
  | ['u', state: PointedState, id: number]
  | ['x']
  | ['x', anchor: number, anchorOffset: number, focus: number, focusOffset: number]
  | ['n', id: number, key: number, animation: AnimationState | null]
  | ['i', id: number, width: number, height: number]
  | ['m', asset: number, hash: string | null]
  | ['q', id: number, sum: number]

const PREFIXES: Record<Namespace, string> = { [HTML]: '', [SVG]: 'svg:', [MATHML]: 'math:' }

/** A tag as it travels. */
export function qualifiedTag(namespace: Namespace, tag: string): string {
  return PREFIXES[namespace] + tag
}

/** The other way round. */
export function splitTag(qualified: string): [Namespace, string] {
  for (const namespace of [SVG, MATHML] as const) {
    const prefix = PREFIXES[namespace]
    if (qualified.startsWith(prefix)) return [namespace, qualified.slice(prefix.length)]
  }
  return [HTML, qualified]
}

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
