import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { get, part, patch, post } from '../../api.js'
import { type Wrong, wrongIn } from '../../parts/account_check.js'
import '../../parts/confirm.js'
import type { Confirm } from '../../parts/confirm.js'
import { errorText } from '../../parts/errors.js'
import { choice, field, toggle, valuesOf } from '../../parts/fields.js'
import { pageStyles } from '../../parts/page_styles.js'
import { toast } from '../../parts/toast.js'
import { hrefOf } from '../../place.js'
import './giving.js'
import { toggled } from './giving.js'
import type { Account, Ends, Everybody, Given, SiteResult } from './people_api.js'
import './site_results.js'
import { choiceStyles } from './people_styles.js'
import { t } from './texts.js'
import { endsWords } from './words.js'

/** A new account is given everything, as by the command line. */
const EVERYTHING: Given = { permissions: null, sites: null }
const PASSWORD_LEAST = 10
const ROLES = ['agent', 'supervisor', 'operator'] as const

/** One account: who it is, what it may do, and the result on each site. None: a new one. */
@customElement('alongside-admin-account')
export class AccountForm extends LitElement {
  static override styles = [controls, pageStyles, choiceStyles]

  @property({ attribute: false }) all!: Everybody
  @property({ attribute: false }) account: Account | null = null

  @state() private given: Given = EVERYTHING
  @state() private teams: readonly string[] = []
  @state() private chosenRole: Account['role'] = 'agent'
  /** By field. */
  @state() private wrong: Wrong = {}
  @state() private error = ''
  @state() private results: readonly SiteResult[] | null = null

  @query('alongside-admin-confirm') private readonly confirm!: Confirm

  override willUpdate(changed: PropertyValues<this>): void {
    // What comes by itself every few seconds must not undo what is being typed.
    const before = changed.get('account')
    if (changed.has('account') && before?.id !== this.account?.id) this.#begin()
  }

  override render(): TemplateResult {
    const { account } = this
    return html`
      <form class="card" @submit=${this.#save}>
        <h2>${t('admin.people.account')}</h2>
        <div class="form">
          ${account ? nothing : this.#newAccount()}
          ${field({ id: 'name', label: t('admin.people.name'), hint: t('admin.people.name_hint'), value: account?.name ?? '', required: true, most: 100, wrong: this.wrong.name })}
          ${this.#role()}
          ${
            account
              ? toggle({
                  id: 'enabled',
                  label: t('admin.people.enabled'),
                  hint: t('admin.people.enabled_hint'),
                  on: account.enabled,
                })
              : nothing
          }
        </div>
        ${this.chosenRole === 'operator' ? nothing : this.#rights()}
        ${this.error ? html`<p class="notice bad" role="alert">${this.error}</p>` : nothing}
        <div class="buttons">
          <button class="button primary" type="submit">
            ${account ? t('admin.people.save') : t('admin.people.add')}
          </button>
        </div>
      </form>
      ${account ? this.#more(account) : nothing}
      <alongside-admin-confirm></alongside-admin-confirm>
    `
  }

