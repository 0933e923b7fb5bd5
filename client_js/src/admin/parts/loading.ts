import { html, type LitElement, type ReactiveController, type TemplateResult } from 'lit'
import { t } from '../texts.js'
import { errorText } from './errors.js'

type Stage<T> = { at: 'loading' } | { at: 'failed'; error: unknown } | { at: 'here'; value: T }

/**
 * What a page shows and the server has: loaded when the element appears, again by `reload()`, and
 * every `everyMs` while somebody looks. A failure of a later load keeps what is shown, and says so.
 *
 *     readonly #sites = new Loading(this, () => all<Site>('/sites', 'sites'))
 *     override render() { return this.#sites.draw((sites) => html`...`) }
 */
export class Loading<T> implements ReactiveController {
  readonly #host: LitElement
  readonly #load: () => Promise<T>
  readonly #everyMs: number
  #stage: Stage<T> = { at: 'loading' }
  #stale: unknown = null
  #timer: ReturnType<typeof setInterval> | undefined
  /** The latest load; what comes of an earlier one is old. */
  #turn = 0

  constructor(host: LitElement, load: () => Promise<T>, everyMs = 0) {
    this.#host = host
    this.#load = load
    this.#everyMs = everyMs
    host.addController(this)
  }

  get value(): T | null {
    return this.#stage.at === 'here' ? this.#stage.value : null
  }

  hostConnected(): void {
    void this.reload()
    if (this.#everyMs === 0) return
    this.#timer = setInterval(() => {
      if (document.visibilityState === 'visible') void this.reload()
    }, this.#everyMs)
  }

  hostDisconnected(): void {
    clearInterval(this.#timer)
    this.#turn++
  }

  async reload(): Promise<void> {
    const turn = ++this.#turn
    try {
      const value = await this.#load()
      if (turn === this.#turn) this.set(value)
    } catch (error) {
      if (turn !== this.#turn) return
      if (this.#stage.at === 'here') this.#stale = error
      else this.#stage = { at: 'failed', error }
      this.#host.requestUpdate()
    }
  }

  /** As it is now, by an answer that came another way. */
  set(value: T): void {
    this.#stage = { at: 'here', value }
    this.#stale = null
    this.#host.requestUpdate()
  }

  draw(here: (value: T) => TemplateResult): TemplateResult {
    switch (this.#stage.at) {
      case 'loading':
        return html`<p class="state" role="status">${t('admin.loading')}</p>`
      case 'failed':
        return this.#failed(this.#stage.error)
      case 'here':
        return this.#stale === null
          ? here(this.#stage.value)
          : html`${this.#failed(this.#stale)}${here(this.#stage.value)}`
    }
  }

  #failed(error: unknown): TemplateResult {
    return html`<div class="notice bad" role="alert">
      <span>${errorText(error)}</span>
      <button class="button" type="button" @click=${() => void this.reload()}>
        ${t('admin.again')}
      </button>
    </div>`
  }
}
