import { isHtml, parentElement, query, textContent } from './dom.js'
import type { RedactionPolicy } from './policy.js'
import { Redaction, type Treatment } from './redaction.js'
import { secretsOf } from './secrets.js'

/** Where the customer is, as far as agents may know. */
export interface Name {
  /** Origin and path, never the query or the fragment; with mode `private` only the origin. */
  address: string
  title: string
}

const LONGEST_TITLE = 200

/** What may be told of where the customer is; redaction decides here as for the page itself. */
export class PageName {
  readonly #window: Window
  #policy: RedactionPolicy
  #redaction: Redaction
  #href = ''

  constructor(window: Window, policy: RedactionPolicy) {
    this.#window = window
    this.#policy = policy
    this.#redaction = this.#judge()
  }

  setPolicy(policy: RedactionPolicy): void {
    if (policy === this.#policy) return
    this.#policy = policy
    this.#redaction = this.#judge()
  }

  /** Null on a page that is not shared. */
  read(): Name | null {
    const { location } = this.#window
    // Rules are for addresses.
    if (location.href !== this.#href) this.#redaction = this.#judge()
    if (!this.#redaction.isPageShared()) return null
    return { address: this.#address(), title: this.#title() }
  }

  #judge(): Redaction {
    this.#href = this.#window.location.href
    return new Redaction(this.#window, new Set(), secretsOf(this.#window), this.#policy)
  }

  #address(): string {
    const { origin, pathname } = this.#window.location
    if (this.#redaction.mode === 'private') return origin
    const path = decoded(pathname)
    return this.#redaction.text(path, 'show') === path ? origin + pathname : origin
  }

  #title(): string {
    for (const element of query(this.#window.document, 'title')) {
      if (!isHtml(element)) continue
      const text = (textContent(element) ?? '').replace(/\s+/g, ' ').trim()
      return this.#redaction.text(text.slice(0, LONGEST_TITLE), this.#treatment(element))
    }
    return ''
  }

  #treatment(element: Element): Treatment {
    const parent = parentElement(element)
    const inherited = parent ? this.#treatment(parent) : this.#redaction.outermost
    return this.#redaction.treatment(element, inherited)
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
