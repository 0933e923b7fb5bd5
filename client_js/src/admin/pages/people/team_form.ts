import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { part, patch, post, remove } from '../../api.js'
import '../../parts/confirm.js'
import type { Confirm } from '../../parts/confirm.js'
import { errorText } from '../../parts/errors.js'
import { field, toggle, valuesOf } from '../../parts/fields.js'
import { pageStyles } from '../../parts/page_styles.js'
import { toast } from '../../parts/toast.js'
import { hrefOf } from '../../place.js'
import './giving.js'
import { toggled } from './giving.js'
import type { Ends, Everybody, Given, Team } from './people_api.js'
import { choiceStyles } from './people_styles.js'
import { t } from './texts.js'
import { endsWords } from './words.js'

/** A team adds to what accounts give, so a new one adds nothing yet. */
const NOTHING: Given = { permissions: [], sites: [] }

/** One team: its name, what it gives, and to whom. None: a new one. */
@customElement('alongside-admin-team')
export class TeamForm extends LitElement {
  static override styles = [controls, pageStyles, choiceStyles]

  @property({ attribute: false }) all!: Everybody
  @property({ attribute: false }) team: Team | null = null

  @state() private given: Given = NOTHING
  @state() private members: readonly string[] = []
  @state() private error = ''

  @query('alongside-admin-confirm') private readonly confirm!: Confirm

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('team')
    if (!changed.has('team') || before?.id === this.team?.id) return
    const { team } = this
    this.given = team ? { permissions: team.permissions, sites: team.sites } : NOTHING
    this.members = team?.members ?? []
    this.error = ''
  }

  override render(): TemplateResult {
    const { team } = this
    return html`
      <form class="card" @submit=${this.#save}>
        <div class="form">
          ${field({ id: 'name', label: t('admin.people.name'), value: team?.name ?? '', required: true, most: 100 })}
        </div>
        <p class="soft">${t('admin.people.teams.lead')}</p>
        <alongside-admin-giving .given=${this.given} .sites=${this.all.sites}
          @given-changed=${(event: CustomEvent<Given>) => {
            this.given = event.detail
          }}></alongside-admin-giving>
        ${this.#membersList()}
        ${this.error ? html`<p class="notice bad" role="alert">${this.error}</p>` : nothing}
        <div class="buttons">
          <button class="button primary" type="submit">
            ${team ? t('admin.people.save') : t('admin.people.team.add')}
          </button>
          ${
            team
              ? html`<button class="button danger" type="button" @click=${this.#remove}>
                ${t('admin.people.team.remove')}</button>`
              : nothing
          }
        </div>
      </form>
      <alongside-admin-confirm></alongside-admin-confirm>
    `
  }

  #membersList(): TemplateResult {
    const people = this.all.accounts.filter(({ role }) => role !== 'operator')
    return html`<div class="row" role="group" aria-labelledby="members-label">
      <span class="label" id="members-label">${t('admin.people.members')}</span>
      <div class="choices">
        ${people.map(({ id, name, user_name }) =>
          toggle({
            id: `member-${id}`,
            label: name,
            hint: user_name,
            on: this.members.includes(id),
            onChange: () => {
              this.members = toggled(this.members, id)
            },
          }),
        )}
      </div>
    </div>`
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    const { name = '' } = valuesOf(event)
    const { team, given, members } = this
    const body = { name, ...given, members }
    this.error = ''
    try {
      if (team) {
        const path = `/teams/${part(team.id)}`
        const { ends } = await patch<{ ends: Ends }>(`${path}?dry_run=true`, body)
        if (!(await this.#agreed(team, endsWords(ends)))) return
        await patch(path, body)
        toast(this, t('admin.people.saved', { name }))
      } else {
        const made = await post<Team>('/teams', body)
        toast(this, t('admin.people.added', { name }))
        location.hash = hrefOf('people', 'team', made.id)
      }
      this.dispatchEvent(new CustomEvent('saved'))
    } catch (error) {
      this.error = errorText(error)
    }
  }

  readonly #remove = async (): Promise<void> => {
    const { team } = this
    if (!team) return
    const path = `/teams/${part(team.id)}`
    try {
      const { ends } = await remove<{ ends: Ends }>(`${path}?dry_run=true`)
      const body = endsWords(ends) || t('admin.people.team.remove_body')
      if (!(await this.#agreed(team, body, t('admin.people.team.remove')))) return
      await remove(path)
      toast(this, t('admin.people.team.removed', { name: team.name }))
      location.hash = hrefOf('people', 'teams')
      this.dispatchEvent(new CustomEvent('saved'))
    } catch (error) {
      this.error = errorText(error)
    }
  }

  async #agreed(team: Team, body: string, yes = t('admin.people.ends.yes')): Promise<boolean> {
    if (body === '') return true
    const question = t('admin.people.ends.question', { name: team.name })
    return this.confirm.ask({ question, body, yes, tone: 'danger' })
  }
}
