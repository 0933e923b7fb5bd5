import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { callIcons } from '../../ui/call_icons.js'
import { controls } from '../../ui/controls.js'
import type { Desk } from '../desk.js'
import { customerLabel } from '../labels.js'
import { t } from '../texts.js'
import type { Incoming } from './call_desk.js'

/**
 * Customers who call. In a corner, and without taking the focus: who types an answer to one
 * customer must not accept the call of another by it. Fires `ringing` with the words for who does
 * not see it, and `accepted`.
 */
@customElement('alongside-incoming-calls')
export class IncomingCalls extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        z-index: 10;
        /* Beside what it must not cover: the buttons of a call that goes on. */
        inset-block: 108px auto;
        inset-inline: var(--space-4) auto;
        display: grid;
        gap: var(--space-3);
        width: min(360px, calc(100vw - 32px));
        color: var(--ink);
        font: 400 var(--text) / var(--leading) var(--font);
      }
      [role='alertdialog'] {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-4);
        border: 1px solid var(--line);
        border-inline-start: 5px solid var(--good);
        border-radius: var(--radius-large);
        background: var(--surface-raised);
        box-shadow: var(--shadow-large);
      }
      h2 {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        margin: 0;
        font-size: var(--text-large);
        line-height: 1.3;
      }
      h2 .icon-image {
        color: var(--good);
      }
      p {
        margin: 0;
        color: var(--ink-soft);
      }
      /* Where there is room for one panel only it must not lie on the way to the others. */
      @media (max-width: 959px) {
        :host {
          position: static;
          width: auto;
        }
        [role='alertdialog'] {
          margin: var(--space-2);
        }
      }
      p.ends {
        color: var(--live-soft-ink);
        font-size: var(--text-small);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        padding-top: var(--space-2);
      }
      .buttons .button {
        flex: 1 1 auto;
        padding: 0 var(--space-3);
      }
    `,
  ]

  @property({ attribute: false }) desk!: Desk
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  /** Those that have been told to who does not see the screen. */
  readonly #told = new Set<string>()

  override updated(): void {
    for (const incoming of this.desk.calls.incoming) {
      if (this.#told.has(incoming.request)) continue
      this.#told.add(incoming.request)
      const { kind, body } = wordsOf(incoming, this.desk)
      const detail = t('agent.call.incoming_said', { kind, body })
      this.dispatchEvent(new CustomEvent('ringing', { detail }))
    }
  }

  override render(): TemplateResult {
    return html`${repeat(
      this.desk.calls.incoming,
      ({ request }) => request,
      (incoming) => this.#one(incoming),
    )}`
  }

  #one(incoming: Incoming): TemplateResult {
    const { scope, request } = incoming
    const { kind, body } = wordsOf(incoming, this.desk)
    const ends = this.#ends(incoming)
    return html`<div role="alertdialog" aria-labelledby=${`kind-${request}`} aria-describedby=${`body-${request}`}>
      <h2 id=${`kind-${request}`}>${scope === 'video' ? callIcons.camera : callIcons.phone}${kind}</h2>
      <p id=${`body-${request}`}>${body}</p>
      ${ends ? html`<p class="ends">${t('agent.call.incoming_ends')}</p>` : nothing}
      <div class="buttons">
        <button class="button primary" type="button" @click=${() => this.#accept(incoming, false)}>
          ${t(ends ? 'agent.call.accept_ends' : 'agent.call.accept')}</button>
        ${
          scope === 'video' && !ends
            ? html`<button class="button" type="button" @click=${() => this.#accept(incoming, true)}>
              ${t('agent.call.accept_camera')}</button>`
            : nothing
        }
        <button class="button" type="button" @click=${() => this.desk.calls.decline(incoming)}>
          ${t('agent.call.decline')}</button>
      </div>
    </div>`
  }

  /** Only one call at a time. */
  #ends({ conversation }: Incoming): boolean {
    const { engaged } = this.desk.calls.ledger
    return engaged !== null && engaged !== conversation
  }

  #accept(incoming: Incoming, camera: boolean): void {
    void this.desk.calls.accept(incoming, camera)
    this.dispatchEvent(new CustomEvent('accepted'))
  }
}

/** What a customer's call is called, and who calls. */
export function wordsOf(
  { conversation, scope, upgrade }: Incoming,
  desk: Pick<Desk, 'store'>,
): { kind: string; body: string } {
  const view = desk.store.mine.get(conversation)?.view
  const customer = view ? customerLabel(view) : ''
  if (upgrade) {
    return {
      kind: t('agent.call.incoming_video'),
      body: t('agent.call.incoming_upgrade_body', { customer }),
    }
  }
  const site = view?.site_name ?? ''
  return {
    kind: t(`agent.call.incoming_${scope}`),
    body: t('agent.call.incoming_body', { customer, site }),
  }
}
