import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { repeat } from 'lit/directives/repeat.js'
import type { ConversationView } from '../signaling/messages.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import './calling/call_panel.js'
import { markLine, talkLine, words } from './chat_parts.js'
import './calling/document_tools.js'
import { chatStyles } from './chat_styles.js'
import { timeOfDay } from './clock.js'
import './conversation_menu.js'
import type { Desk } from './desk.js'
import { errorSentence } from './errors.js'
import { KeepFocus } from './keep_focus.js'
import { customerLabel } from './labels.js'
import type { Conversation } from './state.js'
import { panels } from './styles.js'
import { say, t } from './texts.js'
import { type Row, rowsOf } from './timeline.js'

const NEAR_THE_END_PX = 48

/** The chat of the selected conversation, with what happened in it. Fires `focus-co-browse`. */
@customElement('alongside-chat')
export class Chat extends LitElement {
  static override styles = [controls, panels, chatStyles]

  @property({ attribute: false }) desk!: Desk
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @state() private atEnd = true

  @query('.log') private readonly log!: HTMLElement | null
  @query('#message') private readonly message!: HTMLTextAreaElement | null

  /** What has been typed and not sent, by conversation. */
  readonly #drafts = new Map<string, string>()
  #shown: string | null = null
  #focusWanted = false
  #logSize = ''
  readonly #resized = new ResizeObserver(() => {
    if (!this.log) return
    this.#logSize = `${this.log.clientWidth} ${this.log.clientHeight}`
    if (this.atEnd) this.#toEnd()
  })

  constructor() {
    super()
    // What ends a conversation goes with it.
    new KeepFocus(this, 'alongside-conversation-menu, #message, .composer button', '.log')
  }

  /** Puts the cursor where the agent writes, as soon as the conversation is there. */
  focusMessage(): void {
    this.#focusWanted = true
    this.requestUpdate()
  }

  override render(): TemplateResult {
    const conversation = this.desk.store.current
    if (!conversation) return this.#nothingSelected()
    const { view } = conversation
    // A new log for each conversation: its old lines must not be read out as news.
    return html`
      ${this.#head(conversation)}
      <alongside-call-panel .desk=${this.desk} .conversation=${view.conversation}
        .revision=${this.revision}></alongside-call-panel>
      <alongside-document-tools .desk=${this.desk} .conversation=${view.conversation}
        .revision=${this.revision}></alongside-document-tools>
      ${keyed(view.conversation, this.#log(conversation))}
      ${talkLine(conversation, this.desk.talk.typing(view.conversation))}
      ${this.#foot(view)}
    `
  }

  #foot(view: ConversationView): TemplateResult {
    if (view.state === 'ended') return html`<p class="over soft">${t('agent.chat.over')}</p>`
    return this.desk.store.may('chat', view)
      ? html`${keyed(view.conversation, this.#composer(view.conversation))}`
      : html`<p class="over soft">${t('agent.chat.not_permitted')}</p>`
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#resized.disconnect()
  }

  override updated(_changed: PropertyValues): void {
    const current = this.desk.store.current?.view.conversation ?? null
    if (current !== this.#shown) {
      this.#shown = current
      this.atEnd = true
      this.#resized.disconnect()
      if (this.log) this.#resized.observe(this.log)
      if (this.message && current) this.message.value = this.#drafts.get(current) ?? ''
    }
    if (this.#focusWanted && this.message) {
      this.#focusWanted = false
      this.message.focus()
    }
    if (this.atEnd && this.log) this.log.scrollTop = this.log.scrollHeight
  }

  #nothingSelected(): TemplateResult {
    return html`
      <div class="panel-head"><h2>${t('agent.panel.chat')}</h2></div>
      <div class="empty">
        ${icons.chat}
        <strong>${t('agent.chat.none')}</strong>
        <span class="soft">${t('agent.chat.none_more')}</span>
      </div>
    `
  }

  #head({ view }: Conversation): TemplateResult {
    const presence = view.customer_present ? 'agent.chat.present' : 'agent.chat.absent'
    return html`
      <div class="panel-head">
        <span class="avatar">
          ${icons.chat}
          <span class="presence ${view.customer_present ? 'here' : ''}"></span>
        </span>
        <div class="who">
          <h2>${customerLabel(view)}</h2>
          <p class="soft">${view.site_name}<span class="visually-hidden">. ${t(presence)}</span></p>
        </div>
        ${view.session && view.session.state !== 'ended' ? this.#focusButton() : nothing}
      </div>
      ${
        view.state === 'ended'
          ? nothing
          : keyed(
              view.conversation,
              html`<alongside-conversation-menu .desk=${this.desk} .view=${view}
                .revision=${this.revision}></alongside-conversation-menu>`,
            )
      }
    `
  }

  #focusButton(): TemplateResult {
    const text = t('agent.co_browse.focus')
    return html`<button class="button icon" type="button" aria-label=${text} title=${text}
      @click=${() => this.dispatchEvent(new CustomEvent('focus-co-browse'))}>${icons.eye}</button>`
  }

  #log(conversation: Conversation): TemplateResult {
    const rows = rowsOf(conversation.timeline)
    return html`
      <div class="log-frame">
        <div class="log" role="log" aria-label=${t('chat.log')} tabindex="0" @scroll=${this.#scrolled}>
          ${repeat(
            rows,
            ({ seq }) => seq,
            (row, index) => this.#row(conversation, row, rows[index - 1], rows[index + 1]),
          )}
        </div>
        ${
          this.atEnd
            ? nothing
            : html`<button class="button latest" type="button" @click=${this.#toEnd}>
              ${icons.minimise}${t('agent.chat.latest')}
            </button>`
        }
      </div>
    `
  }

  #row(
    conversation: Conversation,
    row: Row,
    before: Row | undefined,
    after: Row | undefined,
  ): TemplateResult {
    if (row.kind === 'notice') {
      return html`<div class="notice ${row.tone}" aria-live=${row.inPane && isWide() ? 'off' : nothing}>
        <span>${say(row.sentence)}</span>
        ${
          before && timeOfDay(before.at) === timeOfDay(row.at)
            ? nothing
            : html`<time class="soft">${timeOfDay(row.at)}</time>`
        }
      </div>`
    }
    const side = row.by.role === 'customer' ? 'theirs' : 'ours'
    const first = !sameSpeaker(before, row)
    const last = !sameSpeaker(after, row)
    return html`<div class="said ${side} ${first ? 'first' : ''}">
      <span class=${first && this.#isOther(row) ? 'name soft' : 'visually-hidden'}>${this.#speaker(row)}:</span>
      <div class="bubble" dir="auto">${words(row.text)}</div>
      <div class="below">
        ${last ? html`<time class="soft">${timeOfDay(row.at)}</time>` : nothing}
        ${markLine(this.desk.talk.mark(conversation, row.seq))}
      </div>
    </div>`
  }

  #isOther(row: Extract<Row, { kind: 'message' }>): boolean {
    return row.by.role !== 'customer' && row.by.id !== this.desk.store.me?.id
  }

  #speaker(row: Extract<Row, { kind: 'message' }>): string {
    if (row.by.id === this.desk.store.me?.id) return t('chat.you')
    const view = this.desk.store.current?.view
    return row.by.role === 'customer' && view ? customerLabel(view) : row.by.name
  }

  #composer(conversation: string): TemplateResult {
    const code = this.desk.errorAt(`chat:${conversation}`)
    return html`
      <form class="composer" @submit=${this.#submit}>
        <p id="chat-answer" class="error" role="alert">${code ? say(errorSentence(code, 'chat')) : ''}</p>
        <div class="composer-row">
          <textarea id="message" class="field" rows="1" maxlength="4096"
            aria-label=${t('chat.message')} aria-describedby="hint"
            placeholder=${t('agent.chat.placeholder')}
            @input=${this.#typed} @keydown=${this.#key}></textarea>
          <button class="button primary icon" type="submit" aria-label=${t('chat.send')}>
            ${icons.send}
          </button>
        </div>
        <p id="hint" class="visually-hidden">${t('agent.chat.hint')}</p>
      </form>
    `
  }

  #typed(): void {
    if (!this.#shown || !this.message) return
    this.#drafts.set(this.#shown, this.message.value)
    this.desk.talk.typed(this.#shown, this.message.value !== '')
  }

  #key(event: KeyboardEvent): void {
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    void this.#send()
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    void this.#send()
  }

  async #send(): Promise<void> {
    const conversation = this.#shown
    const text = this.message?.value.trim()
    if (!conversation || !this.message) return
    this.message.focus()
    if (!text) return
    this.message.value = ''
    this.#drafts.delete(conversation)
    this.desk.talk.sent()
    this.#toEnd()
    if (await this.desk.write(conversation, text)) return
    // Not sent: back into the field, unless something new has been typed there meanwhile.
    if (!this.#drafts.get(conversation)) {
      this.#drafts.set(conversation, text)
      if (this.#shown === conversation) this.message.value = text
    }
  }

  #scrolled(): void {
    if (!this.log) return
    const { scrollTop, scrollHeight, clientWidth, clientHeight } = this.log
    const size = `${clientWidth} ${clientHeight}`
    // A new size moves the lines, too, but that is not the agent who looks back.
    if (size !== this.#logSize) return
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX
  }

  #toEnd(): void {
    this.atEnd = true
    if (this.log) this.log.scrollTop = this.log.scrollHeight
  }
}

function sameSpeaker(one: Row | undefined, other: Row): boolean {
  if (one?.kind !== 'message' || other.kind !== 'message') return false
  return one.by.id === other.by.id && Math.abs(one.at - other.at) < 300
}

/** The co-browse pane is beside the chat: what both say is read out once. */
function isWide(): boolean {
  return matchMedia('(min-width: 960px)').matches
}
