import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { repeat } from 'lit/directives/repeat.js'
import { textDirection } from '../i18n/languages.js'
import type { ConversationView, Person } from '../signaling/messages.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import { duration, timeOfDay } from './clock.js'
import type { Desk } from './desk.js'
import { errorSentence } from './errors.js'
import { type Entry, type Group, groupsOf, wordsOf } from './inbox_groups.js'
import { inboxStyles } from './inbox_styles.js'
import './join_form.js'
import { badgesOf, customerLabel } from './labels.js'
import { type Conversation, unreadIn } from './state.js'
import { panels } from './styles.js'
import { type Key, locale, say, t } from './texts.js'
import { lastOf } from './timeline.js'

interface Line {
  entry: Entry
  /** Stands above the first line of a group. */
  heading: Key | null
  count: number
}

interface Offer {
  detail: string
  badge: TemplateResult
  act: string
  press(): void
  error: string
}

/** All conversations that this agent may know of. Fires `chosen` when she wants to see one. */
@customElement('alongside-inbox')
export class Inbox extends LitElement {
  static override styles = [controls, panels, inboxStyles]

  @property({ attribute: false }) desk!: Desk
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @state() private search = ''

  @query('.search .field') private readonly field!: HTMLInputElement

  /** Where the agent is when what she was in has left her list. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('ul')?.focus()
  }

  override render(): TemplateResult {
    const groups = groupsOf(this.desk.store, this.search)
    return html`
      <div class="panel-head"><h2>${t('agent.inbox.list')}</h2></div>
      ${this.#searchField(groups)}
      <div class="scroll">
        <ul aria-label=${t('agent.inbox.list')} tabindex="-1" @keydown=${this.#walk}>
          ${groups.length > 0 ? repeat(linesOf(groups), idOf, this.#item) : this.#empty()}
        </ul>
      </div>
      ${
        this.desk.store.may('view')
          ? html`<alongside-join-form .desk=${this.desk} .revision=${this.revision}></alongside-join-form>`
          : nothing
      }
    `
  }

  #searchField(groups: readonly Group[]): TemplateResult {
    const count = groups.reduce((sum, { entries }) => sum + entries.length, 0)
    return html`<div class="search" role="search" aria-label=${t('agent.inbox.list')}>
      ${icons.search}
      <input class="field" type="search" aria-label=${t('agent.inbox.search')} maxlength="100"
        placeholder=${t('agent.inbox.search')} autocomplete="off" spellcheck="false"
        @input=${this.#searched} @keydown=${this.#searchKey} />
      ${
        this.search
          ? html`<button class="button quiet icon clear" type="button"
            aria-label=${t('agent.inbox.search_clear')} @click=${this.#clearSearch}>${icons.close}</button>`
          : nothing
      }
      <p class="visually-hidden" role="status">
        ${this.#words.length > 0 ? t('agent.inbox.found', { count }) : ''}
      </p>
    </div>`
  }

  #empty(): TemplateResult {
    const key = this.#words.length > 0 ? 'agent.inbox.nothing_found' : 'agent.inbox.empty'
    return html`<li class="empty">
      ${this.#words.length > 0 ? icons.search : icons.chat}
      <strong>${t(key)}</strong>
      <span class="soft">${t(`${key}_more`)}</span>
    </li>`
  }

  get #words(): string[] {
    return wordsOf(this.search)
  }

  readonly #item = ({ heading, count, entry }: Line): TemplateResult => html`<li>
    ${
      heading
        ? html`<div class="group"><span>${t(heading)}</span><span>${count}</span></div>`
        : nothing
    }
    ${this.#card(entry)}
  </li>`

  #card(entry: Entry): TemplateResult {
    switch (entry.kind) {
      case 'queued':
        return this.#queued(entry.view)
      case 'others':
        return this.#others(entry.view)
      case 'mine':
        return this.#mine(entry.conversation)
    }
  }

  #queued(view: ConversationView): TemplateResult {
    const waited = duration(this.desk.now - view.queued_at, locale())
    const badge = html`<span class="badge warn">
      ${t('agent.inbox.waiting_for', { duration: waited })}
    </span>`
    const code = this.desk.errorAt(`accept:${view.conversation}`)
    return this.#offer(view, {
      detail: view.site_name,
      badge,
      act: t('agent.inbox.accept'),
      press: () => this.#accept(view.conversation),
      error: code ? say(errorSentence(code, 'accept')) : '',
    })
  }

  #others(view: ConversationView): TemplateResult {
    const name = view.owner?.name ?? t('agent.inbox.nobody')
    const badge = html`<span class="soft clip site">${view.site_name}</span>`
    const code = this.desk.errorAt(`take-over:${view.conversation}`)
    return this.#offer(view, {
      detail: t('agent.inbox.owner', { name }),
      badge,
      act: t('agent.inbox.take_over'),
      press: () => this.#takeOver(view.conversation),
      error: code ? say(errorSentence(code, 'take-over')) : '',
    })
  }

  /** A conversation that could become this agent's. */
  #offer(view: ConversationView, { detail, badge, act, press, error }: Offer): TemplateResult {
    const id = `about-${view.conversation}`
    return html`
      <div class="card queued ${view.state === 'queued' ? '' : 'others'}">
        <span class="avatar">${icons.chat}</span>
        <strong class="clip" id=${`${id}-name`}>${customerLabel(view)}</strong>
        <span class="soft clip" id=${`${id}-who`}>${detail}</span>
        <div class="offer">
          <div class="badges" id=${id}>${badge}${this.#badges(view)}</div>
          <button class="button small ${view.state === 'queued' ? 'primary' : ''}" type="button"
            aria-describedby=${`${id}-name ${id}-who ${id}`} @click=${press}>${act}</button>
        </div>
        ${error ? html`<p class="error" role="alert">${error}</p>` : nothing}
      </div>
    `
  }

  #mine(conversation: Conversation): TemplateResult {
    const { view } = conversation
    const id = view.conversation
    const selected = this.desk.store.selected === id
    const unread = unreadIn(conversation)
    const customer = customerLabel(view)
    const owner =
      view.owner !== null && view.owner.id !== this.desk.store.me?.id ? view.owner : null
    return html`
      <div class="card ${view.state} ${selected ? 'selected' : ''} ${unread > 0 ? 'unread' : ''}">
        <button class="choose" type="button" aria-current=${selected ? 'true' : 'false'}
          @click=${() => this.#choose(id)}>
          <span class="avatar">${icons.chat}</span>
          <span class="about">
            <span class="row">
              <strong>${customer}</strong>
              <span class="soft time">${timeOfDay(newest(conversation))}</span>
            </span>
            <span class="row">
              <span class="soft clip" dir=${textDirection(lastWords(conversation))}
                >${preview(conversation, this.desk.store.me)}</span>
              ${
                unread > 0
                  ? html`<span class="count" aria-hidden="true">${unread}</span>
                    <span class="visually-hidden">${t('agent.inbox.unread', { count: unread })}</span>`
                  : nothing
              }
            </span>
            <span class="badges">
              <span class="soft clip site">${view.site_name}</span>
              ${owner ? html`<span class="soft clip">${t('agent.inbox.owner', { name: owner.name })}</span>` : nothing}
              ${this.#badges(view)}
            </span>
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
  }

  #badges(view: ConversationView): TemplateResult[] {
    return badgesOf(view).map(
      ({ key, tone }) => html`<span class="badge ${tone}">
        ${tone === 'live' ? html`<span class="dot"></span>` : nothing}${t(key)}
      </span>`,
    )
  }

  async #accept(id: string): Promise<void> {
    if (await this.desk.accept(id)) this.#fireChosen()
  }

  async #takeOver(id: string): Promise<void> {
    if (await this.desk.takeOver(id)) this.#fireChosen()
  }

  #searched(event: InputEvent): void {
    this.search = (event.target as HTMLInputElement).value
  }

  #searchKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.search !== '') {
      event.preventDefault()
      this.#clearSearch()
    } else if (event.key === 'ArrowDown' && this.#buttons[0]) {
      event.preventDefault()
      this.#buttons[0].focus()
    }
  }

  #clearSearch(): void {
    this.search = ''
    this.field.value = ''
    this.field.focus()
  }

  /** The arrow keys go through the list as Tab does, and from its top back to the search. */
  #walk(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const buttons = this.#buttons
    const here = buttons.indexOf(event.target as HTMLElement)
    if (step === 0 || here < 0) return
    event.preventDefault()
    if (here + step < 0) this.field.focus()
    else buttons[here + step]?.focus()
  }

  get #buttons(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.card .choose, .card .small')]
  }

  #choose(id: string): void {
    this.desk.store.select(id)
    this.#fireChosen()
  }

  #fireChosen(): void {
    this.dispatchEvent(new CustomEvent('chosen'))
  }
}

function newest({ timeline, view }: Conversation): number {
  return lastOf(timeline, 'conversation.messaged')?.at ?? view.queued_at
}

/** It is cut at the end of what was written, whoever wrote it in which language. */
function lastWords({ timeline }: Conversation): string {
  return lastOf(timeline, 'conversation.messaged')?.text ?? t('agent.inbox.silent')
}

function preview({ timeline }: Conversation, me: Person | null): string {
  const last = lastOf(timeline, 'conversation.messaged')
  if (!last) return t('agent.inbox.silent')
  const { by, text } = last
  if (by.role === 'customer') return text
  return by.id === me?.id
    ? t('agent.inbox.you_said', { text })
    : t('agent.inbox.other_said', { name: by.name, text })
}

function linesOf(groups: readonly Group[]): Line[] {
  return groups.flatMap(({ key, entries }) =>
    entries.map((entry, index) => ({
      entry,
      heading: index === 0 ? key : null,
      count: entries.length,
    })),
  )
}

function idOf({ entry }: Line): string {
  return entry.view.conversation
}
