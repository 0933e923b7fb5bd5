import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { all, part, patch } from '../../api.js'
import '../../parts/confirm.js'
import type { Confirm } from '../../parts/confirm.js'
import { errorText } from '../../parts/errors.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import { toast } from '../../parts/toast.js'
import { hrefOf } from '../../place.js'
import type { Site } from '../sites/site_api.js'
import { t } from './texts.js'

/** Sites whose customers read another name than the organisation's; a site keeps its name until somebody says otherwise. */
@customElement('alongside-settings-other-names')
export class OtherNames extends LitElement {
  static override styles = [controls, pageStyles]

  /** The organisation's, as it is saved. */
  @property() name = ''
  @state() private busy = false
  @query('alongside-admin-confirm') private readonly confirm!: Confirm

  readonly #sites = new Loading(this, () => all<Site>('/sites', 'sites'))

  override render(): TemplateResult {
    return html`
      ${this.#sites.draw((sites) => this.#draw(sites.filter((one) => one.organisation !== this.name)))}
      <alongside-admin-confirm></alongside-admin-confirm>
    `
  }

  #draw(others: readonly Site[]): TemplateResult {
    if (others.length === 0) return html`${nothing}`
    return html`
      <p>${t('admin.settings.others', { count: others.length })}</p>
      <ul>
        ${others.map(
          ({ key, name, organisation }) =>
            html`<li><bdi><a href=${hrefOf('sites', key)}>${name}</a></bdi>: <bdi>${organisation}</bdi></li>`,
        )}
      </ul>
      <button class="button" type="button" aria-disabled=${this.busy}
        @click=${() => void this.#use(others)}>
        ${t('admin.settings.use', { name: this.name })}
      </button>
    `
  }

  async #use(others: readonly Site[]): Promise<void> {
    const { name } = this
    if (this.busy) return
    const sure = await this.confirm.ask({
      question: t('admin.settings.use_question'),
      body: t('admin.settings.use_body', { count: others.length, name }),
      yes: t('admin.settings.use_yes'),
    })
    if (!sure) return
    this.busy = true
    try {
      for (const { key } of others) await patch(`/sites/${part(key)}`, { organisation: name })
      toast(this, t('admin.settings.used'))
    } catch (error) {
      toast(this, errorText(error))
    }
    this.busy = false
    await this.#sites.reload()
  }
}
