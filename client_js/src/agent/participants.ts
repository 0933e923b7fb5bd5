import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { t as inviteText } from '../customer/inviting/text.js'
import type { ConversationView, ParticipantView, Person } from '../signaling/messages.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import { timeOfDay } from './clock.js'
import type { Desk, Invitation } from './desk.js'
import { errorSentence } from './errors.js'
import { sessionLink } from './pop_out.js'
import { say, t } from './texts.js'

const INVITE_ANSWERS = {
  yes: 'invite.copied',
  failed: 'invite.by_hand',
} as const

function isAgent({ person }: ParticipantView): boolean {
  return person.role !== 'customer' && person.role !== 'guest'
}

/** Who is in the session; the way in for others, and out of it. */
@customElement('alongside-participants')
export class Participants extends LitElement {
  static override styles = [
    controls,
    css`
      [popover] {
        inset: auto;
        inset-block-start: 112px;
        inset-inline-end: var(--space-4);
        width: 320px;
        max-width: calc(100vw - 2 * var(--space-4));
        margin: var(--space-1) 0 0;
        padding: var(--space-3) var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        color: var(--ink);
        box-shadow: var(--shadow-large);
      }
      @supports (position-area: block-end) {
        [popover] {
          inset: auto;
          position-area: block-end span-inline-start;
        }
      }
      h3 {
        margin: 0 0 var(--space-1);
        font-size: var(--text);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: var(--target);
      }
      li > span {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      #invite-hint {
        margin-block-end: var(--space-2);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-block-start: var(--space-2);
      }
      p {
        margin: var(--space-2) 0 0;
        font-size: var(--text-small);
      }
      .soft {
        color: var(--ink-soft);
      }
      .error {
        color: var(--live-soft-ink);
      }
      input {
        width: 100%;
        box-sizing: border-box;
      }
    `,
  ]

  @property({ attribute: false }) desk!: Desk
  @property({ attribute: false }) view!: ConversationView
  @property({ attribute: false }) me!: Person
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @state() private copied: 'no' | 'yes' | 'failed' = 'no'
  /** For a guest. */
  @state() private invitation: Invitation | null = null
  @query('#link') private readonly link!: HTMLInputElement | null

  override render(): TemplateResult {
    const people = this.view.session?.participants ?? []
    const title = t('agent.people.title')
    return html`
      <button class="button" type="button" popovertarget="list" title=${title}
        aria-label=${t('agent.people.button', { count: people.length })}>
        ${icons.people}<span aria-hidden="true">${people.length}</span>
      </button>
      <div id="list" popover aria-labelledby="title" role="dialog"
        @beforetoggle=${() => this.#toggled()} @focusout=${this.#focusLeft}>
        <h3 id="title">${title}</h3>
        <ul>${people.map((one) => this.#participant(one))}</ul>
        ${this.#ways(people.filter(isAgent).length)} ${this.#answer()}
      </div>
    `
  }

  #participant({ person, present }: ParticipantView): TemplateResult {
    const customer = person.role === 'customer'
    const name = customer ? t('agent.people.customer') : person.name
    const note = person.id === this.me.id ? t('agent.people.you') : ''
    const guest = person.role === 'guest' ? t('agent.people.guest') : ''
    const absent = present ? '' : t('agent.people.absent')
    const more = [note, guest, absent].filter(Boolean).join(', ')
    return html`<li>
      <span>${name}${more ? html` <span class="soft">(${more})</span>` : nothing}</span>
      ${!customer && person.id !== this.me.id && this.#isOwner ? this.#removeButton(person) : nothing}
    </li>`
  }

  #removeButton(person: Person): TemplateResult {
    const name = t('agent.people.remove', { name: person.name })
    return html`<button class="button quiet icon" type="button" aria-label=${name} title=${name}
      @click=${() => this.desk.removeFrom(this.view, person.id)}>${icons.close}</button>`
  }

  #ways(agents: number): TemplateResult {
    const { policy } = this.view
    const several = policy.several_agents && this.desk.store.may('invitations', this.view)
    return html`
      ${policy.several_agents ? nothing : html`<p class="soft">${t('agent.people.alone')}</p>`}
      <div class="buttons">
        ${
          several
            ? html`<button class="button" type="button" @click=${this.#copy}>
              ${icons.link}${t('agent.people.copy')}</button>`
            : nothing
        }
        ${
          several && policy.guests && this.view.session?.state === 'active'
            ? html`<button class="button" type="button" @click=${this.#invite}>
              ${icons.people}${t('agent.people.invite')}</button>`
            : nothing
        }
        ${
          agents > 1
            ? html`<button class="button" type="button"
              @click=${() => this.desk.leaveSession(this.view)}>${t('agent.people.leave')}</button>`
            : nothing
        }
      </div>
    `
  }

  #answer(): TemplateResult {
    const { conversation, session } = this.view
    const code = this.desk.errorAt(`participants:${conversation}`)
    if (this.invitation) return this.#invitation(this.invitation)
    return html`
      <p role="status" class="soft">${this.copied === 'yes' ? t('agent.people.copied') : ''}</p>
      ${
        this.copied === 'failed' && session
          ? html`<label><span class="soft">${t('agent.people.copy_by_hand')}</span>
            <input id="link" class="field" readonly .value=${sessionLink(location.origin, conversation, session.session)} />
          </label>`
          : nothing
      }
      ${code ? html`<p class="error" role="alert">${say(errorSentence(code, 'participants'))}</p>` : nothing}
    `
  }

  #invitation({ url, expires }: Invitation): TemplateResult {
    return html`
      <p class="soft" id="invite-hint">${t('agent.people.invite_until', { time: timeOfDay(expires) })}</p>
      <input id="link" class="field" readonly dir="ltr" aria-label=${inviteText('invite.link')}
        aria-describedby="invite-hint" .value=${url} />
      <div class="buttons">
        <button class="button primary" type="button" @click=${() => this.#toClipboard(url)}>
          ${icons.link}${inviteText('invite.copy')}</button>
      </div>
      <p role="status" class="soft">${this.copied === 'no' ? '' : inviteText(INVITE_ANSWERS[this.copied])}</p>
    `
  }

  readonly #invite = async (): Promise<void> => {
    this.copied = 'no'
    this.invitation = await this.desk.invite(this.view)
    await this.updateComplete
    this.link?.select()
  }

  get #isOwner(): boolean {
    return this.view.owner?.id === this.me.id
  }

  /** Left open behind the focus, it would cover what has it. */
  #focusLeft(event: FocusEvent): void {
    const list = event.currentTarget as HTMLElement
    const to = event.relatedTarget as Node | null
    if (to !== null && !list.contains(to) && !list.previousElementSibling?.contains(to)) {
      list.hidePopover()
    }
  }

  #toggled(): void {
    this.copied = 'no'
    this.invitation = null
    this.desk.clearError(`participants:${this.view.conversation}`)
  }

  async #copy(): Promise<void> {
    const { conversation, session } = this.view
    this.invitation = null
    if (session) {
      await this.#toClipboard(sessionLink(location.origin, conversation, session.session))
    }
  }

  /** Browsers may refuse the clipboard; then it can be copied by hand. */
  async #toClipboard(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text)
      this.copied = 'yes'
    } catch {
      this.copied = 'failed'
      await this.updateComplete
      this.link?.select()
    }
  }
}
