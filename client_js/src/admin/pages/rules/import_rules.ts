import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { codeOf, errorText } from '../../parts/errors.js'
import { field } from '../../parts/fields.js'
import { pageStyles } from '../../parts/page_styles.js'
import { type Imported, importText, type Redaction } from '../rulebook/book_api.js'
import { type Key, t } from '../rulebook/texts.js'
import type { Site } from '../sites/site_api.js'
import { brokenCount, MOST_RULES } from './checks.js'
import { ruleStyles } from './rule_styles.js'

const WHY: Readonly<Record<string, Key>> = {
  no_selector: 'admin.rules.why.no_selector',
  no_pattern: 'admin.rules.why.no_pattern',
  shows: 'admin.rules.why.shows',
  ours: 'admin.rules.why.ours',
  too_many: 'admin.rules.why.too_many',
}

/** Takes what another product was told into what is edited; `imported` tells of it. */
@customElement('alongside-import-rules')
export class ImportRules extends LitElement {
  static override styles = [controls, pageStyles, ruleStyles]

  @property({ attribute: false }) site!: Site
  @property({ attribute: false }) body!: Redaction

  @state() private text = ''
  @state() private failure: string | null = null
  @state() private found: Imported | null = null

  override render(): TemplateResult {
    return html`
      <form @submit=${this.#submit}>
        ${field({
          id: 'text',
          label: t('admin.rules.import_label'),
          hint: t('admin.rules.import_hint'),
          value: this.text,
          wrong: this.failure ?? undefined,
          rows: 4,
          onInput: (text) => {
            this.text = text
          },
        })}
        <div class="buttons">
          <label class="button">
            ${t('admin.rules.import_file')}
            <input class="visually-hidden" type="file" accept=".json,.txt,.css,.html,.htm"
              @change=${this.#file} />
          </label>
          <button class="button" type="submit">${t('admin.rules.import_do')}</button>
        </div>
      </form>
      <div role="status">${this.found ? this.#report(this.found) : nothing}</div>
    `
  }

  #report({ rules, aliases, unshared, skipped, more }: Imported): TemplateResult {
    const counts = { rules: rules.length, aliases: aliases.length, pages: unshared.length }
    const broken = brokenCount(rules)
    return html`
      <p class="notice good">${t('admin.rules.import_found', counts)}</p>
      ${broken ? html`<p class="notice warn">${t('admin.rules.import_broken', { count: broken })}</p>` : nothing}
      ${
        skipped.length === 0
          ? nothing
          : html`<p>${t('admin.rules.import_skipped', { count: skipped.length + more })}</p>
              <ul class="found" tabindex="0" aria-label=${t('admin.rules.import_skipped', { count: skipped.length + more })}>
                ${skipped.map(
                  ({ text, why }) =>
                    html`<li><code><bdi>${text}</bdi></code>: ${t(WHY[why] ?? 'admin.rules.why.unknown')}</li>`,
                )}
              </ul>`
      }
    `
  }

  readonly #file = async (event: Event): Promise<void> => {
    const [file] = (event.currentTarget as HTMLInputElement).files ?? []
    if (!file) return
    this.text = file.size > 60_000 ? '' : await file.text()
    this.failure = file.size > 60_000 ? t('admin.rules.import_large') : null
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    this.failure = null
    this.found = null
    try {
      const found = await importText(this.site, this.text)
      this.found = found
      this.dispatchEvent(new CustomEvent('imported', { detail: merged(this.body, found) }))
    } catch (error) {
      this.failure =
        codeOf(error) === 'bad_import' ? t('admin.rules.import_nothing') : errorText(error)
    }
  }
}

/** `body` with what was found behind what there is, each once. */
export function merged(body: Redaction, found: Imported): Redaction {
  const said = (rule: object): string => JSON.stringify(Object.entries(rule).sort())
  const there = new Set(body.rules.map(said))
  const rules = [...body.rules, ...found.rules.filter((rule) => !there.has(said(rule)))]
  return {
    ...body,
    mode: found.mode ?? body.mode,
    rules: rules.slice(0, MOST_RULES),
    aliases: [...new Set([...body.aliases, ...found.aliases])],
    unshared: [...new Set([...body.unshared, ...found.unshared])],
  }
}
