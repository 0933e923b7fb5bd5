/** Not in TypeScript's library yet: https://www.w3.org/TR/intersection-observer-2/ */
interface Sighting extends IntersectionObserverEntry {
  readonly isVisible?: boolean
}

/** The least that browsers accept for `trackVisibility`. */
const EVERY_MS = 100
/** By then the browser has looked once. */
const PATIENCE_MS = 1_000

/**
 * Whether a dialog of ours is seen as it is: the page can put things of its own over it that let the
 * pointer through. Browsers that cannot tell count as seeing it.
 */
export class InSight {
  readonly #changed: () => void
  readonly #observer: IntersectionObserver
  #dialog: Element | null = null
  /** Null until the browser has looked. */
  #visible: boolean | null = null
  #waiting: (() => void)[] = []
  #refused = false

  /** `changed`: `refused` is another one. */
  constructor(changed: () => void) {
    this.#changed = changed
    const options = { trackVisibility: true, delay: EVERY_MS, threshold: [0, 1] }
    this.#observer = new IntersectionObserver((entries) => this.#looked(entries), options)
  }

  /** A click was not let through: something covers the dialog. */
  get refused(): boolean {
    return this.#refused
  }

  /** Idempotent. */
  watch(dialog: Element | null): void {
    if (dialog === this.#dialog) return
    this.#observer.disconnect()
    this.#dialog = dialog
    this.#visible = null
    this.#refused = false
    this.#waiting = []
    if (dialog !== null) this.#observer.observe(dialog)
  }

  /** Does it, if she sees what she has clicked. */
  act(consequence: () => void): void {
    if (this.#visible !== null) {
      this.#decide(consequence)
      return
    }
    const dialog = this.#dialog
    const decide = (): void => {
      if (dialog === this.#dialog) this.#decide(consequence)
    }
    this.#waiting.push(decide)
    setTimeout(() => this.#settle(), PATIENCE_MS)
  }

  #decide(consequence: () => void): void {
    this.#refused = this.#visible !== true
    if (this.#refused) this.#changed()
    else consequence()
  }

  #looked(entries: readonly Sighting[]): void {
    const last = entries.at(-1)
    if (last === undefined) return
    this.#visible = last.isVisible ?? true
    this.#settle()
  }

  #settle(): void {
    for (const decide of this.#waiting.splice(0)) decide()
  }
}
