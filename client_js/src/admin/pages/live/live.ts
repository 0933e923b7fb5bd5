import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, query } from 'lit/decorators.js'
import { locale } from '../../../i18n/spoken.js'
import type { Role, Scope, SessionState } from '../../../signaling/messages.js'
import { controls } from '../../../ui/controls.js'
import { all, part, post } from '../../api.js'
import '../../parts/confirm.js'
import type { Confirm } from '../../parts/confirm.js'
import { codeOf, errorText } from '../../parts/errors.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import type { Column } from '../../parts/table.js'
import { toast } from '../../parts/toast.js'
import { t } from './texts.js'

interface Somebody {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly present: boolean
}

/** As `/api/v1/sessions` tells it (signaling/rest/sessions.py). */
interface LiveSession {
  readonly session: string
  readonly conversation: string
  readonly site: { readonly key: string; readonly name: string }
  readonly state: SessionState
  readonly started_at: number
  readonly scopes: readonly Scope[]
  readonly people: readonly Somebody[]
}

const EVERY_MS = 2000

/** The sessions that go on now, with a way to end each. */
@customElement('alongside-admin-live')
export class Live extends LitElement {
  static override styles = [controls, pageStyles]

  @query('alongside-admin-confirm') private readonly confirm!: Confirm

  readonly #sessions = new Loading(this, () => all<LiveSession>('/sessions', 'sessions'), EVERY_MS)

  override render(): TemplateResult {
    return html`
      <div class="head"><h1 tabindex="-1">${t('admin.live.heading')}</h1></div>
      <p class="lead">${t('admin.live.lead')}</p>
      ${this.#sessions.draw(
        (sessions) => html`<alongside-table label=${t('admin.live.heading')}
          search=${t('admin.live.search')} .columns=${this.#columns()} .rows=${sessions}
          .empty=${t('admin.live.empty')}></alongside-table>`,
      )}
      <alongside-admin-confirm></alongside-admin-confirm>
    `
  }

  #columns(): readonly Column<LiveSession>[] {
    return [
      {
        heading: t('admin.live.site'),
        cell: ({ site }) => site.name,
        text: ({ site }) => site.name,
      },
      {
        heading: t('admin.live.state'),
        cell: ({ state }) =>
          html`<span class="badge ${state === 'active' ? 'good' : ''}">${t(`admin.live.state.${state}`)}</span>`,
      },
      {
        heading: t('admin.live.people'),
        cell: ({ people }) => html`<ul>${people.map((one) => html`<li>${nameOf(one)}</li>`)}</ul>`,
        text: ({ people }) => people.map(({ name, id }) => `${name} ${id}`).join(' '),
      },
      {
        heading: t('admin.live.scopes'),
        cell: ({ scopes }) =>
          scopes.map((scope) => t(`admin.live.scope.${scope}`)).join(', ') ||
          t('admin.live.nothing'),
      },
      { heading: t('admin.live.since'), cell: ({ started_at }) => timeOf(started_at) },
      {
        heading: t('admin.live.conversation'),
        cell: ({ conversation }) => html`<code>${conversation}</code>`,
        text: ({ conversation }) => conversation,
      },
      { heading: '', cell: (session) => this.#button(session) },
    ]
  }

  #button(session: LiveSession): TemplateResult {
    const { name } = session.site
    return html`<button class="button" type="button"
      aria-label=${t('admin.live.end_of', { site: name, time: timeOf(session.started_at) })}
      @click=${() => void this.#end(session)}>${t('admin.live.end')}</button>`
  }

  async #end({ session }: LiveSession): Promise<void> {
    const sure = await this.confirm.ask({
      question: t('admin.live.question'),
      body: t('admin.live.body'),
      yes: t('admin.live.yes'),
      tone: 'danger',
    })
    if (!sure) return
    try {
      await post(`/sessions/${part(session)}/end`)
      toast(this, t('admin.live.ended'))
    } catch (error) {
      const isOver = ['wrong_state', 'not_found'].includes(codeOf(error))
      toast(this, isOver ? t('admin.live.over') : errorText(error))
    }
    await this.#sessions.reload()
    // The button has gone with its row.
    this.renderRoot.querySelector('h1')?.focus()
  }
}

function nameOf({ name, role, present }: Somebody): string {
  const called = role === 'customer' ? name || t('admin.live.customer') : name
  if (!present) return t('admin.live.away', { name: called })
  return role === 'guest' ? t('admin.live.guest', { name: called }) : called
}

function timeOf(at: number): string {
  return new Date(at * 1000).toLocaleTimeString(locale(), { timeStyle: 'short' })
}
