import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import type { ConversationView } from '../signaling/messages.js'
import { controls } from '../ui/controls.js'
import './confirm.js'
import type { Confirm } from './confirm.js'
import type { Desk } from './desk.js'
import { errorSentence } from './errors.js'
import { endsWith, mayHandOver, transferObstacle } from './hand_over.js'
import { panels } from './styles.js'
import { say, t } from './texts.js'
import './transfer_dialog.js'
import type { TransferDialog } from './transfer_dialog.js'

/** What can be done with a whole conversation. */
@customElement('alongside-conversation-menu')
export class ConversationMenu extends LitElement {
  static override styles = [
    controls,
    panels,
    css`
      :host {
        flex: none;
        border-bottom: 1px solid var(--line);
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 2px;
        padding: var(--space-1) var(--space-2);
      }
      .bar .button {
        min-height: 32px;
        padding: 0 var(--space-2);
        font-size: var(--text-small);
      }
      .note {
        padding: 0 var(--space-4) var(--space-2);
      }
    `,
  ]

  @property({ attribute: false }) desk!: Desk
  @property({ attribute: false }) view!: ConversationView
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @query('#end') private readonly end!: Confirm
  @query('#requeue') private readonly requeue!: Confirm
  @query('alongside-transfer-dialog') private readonly transfer!: TransferDialog

  override render(): TemplateResult {
    const { desk, view } = this
    const hands = mayHandOver(view, desk.store.me)
    return html`
      <div class="bar" role="group" aria-label=${t('agent.menu.group')}>
        ${hands && desk.store.may('transfer', view) ? this.#transferButton() : nothing}
        ${
          hands && view.state !== 'queued'
            ? this.#button(t('agent.requeue.button'), () => this.requeue.ask())
            : nothing
        }
        ${this.#button(t('agent.chat.end'), () => this.end.ask())}
      </div>
      ${this.#notes(hands)} ${this.#dialogs()}
    `
  }

  #button(text: string, press: () => void): TemplateResult {
    return html`<button class="button quiet" type="button" @click=${press}>${text}</button>`
  }

  #transferButton(): TemplateResult {
    const obstacle = transferObstacle(this.view)
    return html`<button class="button quiet" type="button"
      aria-disabled=${obstacle ? 'true' : 'false'} aria-describedby=${obstacle ? 'obstacle' : nothing}
      @click=${() => obstacle || this.transfer.ask()}>${t('agent.transfer.button')}</button>`
  }

  #notes(hands: boolean): TemplateResult {
    const obstacle = hands ? transferObstacle(this.view) : null
    // The dialog of the transfer tells what becomes of it by itself.
    const code = this.desk.errorAt(`hand-over:${this.view.conversation}`)
    const error = code ? say(errorSentence(code, 'hand-over')) : ''
    return html`
      ${obstacle ? html`<p id="obstacle" class="note soft">${t(obstacle)}</p>` : nothing}
      <p class=${error ? 'note error' : ''} role="alert">${error}</p>
    `
  }

  #dialogs(): TemplateResult {
    const { desk, view } = this
    return html`
      <alongside-confirm id="requeue"
        .question=${t('agent.requeue.question')}
        .body=${t('agent.requeue.body', { ends: endsWith(view) })}
        .yes=${t('agent.requeue.button')}
        @confirm=${() => desk.requeue(view.conversation)}
      ></alongside-confirm>
      <alongside-confirm id="end"
        .question=${t('agent.chat.end_question')}
        .body=${t('agent.chat.end_body')}
        .yes=${t('agent.chat.end')}
        .tone=${'danger'}
        @confirm=${() => desk.close(view.conversation)}
      ></alongside-confirm>
      <alongside-transfer-dialog .desk=${desk} .view=${view} .revision=${this.revision}>
      </alongside-transfer-dialog>
    `
  }
}
