import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { part, patch, post } from '../../api.js'
import { errorText } from '../../parts/errors.js'
import { field, valuesOf } from '../../parts/fields.js'
import { pageStyles } from '../../parts/page_styles.js'
import { ORIGINS_MOST, originsOf } from './origins.js'
import type { Site } from './site_api.js'
import { t } from './texts.js'

const NAME_MOST = 100

type Wrong = { name?: string; organisation?: string; origins?: string }

/** What a site is called and where its pages come from; a new one where there is no `site`. Fires
 * `saved` with the Site. */
@customElement('alongside-admin-site-form')
export class SiteForm extends LitElement {
  static override styles = [controls, pageStyles]

  @property({ attribute: false }) site: Site | null = null
  @state() private wrong: Wrong = {}
  @state() private failure = ''
  @state() private busy = false

  override render(): TemplateResult {
    const { site, wrong } = this
    return html`<form class="form" novalidate @submit=${this.#submit}>
      ${field({
        id: 'name',
        label: t('admin.sites.name'),
        hint: t('admin.sites.name_hint'),
        value: site?.name ?? '',
        wrong: wrong.name,
        required: true,
      })}
      ${field({
        id: 'organisation',
        label: t('admin.sites.organisation'),
        hint: t(site ? 'admin.sites.organisation_kept' : 'admin.sites.organisation_hint'),
        value: site?.organisation ?? '',
        wrong: wrong.organisation,
        required: site !== null,
      })}
      ${field({
        id: 'origins',
        label: t('admin.sites.origins'),
        hint: t('admin.sites.origins_hint'),
        value: site?.origins.join('\n') ?? '',
        wrong: wrong.origins,
        rows: 4,
        code: true,
        required: true,
      })}
      ${this.failure ? html`<div class="notice bad" role="alert">${this.failure}</div>` : nothing}
      <div class="buttons">
        <button class="button primary" type="submit" aria-disabled=${this.busy}>
          ${t(site ? 'admin.sites.save' : 'admin.sites.add')}
        </button>
      </div>
    </form>`
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    const { name = '', organisation = '', origins: lines = '' } = valuesOf(event)
    if (this.busy) return
    this.failure = ''
    const { origins, wrong } = originsOf(lines)
    this.wrong = this.#wrongIn(name, organisation, origins, wrong)
    const [first] = Object.keys(this.wrong)
    if (first !== undefined) {
      await this.updateComplete
      this.renderRoot.querySelector<HTMLElement>(`#${first}`)?.focus()
      return
    }
    await this.#send({ name, origins, ...(organisation !== '' && { organisation }) })
  }

  #wrongIn(
    name: string,
    organisation: string,
    origins: readonly string[],
    wrong: string | null,
  ): Wrong {
    const isName = (text: string) => text !== '' && text.length <= NAME_MOST
    const mayBeEmpty = this.site === null && organisation === ''
    const many = origins.length === 0 || origins.length > ORIGINS_MOST
    return {
      ...(!isName(name) && { name: t('admin.sites.bad_name') }),
      ...(!mayBeEmpty && !isName(organisation) && { organisation: t('admin.sites.bad_name') }),
      ...(many && { origins: t('admin.sites.no_origins') }),
      ...(wrong !== null && { origins: t('admin.sites.bad_origin', { origin: wrong }) }),
    }
  }

  async #send(wanted: object): Promise<void> {
    this.busy = true
    try {
      const detail = this.site
        ? await patch<Site>(`/sites/${part(this.site.key)}`, wanted)
        : await post<Site>('/sites', wanted)
      this.dispatchEvent(new CustomEvent('saved', { detail }))
    } catch (error) {
      this.failure = errorText(error)
    } finally {
      this.busy = false
    }
  }
}
