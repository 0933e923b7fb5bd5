import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { locale } from '../../../i18n/spoken.js'
import { controls } from '../../../ui/controls.js'
import { get, patch } from '../../api.js'
import '../../parts/confirm.js'
import type { Confirm } from '../../parts/confirm.js'
import { errorText } from '../../parts/errors.js'
import { choice, field } from '../../parts/fields.js'
import { pageStyles } from '../../parts/page_styles.js'
import {
  daysOf,
  KEPT,
  type Keeping,
  type Kept,
  keepingOf,
  LIMITS,
  type SetKeeping,
  shorter,
} from './keeping_days.js'
import { t } from './texts.js'

/** What of the settings this is about. */
export interface KeepingSettings {
  readonly keeping: Keeping
  readonly set_keeping: SetKeeping
  readonly configured_keeping: Keeping
}

/** In how many conversations something is that old; null: not asked. */
interface Due {
  readonly words: number | null
  readonly conversations: number | null
}

/** How one of them is chosen: as configured, for ever, or by what is typed. */
type Way = 'configured' | 'for_ever' | 'own'
interface Draft {
  readonly way: Way
  readonly typed: string
}

/** How long what is kept. Fires `saved` with the settings that the server has now. */
@customElement('alongside-settings-keeping')
export class KeepingPart extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      .one {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 120px;
        align-items: end;
        gap: var(--space-2) var(--space-3);
      }
      @media (max-width: 479px) {
        .one {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ]

  @property({ attribute: false }) settings!: KeepingSettings
  /** What was changed and is not saved yet. */
  @state() private drafts: Partial<Record<Kept, Draft>> = {}
  @state() private wrong: Partial<Record<Kept, string>> = {}
  @state() private failure = ''
  @query('alongside-admin-confirm') private readonly confirm!: Confirm

  override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="keeping">
        <h2 id="keeping">${t('admin.settings.keeping')}</h2>
        <p class="soft">${t('admin.settings.keeping_lead')}</p>
        <form class="form" novalidate @submit=${this.#save}>
          ${KEPT.map((one) => this.#one(one))}
          ${this.failure ? html`<div class="notice bad" role="alert">${this.failure}</div>` : nothing}
          <div class="buttons">
            <button class="button primary" type="submit">${t('admin.settings.save')}</button>
          </div>
        </form>
      </section>
      <alongside-admin-confirm></alongside-admin-confirm>`
  }

  #one(one: Kept): TemplateResult {
    const { way, typed } = this.#draft(one)
    const configured = daysWords(this.settings.configured_keeping[one])
    const hint =
      one === 'conversation_days' || one === 'audit_days'
        ? t(`admin.settings.${one}_hint`)
        : undefined
    return html`<div class="one">
      ${choice({
        id: one,
        label: t(`admin.settings.${one}`),
        value: way,
        ...(hint !== undefined && { hint }),
        among: {
          configured: t('admin.settings.as_configured', { days: configured }),
          ...(LIMITS[one].forEver && { for_ever: t('admin.settings.for_ever') }),
          own: t('admin.settings.own_days'),
        },
        onChange: (value) => this.#choose(one, value as Way),
      })}
      ${way === 'own' ? this.#days(one, typed) : nothing}
    </div>`
  }

  #days(one: Kept, typed: string): TemplateResult {
    return field({
      id: `${one}-own`,
      label: t('admin.settings.days'),
      value: typed,
      wrong: this.wrong[one],
      most: 5,
      onInput: (value) => {
        this.wrong = {}
        this.drafts = { ...this.drafts, [one]: { way: 'own', typed: value } }
      },
    })
  }

  #draft(one: Kept): Draft {
    const { set_keeping, keeping } = this.settings
    const days = set_keeping[one]
    const typed = keeping[one] > 0 ? String(Math.ceil(keeping[one])) : ''
    const saved: Way = days === null ? 'configured' : days === 0 ? 'for_ever' : 'own'
    return this.drafts[one] ?? { way: saved, typed }
  }

  #choose(one: Kept, way: Way): void {
    this.wrong = {}
    this.drafts = { ...this.drafts, [one]: { ...this.#draft(one), way } }
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const wanted = this.#wanted()
    const [first] = KEPT.filter((one) => this.wrong[one] !== undefined)
    if (first !== undefined) {
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>(`#${first}-own`)?.focus()
      return
    }
    const after = keepingOf(wanted, this.settings.configured_keeping)
    this.failure = ''
    try {
      if (await this.#agreed(after)) await this.#send(wanted)
    } catch (error) {
      this.failure = errorText(error)
    }
  }

  /** What the form says; `wrong` says what of it is no number of days. */
  #wanted(): SetKeeping {
    const found: Partial<Record<Kept, number | null>> = {}
    const wrong: Partial<Record<Kept, string>> = {}
    for (const one of KEPT) {
      const { way, typed } = this.#draft(one)
      const { least, most } = LIMITS[one]
      const days = way === 'own' ? daysOf(typed, LIMITS[one]) : way === 'for_ever' ? 0 : null
      if (way === 'own' && days === null) {
        wrong[one] = t('admin.settings.bad_days', { least, most: most.toLocaleString(locale()) })
      }
      found[one] = days
    }
    this.wrong = wrong
    return found as SetKeeping
  }

  async #agreed(after: Keeping): Promise<boolean> {
    const lost = shorter(this.settings.keeping, after)
    if (lost.length === 0) return true
    const each = lost.map((one) =>
      t('admin.settings.shorter_one', {
        what: t(`admin.settings.${one}`),
        days: daysWords(after[one]),
      }),
    )
    const body = t('admin.settings.shorter_body', {
      what: new Intl.ListFormat(locale(), { type: 'unit' }).format(each),
    })
    return this.confirm.ask({
      question: t('admin.settings.shorter_question'),
      body: [body, ...(await dueSentences(lost, after))].join(' '),
      yes: t('admin.settings.shorter_yes'),
      tone: 'danger',
    })
  }

  async #send(keeping: SetKeeping): Promise<void> {
    const detail = await patch('/settings', { keeping })
    this.drafts = {}
    this.dispatchEvent(new CustomEvent('saved', { detail }))
  }
}

/** How much of it there is, where that can be counted. */
async function dueSentences(lost: readonly Kept[], after: Keeping): Promise<readonly string[]> {
  const query = new URLSearchParams()
  for (const one of ['chat_days', 'conversation_days'] as const) {
    // The configuration may have parts of days.
    if (lost.includes(one)) query.set(one, String(Math.max(1, Math.floor(after[one]))))
  }
  if (query.size === 0) return []
  const { words, conversations } = await get<Due>(`/settings/due?${query}`)
  return [
    ...(words === null ? [] : [t('admin.settings.due_words', { count: words })]),
    ...(conversations === null
      ? []
      : [t('admin.settings.due_conversations', { count: conversations })]),
  ]
}

function daysWords(days: number): string {
  return days === 0 ? t('admin.settings.for_ever') : t('admin.settings.count_days', { count: days })
}
