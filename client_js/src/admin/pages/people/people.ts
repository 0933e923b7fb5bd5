import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { icons } from '../../../ui/icons.js'
import { choice } from '../../parts/fields.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import type { Column } from '../../parts/table.js'
import { hrefOf } from '../../place.js'
import './account_form.js'
import { type Account, type Everybody, everybody, type Team } from './people_api.js'
import './team_form.js'
import { t } from './texts.js'
import { listed, permissionsWords, sitesWords } from './words.js'

const PAGE = 'people'
const EVERY_MS = 10_000
const FILTERS = ['everybody', 'agent', 'supervisor', 'operator', 'off'] as const
type Filter = (typeof FILTERS)[number]

/** Accounts and teams: what each may do, and where. */
@customElement('alongside-admin-people')
export class People extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      .filter {
        max-width: 260px;
        margin-bottom: var(--space-3);
      }
    `,
  ]

  /** `[]`, `new`, `account ID`, `teams`, `new-team`, `team ID`. */
  @property({ attribute: false }) place: readonly string[] = []

  @state() private filter: Filter = 'everybody'

  readonly #everybody = new Loading(this, everybody, EVERY_MS)

  override render(): TemplateResult {
    const [what = ''] = this.place
    return html`
      <div class="head">
        <h1 tabindex="-1">${this.#heading(what)}</h1>
        ${this.#ways(what)}
      </div>
      ${this.#everybody.draw((all) => this.#body(all, what))}
    `
  }

  #heading(what: string): string {
    if (what === 'new') return t('admin.people.add')
    if (what === 'teams') return t('admin.people.teams')
    if (what === 'new-team') return t('admin.people.team.add')
    if (what === 'account') return this.#account()?.name ?? t('admin.people.person')
    if (what === 'team') return this.#team()?.name ?? t('admin.people.team')
    return t('admin.people.heading')
  }

  #ways(what: string): TemplateResult {
    const to = (label: string, ...place: string[]) =>
      html`<a class="button" href=${hrefOf(PAGE, ...place)}>${label}</a>`
    switch (what) {
      case '':
        return html`<div class="buttons">
          ${to(t('admin.people.teams'), 'teams')}
          <a class="button primary" href=${hrefOf(PAGE, 'new')}>${icons.people}${t('admin.people.add')}</a>
        </div>`
      case 'teams':
        return html`<div class="buttons">
          ${to(t('admin.people.heading'))}
          <a class="button primary" href=${hrefOf(PAGE, 'new-team')}>${icons.people}${t('admin.people.team.add')}</a>
        </div>`
      case 'team':
      case 'new-team':
        return to(t('admin.people.to_teams'), 'teams')
      default:
        return to(t('admin.people.to_people'))
    }
  }

  #body(all: Everybody, what: string): TemplateResult {
    const reload = () => this.#everybody.reload()
    switch (what) {
      case 'new':
        return html`<alongside-admin-account .all=${all} @saved=${reload}></alongside-admin-account>`
      case 'account':
        return this.#account()
          ? html`<alongside-admin-account .all=${all} .account=${this.#account()}
              @saved=${reload}></alongside-admin-account>`
          : html`<p class="empty">${t('admin.people.gone')}</p>`
      case 'teams':
        return this.#teams(all)
      case 'new-team':
        return html`<alongside-admin-team .all=${all} @saved=${reload}></alongside-admin-team>`
      case 'team':
        return this.#team()
          ? html`<alongside-admin-team .all=${all} .team=${this.#team()}
              @saved=${reload}></alongside-admin-team>`
          : html`<p class="empty">${t('admin.people.gone')}</p>`
      default:
        return this.#accounts(all)
    }
  }

  #accounts(all: Everybody): TemplateResult {
    const rows = all.accounts.filter((one) => isFor(this.filter, one))
    return html`
      <div class="filter">
        ${choice({
          id: 'filter',
          label: t('admin.people.filter'),
          value: this.filter,
          among: Object.fromEntries(FILTERS.map((one) => [one, t(`admin.people.filter.${one}`)])),
          onChange: (value) => {
            this.filter = FILTERS.find((one) => one === value) ?? 'everybody'
          },
        })}
      </div>
      <alongside-table label=${t('admin.people.heading')} search=${t('admin.people.search')}
        .columns=${accountColumns(all)} .rows=${rows}
        .empty=${t('admin.people.empty')}></alongside-table>
    `
  }

  #teams(all: Everybody): TemplateResult {
    return html`
      <p class="lead">${t('admin.people.teams.lead')}</p>
      <alongside-table label=${t('admin.people.teams')} search=${t('admin.people.teams.search')}
        .columns=${teamColumns(all)} .rows=${all.teams}
        .empty=${t('admin.people.teams.empty')}></alongside-table>
    `
  }

  #account(): Account | undefined {
    return this.#everybody.value?.accounts.find(({ id }) => id === this.place[1])
  }

  #team(): Team | undefined {
    return this.#everybody.value?.teams.find(({ id }) => id === this.place[1])
  }
}

function isFor(filter: Filter, { role, enabled }: Account): boolean {
  if (filter === 'everybody') return true
  return filter === 'off' ? !enabled : role === filter && enabled
}

function accountColumns({ sites }: Everybody): readonly Column<Account>[] {
  const names = new Map(sites.map(({ key, name }) => [key, name]))
  const teams = (one: Account) => listed(one.teams.map(({ name }) => name))
  const gives = (one: Account) => one.role !== 'operator'
  return [
    {
      heading: t('admin.people.name'),
      cell: ({ id, name, present }) =>
        html`<span><a href=${hrefOf(PAGE, 'account', id)}>${name}</a>
          ${present ? html` <span class="badge good">${t('admin.people.present')}</span>` : nothing}</span>`,
      text: ({ name }) => name,
    },
    {
      heading: t('admin.people.user_name'),
      cell: ({ user_name }) => user_name,
      text: ({ user_name }) => user_name,
    },
    {
      heading: t('admin.people.role'),
      cell: ({ role, enabled }) =>
        html`<span>${roleName(role)}
          ${enabled ? nothing : html` <span class="badge warn">${t('admin.people.off')}</span>`}</span>`,
      text: ({ role }) => roleName(role),
    },
    {
      heading: t('admin.people.may_short'),
      cell: (one) => (gives(one) ? permissionsWords(one) : '–'),
    },
    {
      heading: t('admin.people.sites'),
      cell: (one) => (gives(one) ? sitesWords(one, names) : '–'),
      text: (one) => sitesWords(one, names),
    },
    { heading: t('admin.people.teams'), cell: (one) => teams(one) || '–', text: teams },
  ]
}

function teamColumns({ accounts, sites }: Everybody): readonly Column<Team>[] {
  const sitesByKey = new Map(sites.map(({ key, name }) => [key, name]))
  const people = new Map(accounts.map(({ id, name }) => [id, name]))
  const members = ({ members }: Team) => listed(members.map((id) => people.get(id) ?? id))
  return [
    {
      heading: t('admin.people.name'),
      cell: ({ id, name }) => html`<a href=${hrefOf(PAGE, 'team', id)}>${name}</a>`,
      text: ({ name }) => name,
    },
    { heading: t('admin.people.may_short'), cell: permissionsWords },
    {
      heading: t('admin.people.sites'),
      cell: (team) => sitesWords(team, sitesByKey),
      text: (team) => sitesWords(team, sitesByKey),
    },
    {
      heading: t('admin.people.members'),
      cell: (team) => members(team) || t('admin.people.nobody'),
      text: members,
    },
  ]
}

export function roleName(role: Account['role']): string {
  return role === 'supervisor' || role === 'operator'
    ? t(`admin.people.role.${role}`)
    : t('admin.people.role.agent')
}
