import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import type { ConversationView } from '../signaling/messages.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import { duration, timeOfDay } from './clock.js'
import type { Desk } from './desk.js'
import { errorSentence } from './errors.js'
import { inboxStyles } from './inbox_styles.js'
import { badgesOf, customerLabel } from './labels.js'
import { type Conversation, unreadIn } from './state.js'
import { panels } from './styles.js'
import { type Key, locale, say, t } from './texts.js'
import { lastOf } from './timeline.js'

interface Line {
  id: string
  /** Stands above the first line of a group. */
  heading: { key: Key; count: number } | null
  body: TemplateResult
}

/** The queue and the agent's conversations. Fires `chosen` when the agent wants to see one. */
@customElement('alongside-inbox')
export class Inbox extends LitElement {
  static override styles = [controls, panels, inboxStyles]

  @property({ attribute: false }) desk!: Desk
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @state() private codeMissing = false

  @query('#code') private readonly code!: HTMLInputElement

  override render(): TemplateResult {
    const lines = this.#lines()
    return html`
      <div class="panel-head"><h2>${t('agent.inbox.list')}</h2></div>
      <div class="scroll">
        <ul aria-label=${t('agent.inbox.list')}>
          ${
            lines.length > 0
              ? repeat(
                  lines,
                  ({ id }) => id,
                  (line) => this.#item(line),
                )
              : html`<li class="empty">
                ${icons.chat}
                <strong>${t('agent.inbox.empty')}</strong>
                <span class="soft">${t('agent.inbox.empty_more')}</span>
              </li>`
          }
        </ul>
      </div>
      ${this.#joinForm()}
    `
  }

  #lines(): Line[] {
    const { queue, mine } = this.desk.store
    const waiting = [...queue.values()].sort((a, b) => a.queued_at - b.queued_at)
    // Not by the newest message: a list that moves under the pointer gets the wrong clicks.
    const all = [...mine.values()].sort((a, b) => b.view.queued_at - a.view.queued_at)
    const open = all.filter(({ view }) => view.state !== 'ended')
    const over = all.filter(({ view }) => view.state === 'ended')
    return [
      ...grouped('agent.inbox.queue', waiting, (view) => ({
        id: view.conversation,
        body: this.#queued(view),
      })),
      ...grouped('agent.inbox.mine', open, (one) => this.#mineLine(one)),
      ...grouped('agent.inbox.over', over, (one) => this.#mineLine(one)),
    ]
  }

  #item({ heading, body }: Line): TemplateResult {
    return html`<li>
      ${
        heading
          ? html`<div class="group"><span>${t(heading.key)}</span><span>${heading.count}</span></div>`
          : nothing
      }
      ${body}
    </li>`
  }

