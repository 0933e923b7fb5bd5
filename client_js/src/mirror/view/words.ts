import type { Whereabouts } from './outline.js'

/** What a mirror says in words, beside the page. */
export interface MirrorWords {
  /** Accessible name of the mirror. */
  readonly title: string
  /** Accessible name of the area that scrolls the mirror when it is larger than its room. */
  readonly scroll: string
  /** Accessible name of the area in which the agent looks around. */
  readonly look: string
  /** Label of the customer's part of the page. */
  readonly customer: Readonly<Record<Whereabouts, string>>
  /** Why a part of the page is grey, by the attribute `reason` of a `box`. */
  readonly reasons: Readonly<Record<string, string>>
  /** The size of the customer's window, CSS pixels. */
  size(width: number, height: number): string
}
