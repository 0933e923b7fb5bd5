import { TopModal } from './top_modal.js'

/** A page that removes our element again and again wants to be rid of it. */
const MOST_RETURNS = 50

/**
 * The one element of ours in the customer's page. Everything else is in its closed shadow root:
 * the page's styles, scripts and `elementFromPoint` end at the host.
 *
 * It lives beside the body: frameworks replace the body's children, and its transforms would move
 * what is fixed to the window. While the page shows a modal dialog it moves in there, as a
 * popover, so that neither the dialog's inertness nor its box reaches it.
 */
export class Host {
  readonly element: HTMLElement
  readonly root: ShadowRoot
  readonly #returned: () => void
  readonly #removals: MutationObserver
  readonly #topModal: TopModal
  #home: HTMLDialogElement | null = null
  #returns = 0

  /** `returned` is called when the element has been taken out of the page and put back. */
  constructor(sheets: readonly CSSStyleSheet[], returned: () => void) {
    this.#returned = returned
    this.element = document.createElement('div')
    this.root = this.element.attachShadow({ mode: 'closed' })
    this.root.adoptedStyleSheets = [...sheets]
    for (const type of ['keydown', 'keypress', 'keyup', 'input', 'paste', 'copy', 'cut']) {
      // What she types to support is none of the page's keyboard shortcuts.
      this.root.addEventListener(type, (event) => event.stopPropagation())
    }
    this.#removals = new MutationObserver(() => this.#putBack())
    this.#topModal = new TopModal((top) => this.#moveTo(top))
  }

  /** Idempotent. */
  start(): void {
    if (this.element.isConnected || this.#returns > 0) return
    this.#place()
    this.#topModal.start()
  }

  #putBack(): void {
    if (this.element.isConnected || this.#returns >= MOST_RETURNS) return
    this.#returns++
    // A dialog that was removed together with us is not on top any more: then this moves us.
    this.#topModal.check()
    if (!this.element.isConnected) this.#moveTo(this.#home)
  }

  #moveTo(home: HTMLDialogElement | null): void {
    this.#home = home
    this.#place()
    this.#returned()
  }

  #place(): void {
    const parent = this.#home ?? document.documentElement
    if (parent === null) return
    if (this.element.matches(':popover-open')) this.element.hidePopover()
    this.element.popover = this.#home === null ? null : 'manual'
    parent.append(this.element)
    if (this.#home !== null) this.element.showPopover()
    this.#removals.disconnect()
    // A dialog can go with any of its ancestors; the root's children are few.
    this.#removals.observe(document, { childList: true, subtree: this.#home !== null })
    this.#removals.observe(parent, { childList: true })
  }
}
