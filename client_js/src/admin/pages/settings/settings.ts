import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, query, state } from 'lit/decorators.js'
import { LANGUAGES } from '../../../i18n/languages.js'
import { locale } from '../../../i18n/spoken.js'
import { controls } from '../../../ui/controls.js'
import { get, patch } from '../../api.js'
import '../../parts/confirm.js'
import type { Confirm } from '../../parts/confirm.js'
import { errorText } from '../../parts/errors.js'
import { choice, field } from '../../parts/fields.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import { toast } from '../../parts/toast.js'
import { accentOf, contrastWithWhite, LEAST } from './contrast.js'
import './keeping.js'
import type { KeepingSettings } from './keeping.js'
import './other_names.js'
import { t } from './texts.js'

/** As `/api/v1/settings` tells them (signaling/rest/system.py). */
interface Settings extends KeepingSettings {
  readonly co_browse: boolean
  readonly organisation: string
  readonly configured_organisation: string
  readonly accent: string
  readonly languages: readonly string[]
}

const PATH = '/settings'
const NAME_MOST = 100
/** What the browser's picker shows where there is no colour yet. */
const OURS = '#3b4cca'

/** What holds for the whole server. */
@customElement('alongside-admin-settings')
export class SettingsPage extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      .colour {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--space-3);
      }
      .colour .row {
        flex: 1 1 200px;
      }
      input[type='color'] {
        width: 56px;
        height: 40px;
        padding: 2px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface);
        cursor: pointer;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(180px, 1fr));
        gap: var(--space-2);
        margin: 0;
        padding: 0;
        border: 0;
      }
      fieldset label {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 28px;
      }
      fieldset input {
        width: 20px;
        height: 20px;
        margin: 0;
        accent-color: var(--accent);
      }
    `,
  ]

  /** What was typed and is not saved yet. */
  @state() private draft: Partial<Settings> = {}
  @state() private wrong: { organisation?: string; accent?: string } = {}
  @state() private failure = ''
  @query('alongside-admin-confirm') private readonly confirm!: Confirm

  readonly #settings = new Loading(this, () => get<Settings>(PATH))

  override render(): TemplateResult {
    return html`
      <div class="head"><h1 tabindex="-1">${t('admin.settings.heading')}</h1></div>
      ${this.failure ? html`<div class="notice bad" role="alert">${this.failure}</div>` : nothing}
      ${this.#settings.draw((saved) => {
        const settings = { ...saved, ...this.draft }
        return html`
          ${this.#coBrowse(saved)}${this.#organisation(saved, settings)}${this.#languages(settings)}
          <alongside-settings-keeping .settings=${saved} @saved=${this.#kept}></alongside-settings-keeping>
        `
      })}
      <alongside-admin-confirm></alongside-admin-confirm>
    `
  }

  #coBrowse({ co_browse: on }: Settings): TemplateResult {
    return html`<section class="card" aria-labelledby="co-browse">
      <h2 id="co-browse">${t('admin.settings.co_browse')}</h2>
      <p class="notice ${on ? 'good' : 'warn'}" role="status">
        <strong>${t(on ? 'admin.settings.on' : 'admin.settings.off')}</strong>
        ${t(on ? 'admin.settings.on_more' : 'admin.settings.off_more')}
      </p>
      <button class="button ${on ? 'danger' : 'primary'}" type="button"
        @click=${() => void this.#switch(!on)}>
        ${t(on ? 'admin.settings.switch_off' : 'admin.settings.switch_on')}
      </button>
    </section>`
  }

  #organisation(saved: Settings, settings: Settings): TemplateResult {
    const { organisation, accent, configured_organisation: name } = settings
    return html`<section class="card" aria-labelledby="organisation-heading">
      <h2 id="organisation-heading">${t('admin.settings.organisation')}</h2>
      <form class="form" novalidate @submit=${this.#saveOrganisation}>
        ${field({
          id: 'organisation',
          label: t('admin.settings.name'),
          hint: t('admin.settings.name_hint', { name }),
          value: organisation,
          wrong: this.wrong.organisation,
          onInput: (value) => this.#type({ organisation: value }),
        })}
        <div class="colour">
          ${field({
            id: 'accent',
            label: t('admin.settings.accent'),
            hint: t('admin.settings.accent_hint'),
            value: accent,
            wrong: this.wrong.accent,
            most: 20,
            code: true,
            onInput: (value) => this.#type({ accent: value }),
          })}
          <input type="color" aria-label=${t('admin.settings.pick')}
            .value=${accentOf(accent) ?? OURS}
            @input=${(event: InputEvent) => this.#type({ accent: (event.currentTarget as HTMLInputElement).value })} />
        </div>
        ${this.#judgement(accent)}
        ${this.#save()}
      </form>
      <alongside-settings-other-names name=${saved.organisation || name}></alongside-settings-other-names>
    </section>`
  }

  #judgement(typed: string): TemplateResult | typeof nothing {
    const accent = accentOf(typed)
    if (accent === null) return nothing
    const contrast = contrastWithWhite(accent)
    const legible = contrast >= LEAST
    // Never rounded up to what it does not reach.
    const shown = (Math.floor(contrast * 10) / 10).toLocaleString(locale())
    return html`<p class="notice ${legible ? 'good' : 'warn'}" role="status">
      ${t(legible ? 'admin.settings.legible' : 'admin.settings.darker', { contrast: shown })}
    </p>`
  }

  #languages(settings: Settings): TemplateResult {
    const chosen = settings.languages
    return html`<section class="card" aria-labelledby="languages">
      <h2 id="languages">${t('admin.settings.languages')}</h2>
      <p class="soft">${t('admin.settings.languages_lead')}</p>
      <form class="form" @submit=${this.#saveLanguages}>
        <fieldset aria-labelledby="languages">
          ${Object.entries(LANGUAGES).map(
            ([tag, name]) => html`<label lang=${tag}>
              <input type="checkbox" .checked=${chosen.includes(tag)}
                @change=${(event: Event) => this.#choose(chosen, tag, (event.currentTarget as HTMLInputElement).checked)} />
              ${name}
            </label>`,
          )}
        </fieldset>
        ${
          chosen.length > 1
            ? choice({
                id: 'first',
                label: t('admin.settings.first'),
                value: chosen[0] ?? '',
                among: Object.fromEntries(chosen.map((tag) => [tag, LANGUAGES[tag] ?? tag])),
                onChange: (first) =>
                  this.#type({ languages: [first, ...chosen.filter((tag) => tag !== first)] }),
              })
            : nothing
        }
        ${this.#save()}
      </form>
    </section>`
  }

  #save(): TemplateResult {
    return html`<div class="buttons">
      <button class="button primary" type="submit">${t('admin.settings.save')}</button>
    </div>`
  }

  #type(typed: Partial<Settings>): void {
    this.draft = { ...this.draft, ...typed }
    this.wrong = {}
  }

  #choose(before: readonly string[], tag: string, on: boolean): void {
    const languages = on ? [...before, tag] : before.filter((one) => one !== tag)
    this.#type({ languages })
  }

  async #switch(on: boolean): Promise<void> {
    const sure =
      on ||
      (await this.confirm.ask({
        question: t('admin.settings.question'),
        body: t('admin.settings.body'),
        yes: t('admin.settings.yes'),
        tone: 'danger',
      }))
    if (!sure) return
    const said = t(on ? 'admin.settings.switched_on' : 'admin.settings.switched_off')
    await this.#send({ co_browse: on }, said)
  }

  readonly #saveOrganisation = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const { organisation, accent } = {
      organisation: '',
      accent: '',
      ...this.#settings.value,
      ...this.draft,
    }
    this.wrong = {
      ...(organisation.trim().length > NAME_MOST && { organisation: t('admin.settings.bad_name') }),
      ...(accent.trim() !== '' &&
        accentOf(accent) === null && { accent: t('admin.settings.bad_accent') }),
    }
    const [first] = Object.keys(this.wrong)
    if (first === undefined) {
      await this.#send({ organisation, accent }, t('admin.settings.saved'))
      return
    }
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>(`#${first}`)?.focus()
  }

  readonly #saveLanguages = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const { languages } = { languages: [], ...this.#settings.value, ...this.draft }
    await this.#send({ languages }, t('admin.settings.saved'))
  }

  readonly #kept = ({ detail }: CustomEvent<Settings>): void => {
    this.#settings.set(detail)
    toast(this, t('admin.settings.saved'))
  }

  /** What is sent is not a draft any more; what else was typed is. */
  async #send(change: Partial<Settings>, said: string): Promise<void> {
    this.failure = ''
    try {
      this.#settings.set(await patch<Settings>(PATH, change))
      const sent = new Set(Object.keys(change))
      this.draft = Object.fromEntries(
        Object.entries(this.draft).filter(([name]) => !sent.has(name)),
      )
      toast(this, said)
    } catch (error) {
      this.failure = errorText(error)
    }
  }
}
