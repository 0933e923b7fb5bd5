import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, state } from 'lit/decorators.js'

const SHOWN_MS = 6000

/** Tells in a corner that something was done: `toast(this, t('admin.saved'))`. */
export function toast(from: HTMLElement, text: string): void {
  from.dispatchEvent(new CustomEvent('toast', { detail: text, bubbles: true, composed: true }))
}

/** Shows what it is told, for a while. The shell has one. */
@customElement('alongside-toast')
export class Toast extends LitElement {
  static override styles = css`
    :host {
      position: fixed;
      inset-block-end: var(--space-4);
      inset-inline: var(--space-4);
      z-index: 5;
      display: grid;
      justify-items: center;
      pointer-events: none;
    }
    p {
      max-width: 480px;
      margin: 0;
      padding: var(--space-3) var(--space-4);
      border: 1px solid transparent;
      border-radius: var(--radius);
      background: var(--ink);
      color: var(--surface);
      font: 600 var(--text) / var(--leading) var(--font);
      box-shadow: var(--shadow-large);
    }
  `

  @state() private text = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  show(text: string): void {
    this.text = text
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.text = ''
    }, SHOWN_MS)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  override render(): TemplateResult {
    return html`<div role="status">${this.text ? html`<p>${this.text}</p>` : nothing}</div>`
  }
}
