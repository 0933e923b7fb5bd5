/** What the viewer's frame and the window around it tell each other, over a port of their own. The
 * frame decodes what strangers have made: whatever it says is checked. */
import type { Kind, Refusal } from './examine.js'
import { MAX_PAGES } from './limits.js'
import { type Ink, isPage, readInk, readLook } from './messages.js'
import type { View } from './shared_document.js'

export type Tool = 'point' | 'laser' | 'pen'

export type ToFrame =
  | {
      readonly type: 'open'
      readonly kind: Kind
      readonly bytes: ArrayBuffer
      /** Milliseconds that opening and painting may take. */
      readonly within: number
    }
  /** Is it? A frame that does not answer has been made to hang, or is gone. */
  | { readonly type: 'there' }
  | ({ readonly type: 'look' } & View)
  | { readonly type: 'tool'; readonly tool: Tool }
  /** Of the pens: here, there, and of agents by their number. */
  | {
      readonly type: 'colours'
      readonly own: string
      readonly other: string
      readonly agents: readonly string[]
    }
  | { readonly type: 'ink'; readonly ink: Ink }
  | { readonly type: 'clear' }
  /** The list of pages. `label`: what it is called; `right`: on that side. */
  | {
      readonly type: 'list'
      readonly open: boolean
      readonly label: string
      readonly right: boolean
    }
  | { readonly type: 'find'; readonly text: string; readonly back: boolean }

export type FromFrame =
  | { readonly type: 'there' }
  | { readonly type: 'opened'; readonly pages: number }
  /** That page can be seen. */
  | { readonly type: 'painted'; readonly page: number }
  | { readonly type: 'failed'; readonly why: Refusal }
  | ({ readonly type: 'looked' } & View)
  | { readonly type: 'ink'; readonly ink: Ink }
  /** She has chosen that page in the list. */
  | { readonly type: 'turned'; readonly page: number }
  /** She has closed the list of pages within the frame. */
  | { readonly type: 'unlisted' }
  | { readonly type: 'found'; readonly found: boolean }

const WHYS: readonly unknown[] = ['damaged', 'encrypted', 'pages', 'slow', 'pixels']

export function fromFrame(data: unknown): FromFrame | null {
  if (typeof data !== 'object' || data === null) return null
  const { type, pages, page, why, found, ink, ...more } = data as Readonly<Record<string, unknown>>
  switch (type) {
    case 'there':
    case 'unlisted':
      return { type }
    case 'opened':
      if (!Number.isSafeInteger(pages)) return null
      return (pages as number) >= 1 && (pages as number) <= MAX_PAGES
        ? { type, pages: pages as number }
        : { type: 'failed', why: 'pages' }
    case 'painted':
    case 'turned':
      return isPage(page) ? { type, page } : null
    case 'failed':
      return { type, why: WHYS.includes(why) ? (why as Refusal) : 'damaged' }
    case 'looked': {
      const look = readLook('', { ...more, page, revision: 0 })
      return look && { type, page: look.page, zoom: look.zoom, x: look.x, y: look.y }
    }
    case 'ink': {
      const read = readInk(ink)
      return read && { type, ink: read }
    }
    case 'found':
      return typeof found === 'boolean' ? { type, found } : null
    default:
      return null
  }
}
