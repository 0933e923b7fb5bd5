import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { errorText } from '../../parts/errors.js'
import { field } from '../../parts/fields.js'
import { pageStyles } from '../../parts/page_styles.js'
import type { Book } from '../rulebook/book.js'
import { openPreview, type Redaction } from '../rulebook/book_api.js'
import { t } from '../rulebook/texts.js'
import type { Site } from '../sites/site_api.js'
import { redactionWrong } from './checks.js'
import { ruleStyles } from './rule_styles.js'

/** Opens a page of the site in a tab of its own that shows what an agent would see of it. */
@customElement('alongside-try-rules')
export class TryRules extends LitElement {
  static override styles = [controls, pageStyles, ruleStyles]

  @property({ attribute: false }) site!: Site
  @property({ attribute: false }) book!: Book<Redaction>

  @state() private url: string | null = null
  @state() private failure: string | null = null

  override render(): TemplateResult {
    return html`<form @submit=${this.#submit}>
      ${field({
        id: 'page',
        label: t('admin.rules.try_label'),
        hint: t('admin.rules.try_hint'),
        value: this.url ?? `${this.site.origins[0] ?? ''}/`,
        type: 'url',
        wrong: this.failure ?? undefined,
        onInput: (url) => {
          this.url = url
        },
      })}
      <p class="buttons"><button class="button" type="submit">${t('admin.rules.try_open')}</button></p>
    </form>`
  }

  /** Saves what is edited: the page reads the draft. */
  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    this.failure = null
    const page = ownPage(this.url ?? `${this.site.origins[0] ?? ''}/`, this.site.origins)
    if (page === null) {
      this.failure = t('admin.rules.try_elsewhere')
      return
    }
    const wrong = redactionWrong(this.book.body)
    if (wrong) {
      this.failure = t(`admin.rules.wrong.${wrong}`)
      return
    }
    try {
      if (this.book.state === 'unsaved') await this.book.save()
      const { code } = await openPreview(this.site)
      page.hash = `alongside-preview=${code}`
      window.open(page.href, '_blank', 'noopener')
    } catch (error) {
      this.failure = errorText(error)
    }
  }
}

/** The address of a page of the site; null for any other. */
export function ownPage(text: string, origins: readonly string[]): URL | null {
  try {
    const url = new URL(text)
    return origins.includes(url.origin) ? url : null
  } catch {
    return null
  }
}
