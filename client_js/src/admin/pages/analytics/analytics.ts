import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import type { Account } from '../../../agent/api.js'
import { controls } from '../../../ui/controls.js'
import { all } from '../../api.js'
import { choice, field } from '../../parts/fields.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import { hrefOf } from '../../place.js'
import type { Site } from '../sites/site_api.js'
import { type Figures, load, timeZone } from './analytics_api.js'
import { analyticsStyles } from './analytics_styles.js'
import { breakdowns } from './breakdown.js'
import {
  DAYS,
  type Days,
  type Filters,
  filtersOf,
  type Interval,
  intervalsOf,
  placeOf,
  todayIn,
  withDays,
  wrongWith,
} from './filters.js'
import { deniedShare, durations, funnel, overTime, paths } from './sections.js'
import { locale, t } from './texts.js'

const OWN_DAYS = 'own'

interface Known {
  readonly sites: readonly Site[]
  readonly agents: readonly Account[]
}

/** What was asked, allowed and ended, at a glance. */
@customElement('alongside-admin-analytics')
export class Analytics extends LitElement {
  static override styles = [controls, pageStyles, analyticsStyles]

  @property({ attribute: false }) place: readonly string[] = []

  @state() private filters: Filters = filtersOf([])
  /** Days of one's own, as far as they are chosen; null: not being chosen. */
  @state() private own: Pick<Filters, 'from' | 'to'> | null = null
  @state() private waiting = false

  readonly #known = new Loading<Known>(this, async () => {
    const [sites, agents] = await Promise.all([
      all<Site>('/sites', 'sites'),
      all<Account>('/agents', 'agents'),
    ])
    return { sites, agents }
  })
  readonly #figures = new Loading<Figures>(this, () => load(this.filters))

  override connectedCallback(): void {
    // Before anything is loaded, which the first connection does.
    this.#adopt()
    super.connectedCallback()
  }

  /** Another address of this page, by its link in the menu say. */
  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('place') || !this.hasUpdated) return
    this.#adopt()
    void this.#reload()
  }

  override render(): TemplateResult {
    return html`
      <div class="head"><h1 tabindex="-1">${t('admin.analytics.heading')}</h1></div>
      <p class="lead">${t('admin.analytics.lead', { zone: timeZone() })}</p>
      ${this.#known.draw((known) => this.#choices(known))}
      <div class=${this.waiting ? 'waiting' : ''} aria-busy=${this.waiting}>
        ${this.#figures.draw((figures) => this.#shown(figures))}
      </div>
    `
  }

  #choices({ sites, agents }: Known): TemplateResult {
    const { filters, own } = this
    const days = Object.fromEntries(DAYS.map((one) => [one, t(`admin.analytics.days.${one}`)]))
    const named = <T>(rows: readonly T[], key: (row: T) => string, name: (row: T) => string) =>
      Object.fromEntries([
        ['', t('admin.analytics.all')],
        ...rows.map((row) => [key(row), name(row)] as const),
      ])
    const intervals = Object.fromEntries(
      intervalsOf(filters).map((one) => [one, t(`admin.analytics.interval.${one}`)]),
    )
    return html`<div class="filters" role="group" aria-label=${t('admin.analytics.filters')}>
      ${choice({
        id: 'days',
        label: t('admin.analytics.period'),
        value: own ? OWN_DAYS : (filters.days ?? OWN_DAYS),
        among: { ...days, [OWN_DAYS]: t('admin.analytics.own_days') },
        onChange: (value) => this.#chooseDays(value),
      })}
      ${own ? this.#ownDays(own) : nothing}
      ${choice({
        id: 'interval',
        label: t('admin.analytics.interval'),
        value: filters.interval,
        among: intervals,
        onChange: (value) => this.#choose(withDays(filters, { interval: value as Interval })),
      })}
      ${choice({
        id: 'site',
        label: t('admin.analytics.site'),
        value: filters.site,
        among: named(
          sites,
          ({ key }) => key,
          ({ name }) => name,
        ),
        onChange: (site) => this.#choose({ ...filters, site }),
      })}
      ${choice({
        id: 'agent',
        label: t('admin.analytics.agent'),
        value: filters.agent,
        among: named(
          agents,
          ({ id }) => id,
          ({ name }) => name,
        ),
        onChange: (agent) => this.#choose({ ...filters, agent }),
      })}
    </div>`
  }

  #ownDays({ from, to }: Pick<Filters, 'from' | 'to'>): TemplateResult {
    const wrong = from || to ? wrongWith(from, to) : null
    const day = (id: 'from' | 'to', value: string) =>
      field({
        id,
        label: t(`admin.analytics.${id}`),
        type: 'date',
        value,
        onInput: (given) => this.#chooseOwn({ from, to, [id]: given }),
      })
    return html`${day('from', from)}${day('to', to)}
      ${wrong ? html`<p class="wrong" role="alert">${t(`admin.analytics.wrong.${wrong}`)}</p>` : nothing}`
  }

  #shown(figures: Figures): TemplateResult {
    if (figures.sessions.asked === 0 && figures.scopes.length === 0) {
      return html`<div class="empty">
        <p>${t('admin.analytics.empty')}</p>
        <p>${t('admin.analytics.empty_hint')}</p>
      </div>`
    }
    const rightToLeft = new Intl.Locale(locale()).language === 'ar'
    return html`
      ${funnel(figures)} ${overTime(figures, rightToLeft)} ${deniedShare(figures, rightToLeft)}
      ${durations(figures)} ${paths(figures)} ${breakdowns(figures)}
    `
  }

  #adopt(): void {
    this.filters = filtersOf(this.place)
    this.own = this.filters.days === null ? this.filters : null
  }

  #chooseDays(value: string): void {
    if (value !== OWN_DAYS) {
      this.own = null
      this.#choose(withDays(this.filters, { days: value as Days, from: '', to: '' }))
      return
    }
    // What is shown now is what they begin with.
    const to = todayIn(timeZone(), new Date())
    const span = Number(this.filters.days ?? '30') - 1
    const from = new Date(Date.parse(to) - span * 86_400_000).toISOString().slice(0, 10)
    this.#chooseOwn({ from, to })
  }

  #chooseOwn(own: Pick<Filters, 'from' | 'to'>): void {
    this.own = own
    if (wrongWith(own.from, own.to) !== null) return
    this.#choose(withDays(this.filters, { days: null, ...own }))
  }

  /** The address says so, too; nobody is led elsewhere by it. */
  #choose(filters: Filters): void {
    this.filters = filters
    history.replaceState(null, '', hrefOf('analytics', ...placeOf(filters)))
    void this.#reload()
  }

  async #reload(): Promise<void> {
    this.waiting = true
    await this.#figures.reload()
    this.waiting = false
  }
}