  #queued(view: ConversationView): TemplateResult {
    const id = view.conversation
    const waited = duration(this.desk.now - view.queued_at, locale())
    const code = this.desk.errorAt(`accept:${id}`)
    return html`
      <div class="card queued">
        <span class="avatar">${icons.chat}</span>
        <div class="about" id=${`about-${id}`}>
          <div class="row"><strong>${customerLabel(view)}</strong></div>
          <div class="soft clip">${view.site_name}</div>
          <div class="badges">
            <span class="badge warn">${t('agent.inbox.waiting_for', { duration: waited })}</span>
            ${this.#badges(view)}
          </div>
        </div>
        <button class="button primary small" type="button" aria-describedby=${`about-${id}`}
          @click=${() => this.#accept(id)}>
          ${t('agent.inbox.accept')}
        </button>
        ${code ? html`<p class="error" role="alert">${say(errorSentence(code, 'accept'))}</p>` : nothing}
      </div>
    `
  }

  #mineLine(conversation: Conversation): Omit<Line, 'heading'> {
    const { view } = conversation
    const id = view.conversation
    const selected = this.desk.store.selected === id
    const unread = unreadIn(conversation)
    const customer = customerLabel(view)
    const body = html`
      <div class="card ${selected ? 'selected' : ''} ${unread > 0 ? 'unread' : ''}">
        <button class="choose" type="button" aria-current=${selected ? 'true' : 'false'}
          @click=${() => this.#choose(id)}>
          <span class="avatar">${icons.chat}</span>
          <span class="about">
            <span class="row">
              <strong>${customer}</strong>
              <span class="soft time">${timeOfDay(newest(conversation))}</span>
            </span>
            <span class="row">
              <span class="soft clip">${preview(conversation)}</span>
              ${
                unread > 0
                  ? html`<span class="count" aria-hidden="true">${unread}</span>
                    <span class="visually-hidden">${t('agent.inbox.unread', { count: unread })}</span>`
                  : nothing
              }
            </span>
            <span class="badges"><span class="soft clip site">${view.site_name}</span>${this.#badges(view)}</span>
          </span>
        </button>
        ${
          view.state === 'ended'
            ? html`<button class="button quiet icon dismiss" type="button"
              aria-label=${t('agent.inbox.dismiss', { customer })}
              @click=${() => this.desk.store.dismiss(id)}>${icons.close}</button>`
            : nothing
        }
      </div>
    `
    return { id, body }
  }

  #badges(view: ConversationView): TemplateResult[] {
    return badgesOf(view).map(
      ({ key, tone }) => html`<span class="badge ${tone}">
        ${tone === 'live' ? html`<span class="dot"></span>` : nothing}${t(key)}
      </span>`,
    )
  }

  #joinForm(): TemplateResult {
    const code = this.desk.errorAt('join')
    const error = this.codeMissing
      ? t('agent.join.empty')
      : code
        ? say(errorSentence(code, 'join'))
        : ''
    return html`
      <form class="join" @submit=${this.#join} aria-labelledby="join-heading">
        <h3 id="join-heading">${t('agent.join.heading')}</h3>
        <div class="join-row">
          <input id="code" class="field" dir="ltr" aria-label=${t('session.code')} autocomplete="off"
            autocapitalize="characters" spellcheck="false" maxlength="32" placeholder="ABCD-1234"
            aria-describedby="join-answer" aria-invalid=${error ? 'true' : 'false'}
            @input=${this.#typed} />
          <button class="button" type="submit">${t('agent.join.submit')}</button>
        </div>
        <p id="join-answer" role="alert" class=${error ? 'error' : 'soft'}>
          ${error || t('agent.join.hint')}
        </p>
      </form>
    `
  }

  #typed(): void {
    this.codeMissing = false
    this.desk.clearError('join')
  }

  async #accept(id: string): Promise<void> {
    if (await this.desk.accept(id)) this.#fireChosen()
  }

  #choose(id: string): void {
    this.desk.store.select(id)
    this.#fireChosen()
  }

  async #join(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const code = this.code.value.trim().toUpperCase()
    this.codeMissing = code === ''
    if (this.codeMissing) {
      this.code.focus()
    } else if (await this.desk.join(code)) {
      this.code.value = ''
      this.dispatchEvent(new CustomEvent('joined'))
    } else {
      this.code.select()
    }
  }

  #fireChosen(): void {
    this.dispatchEvent(new CustomEvent('chosen'))
  }
}

function grouped<T>(
  key: Key,
  items: readonly T[],
  line: (item: T) => Omit<Line, 'heading'>,
): Line[] {
  return items.map((item, index) => ({
    ...line(item),
    heading: index === 0 ? { key, count: items.length } : null,
  }))
}

function newest({ timeline, view }: Conversation): number {
  return lastOf(timeline, 'conversation.messaged')?.at ?? view.queued_at
}

function preview({ timeline }: Conversation): string {
  const last = lastOf(timeline, 'conversation.messaged')
  if (!last) return t('agent.inbox.silent')
  return last.by.role === 'customer' ? last.text : t('agent.inbox.you_said', { text: last.text })
}