  #newAccount(): TemplateResult {
    return html`
      ${field({ id: 'user_name', label: t('admin.people.user_name'), code: true, hint: t('admin.people.user_name_hint'), required: true, most: 64, wrong: this.wrong.user_name })}
      ${field({ id: 'password', label: t('admin.people.password'), hint: t('admin.people.password_hint', { least: PASSWORD_LEAST }), type: 'password', autocomplete: 'new-password', required: true, wrong: this.wrong.password })}
    `
  }

  #role(): TemplateResult {
    return choice({
      id: 'role',
      label: t('admin.people.role'),
      value: this.chosenRole,
      among: {
        agent: t('admin.people.role.agent'),
        supervisor: t('admin.people.role.supervisor'),
        operator: t('admin.people.role.operator'),
      },
      onChange: (role) => {
        this.chosenRole = ROLES.find((one) => one === role) ?? 'agent'
      },
    })
  }

  #rights(): TemplateResult {
    return html`
      <h2>${t('admin.people.rights')}</h2>
      <p class="soft">${t('admin.people.rights_lead')}</p>
      <alongside-admin-giving .given=${this.given} .sites=${this.all.sites}
        @given-changed=${(event: CustomEvent<Given>) => {
          this.given = event.detail
        }}></alongside-admin-giving>
      <div class="row" role="group" aria-labelledby="teams-label">
        <span class="label" id="teams-label">${t('admin.people.teams')}</span>
        ${this.all.teams.length === 0 ? html`<span class="hint">${t('admin.people.teams.empty')}</span>` : nothing}
        <div class="choices">
          ${this.all.teams.map(({ id, name }) =>
            toggle({
              id: `team-${id}`,
              label: name,
              on: this.teams.includes(id),
              onChange: () => {
                this.teams = toggled(this.teams, id)
              },
            }),
          )}
        </div>
      </div>
    `
  }

  #more(account: Account): TemplateResult {
    return html`
      ${
        account.role === 'operator' || this.results === null
          ? nothing
          : html`<alongside-admin-results .results=${this.results}></alongside-admin-results>`
      }
      <form class="card" @submit=${this.#setPassword}>
        <h2>${t('admin.people.new_password')}</h2>
        <p class="soft">${t('admin.people.new_password_lead')}</p>
        <div class="form">
          ${field({ id: 'password', label: t('admin.people.password'), hint: t('admin.people.password_hint', { least: PASSWORD_LEAST }), type: 'password', autocomplete: 'new-password', required: true, wrong: this.wrong.password })}
        </div>
        <div class="buttons">
          <button class="button" type="submit">${t('admin.people.set_password')}</button>
        </div>
      </form>
    `
  }

  #begin(): void {
    const { account } = this
    this.given = account ? { permissions: account.permissions, sites: account.sites } : EVERYTHING
    this.teams = account ? account.teams.map(({ id }) => id) : []
    this.chosenRole = account?.role ?? 'agent'
    this.error = ''
    this.wrong = {}
    this.results = null
    void this.#look()
  }

  /** The result as the server works it out, so that it is what will be. */
  async #look(): Promise<void> {
    const id = this.account?.id
    if (id === undefined) return
    try {
      const { sites } = await get<{ sites: SiteResult[] }>(`/agents/${part(id)}/permissions`)
      if (id === this.account?.id) this.results = sites
    } catch (error) {
      this.error = errorText(error)
    }
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    const values = valuesOf(event)
    const { account, given, teams, chosenRole: role } = this
    const change = { name: values.name, role, ...given, teams }
    this.error = ''
    this.wrong = wrongIn(values)
    if (Object.keys(this.wrong).length > 0) return
    try {
      if (account) {
        const body = { ...change, enabled: values.enabled === 'on' }
        if (!(await this.#agreed(account, body))) return
        await patch(`/agents/${part(account.id)}`, body)
        toast(this, t('admin.people.saved', { name: values.name ?? '' }))
        this.dispatchEvent(new CustomEvent('saved'))
        await this.#look()
      } else {
        const { user_name, password } = values
        const made = await post<Account>('/agents', { ...change, user_name, password })
        toast(this, t('admin.people.added', { name: made.name }))
        this.dispatchEvent(new CustomEvent('saved'))
        location.hash = hrefOf('people', 'account', made.id)
      }
    } catch (error) {
      this.error = errorText(error)
    }
  }

  readonly #setPassword = async (event: SubmitEvent): Promise<void> => {
    const form = event.currentTarget as HTMLFormElement
    const { password = '' } = valuesOf(event)
    const { account } = this
    if (!account) return
    this.error = ''
    this.wrong = wrongIn({ password })
    if (this.wrong.password) return
    try {
      if (!(await this.#agreed(account, { password }))) return
      await patch(`/agents/${part(account.id)}`, { password })
      form.reset()
      toast(this, t('admin.people.password_set', { name: account.name }))
    } catch (error) {
      this.error = errorText(error)
    }
  }

  /** Whether nothing ends by it, or the operator wants it all the same. */
  async #agreed(account: Account, change: object): Promise<boolean> {
    const path = `/agents/${part(account.id)}?dry_run=true`
    const body = endsWords((await patch<{ ends: Ends }>(path, change)).ends)
    if (body === '') return true
    return this.confirm.ask({
      question: t('admin.people.ends.question', { name: account.name }),
      body,
      yes: t('admin.people.ends.yes'),
      tone: 'danger',
    })
  }
}
