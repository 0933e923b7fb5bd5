import { css, html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { get, part, patch } from '../../api.js'
import '../../parts/copy.js'
import { errorText } from '../../parts/errors.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import { ago } from '../../parts/times.js'
import { toast } from '../../parts/toast.js'
import { hrefOf } from '../../place.js'
import { t as shell } from '../../texts.js'
import type { Installation, Sighting, Site } from './site_api.js'
import './site_form.js'
import './site_tag.js'
import { t } from './texts.js'

const EVERY_MS = 3000

/** One site: what it is, and how to put it on the website. */
@customElement('alongside-admin-site')
export class SitePage extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      .ways {
        margin-bottom: var(--space-4);
      }
    `,
  ]

  @property() key = ''

  readonly #site = new Loading(this, () => get<Site>(this.#path))
  readonly #installation = new Loading(
    this,
    () => get<Installation>(`${this.#path}/installation`),
    EVERY_MS,
  )

  get #path(): string {
    return `/sites/${part(this.key)}`
  }

  override render(): TemplateResult {
    const name = this.#site.value?.name ?? t('admin.sites.heading')
    return html`
      <div class="head">
        <h1 tabindex="-1">${name}</h1>
        <a href=${hrefOf('sites')}>${t('admin.sites.all')}</a>
      </div>
      ${this.#site.draw((site) => this.#draw(site))}
    `
  }

  #draw(site: Site): TemplateResult {
    return html`
      <p class="buttons ways">
        <a class="button" href=${hrefOf('rules', site.key)}>${shell('admin.nav.rules')}</a>
        <a class="button" href=${hrefOf('policy', site.key)}>${shell('admin.nav.policy')}</a>
        <a class="button" href=${hrefOf('webhooks', site.key)}>${shell('admin.nav.webhooks')}</a>
        <a class="button" href=${hrefOf('audit', site.key)}>${shell('admin.nav.audit')}</a>
      </p>
      <section class="card" aria-labelledby="embed">
        <h2 id="embed">${t('admin.sites.embed')}</h2>
        ${this.#installation.draw((installation) => this.#embed(site, installation))}
      </section>
      <section class="card" aria-labelledby="about">
        <h2 id="about">${t('admin.sites.about')}</h2>
        <alongside-admin-site-form .site=${site}
          @saved=${({ detail }: CustomEvent<Site>) => this.#saved(detail)}></alongside-admin-site-form>
      </section>
    `
  }

  #embed(site: Site, installation: Installation): TemplateResult {
    const { policy, sightings, now } = installation
    const own = sightings.find(({ registered }) => registered)
    const strange = sightings.filter(({ registered }) => !registered)
    return html`
      <p class="notice ${own ? 'good' : ''}">
        ${own ? t('admin.sites.seen', seen(own, now)) : t('admin.sites.unseen')}
      </p>
      ${strange.map(
        (one) => html`<p class="notice warn">
          ${t('admin.sites.strange', seen(one, now))}
          <button class="button" type="button" @click=${() => void this.#register(site, one.origin)}>
            ${t('admin.sites.register', { origin: one.origin })}
          </button>
        </p>`,
      )}
      <alongside-admin-site-tag .installation=${installation}></alongside-admin-site-tag>
      <alongside-copy label=${t('admin.sites.policy')} text=${policy.join('\n')}></alongside-copy>
      <p class="soft">${t('admin.sites.policy_more')}</p>
      <alongside-copy label=${t('admin.sites.key')} text=${site.key}></alongside-copy>
    `
  }

  #saved(site: Site): void {
    this.#site.set(site)
    toast(this, t('admin.sites.saved'))
    void this.#installation.reload()
  }

  async #register(site: Site, origin: string): Promise<void> {
    try {
      this.#saved(await patch<Site>(this.#path, { origins: [...site.origins, origin] }))
    } catch (error) {
      toast(this, errorText(error))
    }
    // The button goes with what it was for.
    this.renderRoot.querySelector('h1')?.focus()
  }
}

function seen({ origin, seen_at }: Sighting, now: number): { ago: string; origin: string } {
  return { ago: ago(now - seen_at), origin }
}
