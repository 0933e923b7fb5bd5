import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Permission } from '../../../signaling/messages.js'
import { controls } from '../../../ui/controls.js'
import { pageStyles } from '../../parts/page_styles.js'
import type { Site } from '../sites/site_api.js'
import { type Given, PERMISSIONS } from './people_api.js'
import { t } from './texts.js'

/** The permissions and sites that an account or a team gives. `given` in; `given-changed` out. */
@customElement('alongside-admin-giving')
export class Giving extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
      }
      fieldset {
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        font-weight: 600;
      }
      .ways {
        display: grid;
        gap: var(--space-2);
        margin-top: var(--space-2);
      }
      .list {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(260px, 1fr));
        gap: var(--space-3) var(--space-4);
        margin: var(--space-3) 0 0;
        padding-inline-start: var(--space-5);
      }
      @media (max-width: 479px) {
        .list {
          grid-template-columns: 1fr;
          padding-inline-start: var(--space-3);
        }
      }
    `,
  ]

  @property({ attribute: false }) given: Given = { permissions: [], sites: [] }
  @property({ attribute: false }) sites: readonly Site[] = []

  override render(): TemplateResult {
    const { permissions, sites } = this.given
    return html`
      <fieldset>
        <legend>${t('admin.people.may')}</legend>
        <div class="ways">
          ${this.#way('permissions', true, t('admin.people.may.all'))}
          ${this.#way('permissions', false, t('admin.people.may.chosen'))}
        </div>
        ${
          permissions === null
            ? nothing
            : html`<div class="list">${PERMISSIONS.map((one) => this.#permission(one, permissions))}</div>`
        }
      </fieldset>
      <fieldset>
        <legend>${t('admin.people.where')}</legend>
        <div class="ways">
          ${this.#way('sites', true, t('admin.people.where.all'))}
          ${this.#way('sites', false, t('admin.people.where.chosen'))}
        </div>
        ${
          sites === null
            ? nothing
            : html`<div class="list">${this.sites.map((site) => this.#site(site, sites))}</div>`
        }
      </fieldset>
    `
  }

  #way(what: keyof Given, isAll: boolean, label: string): TemplateResult {
    const all = what === 'permissions' ? [...PERMISSIONS] : this.sites.map(({ key }) => key)
    return html`<label class="switch">
      <input type="radio" name=${what} .checked=${(this.given[what] === null) === isAll}
        @change=${() => this.#changed({ [what]: isAll ? null : all })} />
      <span>${label}</span>
    </label>`
  }

  #permission(one: Permission, chosen: readonly Permission[]): TemplateResult {
    return html`<label class="switch">
      <input type="checkbox" name=${one} .checked=${chosen.includes(one)}
        @change=${() => this.#changed({ permissions: toggled(chosen, one) })} />
      <span>${t(`admin.people.permission.${one}`)}
        <span class="hint">${t(`admin.people.permission.${one}_hint`)}</span></span>
    </label>`
  }

  #site({ key, name }: Site, chosen: readonly string[]): TemplateResult {
    return html`<label class="switch">
      <input type="checkbox" .checked=${chosen.includes(key)}
        @change=${() => this.#changed({ sites: toggled(chosen, key) })} />
      <span>${name}<span class="hint">${key}</span></span>
    </label>`
  }

  #changed(change: Partial<Given>): void {
    this.given = { ...this.given, ...change }
    this.dispatchEvent(new CustomEvent('given-changed', { detail: this.given }))
  }
}

export function toggled<T>(chosen: readonly T[], one: T): readonly T[] {
  return chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]
}
