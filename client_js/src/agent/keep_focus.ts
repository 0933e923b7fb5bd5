import type { LitElement, ReactiveController } from 'lit'

/** For elements whose buttons come and go: where the focused one goes, the focus stays near, on
 * something that a second press of Enter does nothing to. */
export class KeepFocus implements ReactiveController {
  readonly #host: LitElement
  readonly #buttons: string
  readonly #near: string
  #had = false

  /** `buttons`, `near`: selectors; what is near can take the focus (`tabindex`). */
  constructor(host: LitElement, buttons: string, near: string) {
    this.#host = host
    this.#buttons = buttons
    this.#near = near
    host.addController(this)
  }

  hostUpdate(): void {
    this.#had = this.#host.shadowRoot?.activeElement?.matches(this.#buttons) === true
  }

  hostUpdated(): void {
    const root = this.#host.shadowRoot
    if (!this.#had || root === null || root.activeElement !== null) return
    root.querySelector<HTMLElement>(this.#near)?.focus()
  }
}
