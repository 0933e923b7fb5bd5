/**
 * Tells which modal dialog of the page is on top.
 *
 * A modal `<dialog>` makes everything outside of it inert: Stop would be out of reach for as long
 * as the page likes. Dialogs in shadow roots of the page are not seen.
 */
export class TopModal {
  readonly #changed: (top: HTMLDialogElement | null) => void
  readonly #observer = new MutationObserver((records) => this.#observed(records))
  /** In the order in which they became modal. */
  readonly #modals = new Set<HTMLDialogElement>()
  #top: HTMLDialogElement | null = null

  constructor(changed: (top: HTMLDialogElement | null) => void) {
    this.#changed = changed
  }

  /** Idempotent. */
  start(): void {
    const options = { subtree: true, attributes: true, attributeFilter: ['open'] }
    this.#observer.observe(document, options)
    for (const dialog of document.querySelectorAll('dialog')) this.#modals.add(dialog)
    this.check()
  }

  /** Also to be called when the top one may have been removed from the page. */
  check(): void {
    const top = [...this.#modals].filter((one) => one.isConnected && one.matches(':modal')).at(-1)
    if ((top ?? null) === this.#top) return
    this.#top = top ?? null
    this.#changed(this.#top)
  }

  #observed(records: MutationRecord[]): void {
    for (const { target } of records) {
      if (!(target instanceof HTMLDialogElement)) continue
      this.#modals.delete(target)
      if (target.open) this.#modals.add(target)
    }
    this.check()
  }
}
