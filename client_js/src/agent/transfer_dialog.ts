import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import type { AgentView, ConversationView } from '../signaling/messages.js'
import { controls } from '../ui/controls.js'
import type { Desk } from './desk.js'
import { dialogStyles } from './dialog_styles.js'
import { errorSentence } from './errors.js'
import { endsWith, mayStayShared, receiversOf } from './hand_over.js'
import { wordsOf } from './inbox_groups.js'
import { customerLabel } from './labels.js'
import { panels } from './styles.js'
import { say, t } from './texts.js'

/** From here on a name is found faster by typing. */
const MANY = 6

/** Who of the agents shall have the conversation. `ask()` opens it. */
@customElement('alongside-transfer-dialog')
export class TransferDialog extends LitElement {
  static override styles = [
    controls,
    panels,
    dialogStyles,
    css`
      :host {
        display: contents;
      }
      h2 {
        font-size: var(--text-large);
      }
      fieldset {
        max-height: 240px;
        margin: var(--space-4) 0 0;
        padding: 0;
        border: 0;
        overflow-y: auto;
      }
      .search {
        margin-top: var(--space-4);
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 44px;
        padding: var(--space-2) var(--space-3);
        border-radius: var(--radius);
        cursor: pointer;
      }
      label:hover {
        background: var(--surface-hover);
      }
      label:has(:checked) {
        background: var(--accent-soft);
        color: var(--accent-soft-ink);
      }
      label:has(:checked) .soft {
        color: inherit;
      }
      input[type='checkbox'] {
        flex: none;
        width: 18px;
        height: 18px;
        margin: 0;
        accent-color: var(--accent);
      }
      input[type='radio'] {
        flex: none;
        width: 18px;
        height: 18px;
        margin: 0;
        border-radius: 50%;
        accent-color: var(--accent);
      }
      .name {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
        font-weight: 600;
      }
      .nobody {
        margin-top: var(--space-4);
        padding: var(--space-4);
        border-radius: var(--radius);
        background: var(--surface-sunken);
        text-align: center;
      }
      .error {
        margin-top: var(--space-3);
        color: var(--live-soft-ink);
      }
      .error:empty {
        display: none;
      }
    `,
  ]

  @property({ attribute: false }) desk!: Desk
  @property({ attribute: false }) view!: ConversationView
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @state() private chosen: string | null = null
  @state() private search = ''
  @state() private unchosen = false
  /** The page stays shared. */
  @state() private warm = true

  @query('dialog') private readonly dialog!: HTMLDialogElement

  ask(): void {
    if (this.dialog.open) return
    this.chosen = null
    this.unchosen = false
    this.search = ''
    this.warm = true
    this.desk.clearError(this.#place)
    this.dialog.showModal()
  }

  override render(): TemplateResult {
    const receivers = receiversOf(this.desk.store.agents, this.view)
    const customer = customerLabel(this.view)
    return html`
      <dialog aria-labelledby="question" aria-describedby="body">
        <form @submit=${this.#submit}>
          <h2 id="question">${t('agent.transfer.question', { customer })}</h2>
          <p id="body">
            ${
              this.#warm
                ? t('agent.transfer.body_warm')
                : t('agent.transfer.body', { ends: endsWith(this.view) })
            }
          </p>
          ${receivers.length > 0 ? this.#choice(receivers) : this.#nobody()}
          ${receivers.length > 0 && mayStayShared(this.view) ? this.#warmth() : nothing}
          <p class="error" role="alert">${this.#error}</p>
          <div class="buttons">
            <button class="button" type="button" @click=${this.#close}>${t('agent.cancel')}</button>
            ${
              receivers.length > 0
                ? html`<button class="button primary" type="submit">${t('agent.transfer.button')}</button>`
                : nothing
            }
          </div>
        </form>
      </dialog>
    `
  }

  #choice(receivers: readonly AgentView[]): TemplateResult {
    const words = wordsOf(this.search)
    const found = receivers.filter(({ person }) => {
      const name = wordsOf(person.name).join(' ')
      return words.every((word) => name.includes(word))
    })
    return html`
      ${
        receivers.length >= MANY
          ? html`<input class="field search" type="search" aria-label=${t('agent.transfer.search')}
            placeholder=${t('agent.transfer.search')} maxlength="100" .value=${this.search}
            @input=${this.#searched} />`
          : nothing
      }
      <fieldset aria-label=${t('agent.transfer.list')}>
        ${repeat(found, ({ person }) => person.id, this.#agent)}
      </fieldset>
      <p role="status" class="soft">${found.length === 0 ? t('agent.transfer.not_found') : ''}</p>
    `
  }

  readonly #agent = ({ person, conversations }: AgentView): TemplateResult => html`<label>
    <input type="radio" name="to" .value=${person.id} .checked=${this.chosen === person.id}
      @change=${() => this.#choose(person.id)} />
    <span class="name">${person.name}</span>
    <span class="soft">${t('agent.transfer.load', { count: conversations })}</span>
  </label>`

  #warmth(): TemplateResult {
    return html`<label class="warmth">
      <input type="checkbox" .checked=${this.warm}
        @change=${(event: Event) => this.#warmed(event)} />
      <span>${t('agent.transfer.warm')}</span>
    </label>`
  }

  get #warm(): boolean {
    return this.warm && mayStayShared(this.view)
  }

  #warmed(event: Event): void {
    this.warm = (event.target as HTMLInputElement).checked
  }

  #nobody(): TemplateResult {
    return html`<div class="nobody" role="status">
      <strong>${t('agent.transfer.nobody')}</strong>
      <p class="soft">${t('agent.transfer.nobody_more')}</p>
    </div>`
  }

  get #error(): string {
    if (this.unchosen) return t('agent.transfer.choose')
    const code = this.desk.errorAt(this.#place)
    return code ? say(errorSentence(code, 'hand-over')) : ''
  }

  get #place(): string {
    return `hand-over:${this.view.conversation}`
  }

  #choose(person: string): void {
    this.chosen = person
    this.unchosen = false
    this.desk.clearError(this.#place)
  }

  #searched(event: InputEvent): void {
    this.search = (event.target as HTMLInputElement).value
    // Nobody out of sight stays chosen.
    this.chosen = null
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const { chosen } = this
    // Who has gone meanwhile is not chosen any more.
    const agents = receiversOf(this.desk.store.agents, this.view)
    this.unchosen = !agents.some(({ person }) => person.id === chosen)
    if (chosen === null || this.unchosen) return
    if (await this.desk.transfer(this.view.conversation, chosen, this.#warm)) this.#close()
  }

  #close(): void {
    this.dialog.close()
    this.desk.clearError(this.#place)
  }
}
