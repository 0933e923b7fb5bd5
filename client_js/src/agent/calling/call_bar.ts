import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { callIcons } from '../../ui/call_icons.js'
import { controls } from '../../ui/controls.js'
import { icons } from '../../ui/icons.js'
import type { Desk } from '../desk.js'
import { customerLabel } from '../labels.js'
import { t } from '../texts.js'
import { callTime } from './words.js'

/** The call that goes on while the agent looks at something else. Fires `back` when she wants to see
 * it. */
@customElement('alongside-call-bar')
export class CallBar extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        color: var(--good-soft-ink);
        font: 600 var(--text-small) / 1.4 var(--font);
      }
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-3);
        padding: 6px var(--space-4);
        background: var(--good-soft);
      }
      .words {
        flex: 1;
        font-variant-numeric: tabular-nums;
      }
      .button {
        min-height: 30px;
        padding: 0 var(--space-3);
        font-size: var(--text-small);
      }
      .button[aria-pressed='true'] {
        border-color: transparent;
        background: var(--warn-soft);
        color: var(--warn-soft-ink);
      }
      /* What is in sight has its own buttons. */
      :host([here]) {
        display: none;
      }
      @media (max-width: 959px) {
        :host([here]:not([in-sight])) {
          display: block;
        }
      }
    `,
  ]

  @property({ attribute: false }) desk!: Desk
  /** The panel of the chat, with the call in it, shows where there is room for one only. */
  @property({ type: Boolean, reflect: true, attribute: 'in-sight' }) inSight = false
  /** The conversation of the call is selected. */
  @property({ type: Boolean, reflect: true }) here = false
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  override willUpdate(): void {
    this.here = this.desk.calls.ledger.engaged === this.desk.store.selected
  }

  override render(): TemplateResult | typeof nothing {
    const { calls, store } = this.desk
    const { engaged } = calls.ledger
    const view = engaged === null ? undefined : store.mine.get(engaged)?.view
    if (!view) return nothing
    const call = calls.callIn(engaged)
    const customer = customerLabel(view)
    const since =
      call.kind === 'on' && call.since !== null ? callTime(this.desk.now - call.since) : ''
    const words = t(call.kind === 'on' ? 'agent.call.bar_on' : 'agent.call.bar_calling', {
      customer,
    })
    const { muted } = calls.ledger
    return html`<section aria-label=${t('agent.call.bar')}>
      <span class="words">${words} ${since}</span>
      ${
        call.kind === 'on'
          ? html`<button class="button" type="button" aria-pressed=${muted ? 'true' : 'false'}
              @click=${() => calls.mute(!muted)}>
              ${muted ? callIcons.microphoneOff : callIcons.microphone}${t('agent.call.mute')}</button>`
          : nothing
      }
      <button class="button danger" type="button" @click=${() => calls.leaveFor()}>
        ${callIcons.hangUp}${t('agent.call.hang_up')}</button>
      <button class="button" type="button" @click=${this.#back}>
        ${icons.back}${t('agent.call.back')}</button>
    </section>`
  }

  #back(): void {
    const { engaged } = this.desk.calls.ledger
    if (engaged !== null) this.desk.store.select(engaged)
    this.dispatchEvent(new CustomEvent('back'))
  }
}
