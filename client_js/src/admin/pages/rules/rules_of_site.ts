import { html, LitElement, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { field } from '../../parts/fields.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import { failures, type Redaction, type Rule } from '../rulebook/book_api.js'
import type { FieldWords } from '../rulebook/change_words.js'
import '../rulebook/draft_bar.js'
import '../rulebook/history.js'
import { OpenBook } from '../rulebook/open_books.js'
import { PRODUCTS } from '../rulebook/products.js'
import { type Key, t } from '../rulebook/texts.js'
import type { Site } from '../sites/site_api.js'
import { brokenCount, isOrigin, linesOf, patternWrong, redactionWrong } from './checks.js'
import './import_rules.js'
import './rule_list.js'
import { ruleStyles } from './rule_styles.js'
import './try_rules.js'

const words: FieldWords = {
  name: () => t('admin.rules.mode'),
  value: (_, value) => t(value === 'private' ? 'admin.rules.private' : 'admin.rules.open'),
}

const FAILURES_MS = 3_000

/** The editor of one site's rules. */
@customElement('alongside-rules-of-site')
export class RulesOfSite extends LitElement {
  static override styles = [controls, pageStyles, ruleStyles]

  @property({ attribute: false }) site!: Site

  readonly #open = new OpenBook<Redaction>(this, 'redaction')
  readonly #book = new Loading(this, () => this.#open.open(this.site))
  /** Customers' browsers tell while somebody looks. */
  readonly #failed = new Loading(this, () => failures(this.site), FAILURES_MS)

  override updated(changed: Map<string, unknown>): void {
    if (changed.get('site') === undefined) return
    void this.#book.reload()
    void this.#failed.reload()
  }

  override render(): TemplateResult {
    return this.#book.draw((book) => {
      const { body } = book
      const wrong = redactionWrong(body)
      const broken = brokenCount(body.rules)
      return html`
        <alongside-draft-bar .book=${book} .turn=${this.#open.turn} .words=${words}
          .wrong=${wrong && t(`admin.rules.wrong.${wrong}`)}
          .warning=${broken ? t('admin.rules.broken_publish', { count: broken }) : null}
          @published=${() => void this.#failed.reload()}></alongside-draft-bar>
        <section class="card" aria-labelledby="rules">
          <h2 id="rules">${t('admin.rules.rules')}</h2>
          <p class="soft">${t('admin.rules.rules_lead')}</p>
          <alongside-rule-list .rules=${body.rules} .failed=${this.#failures()}
            @rules=${(event: CustomEvent<readonly Rule[]>) => this.#edit({ rules: event.detail })}
          ></alongside-rule-list>
        </section>
        ${this.#mode(body)}${this.#unshared(body)}${this.#marks(body)}
        <section class="card" aria-labelledby="try">
          <h2 id="try">${t('admin.rules.try')}</h2>
          <alongside-try-rules .site=${this.site} .book=${book}></alongside-try-rules>
        </section>
        <section class="card" aria-labelledby="import">
          <h2 id="import">${t('admin.rules.import')}</h2>
          <alongside-import-rules .site=${this.site} .body=${body}
            @imported=${(event: CustomEvent<Redaction>) => this.#edit(event.detail)}
          ></alongside-import-rules>
        </section>
        ${this.#origins(body)}
        <section class="card" aria-labelledby="history">
          <h2 id="history">${t('admin.rulebook.history')}</h2>
          <alongside-history .book=${book} .api=${this.#open.api} .words=${words}
            .newest=${book.server.published.number}></alongside-history>
        </section>
      `
    })
  }

  /** By what a rule says, on how many pages it failed. */
  #failures(): ReadonlyMap<string, number> {
    const published = this.#open.book?.server.published.body.rules ?? []
    const found = new Map<string, number>()
    for (const { rule, pages } of this.#failed.value?.failures ?? []) {
      const one = published[rule]
      if (one) found.set(JSON.stringify([one.url, one.selector, one.action]), pages)
    }
    return found
  }

  #edit(changes: Partial<Redaction>): void {
    const { book } = this.#open
    book?.edit({ ...book.body, ...changes })
  }

  #mode({ mode }: Redaction): TemplateResult {
    const radio = (value: Redaction['mode'], hint: Key) =>
      html`<label class="switch">
        <input type="radio" name="mode" .checked=${mode === value}
          @change=${() => this.#edit({ mode: value })} />
        <span>${t(`admin.rules.${value}`)}<span class="hint">${t(hint)}</span></span>
      </label>`
    return html`<fieldset class="card">
      <legend>${t('admin.rules.mode')}</legend>
      ${radio('open', 'admin.rules.open_hint')}${radio('private', 'admin.rules.private_hint')}
    </fieldset>`
  }

  #unshared({ unshared }: Redaction): TemplateResult {
    const wrong = unshared.find((pattern) => patternWrong(pattern) !== null)
    return html`<section class="card" aria-labelledby="unshared-heading">
      <h2 id="unshared-heading">${t('admin.rules.unshared')}</h2>
      ${field({
        id: 'unshared',
        label: t('admin.rules.unshared_label'),
        hint: t('admin.rules.unshared_hint'),
        value: this.#typed('unshared', unshared),
        wrong: wrong === undefined ? undefined : t('admin.rules.pattern_wrong', { pattern: wrong }),
        rows: 4,
        onInput: (text) => this.#type('unshared', text),
      })}
    </section>`
  }

  #origins({ asset_origins: origins }: Redaction): TemplateResult {
    const wrong = origins.find((origin) => !isOrigin(origin))
    return html`<section class="card" aria-labelledby="origins-heading">
      <h2 id="origins-heading">${t('admin.rules.origins')}</h2>
      ${field({
        id: 'origins',
        label: t('admin.rules.origins_label'),
        hint: t('admin.rules.origins_hint'),
        value: this.#typed('asset_origins', origins),
        wrong: wrong === undefined ? undefined : t('admin.rules.origin_wrong', { origin: wrong }),
        rows: 3,
        onInput: (text) => this.#type('asset_origins', text),
      })}
    </section>`
  }

  /** What stands in a field of lines: as it was typed, for as long as that says what is edited. */
  #typed(name: 'unshared' | 'asset_origins', lines: readonly string[]): string {
    const typed = this.#texts[name]
    return typed !== undefined && linesOf(typed).join('\n') === lines.join('\n')
      ? typed
      : lines.join('\n')
  }

  #texts: Partial<Record<'unshared' | 'asset_origins', string>> = {}

  #type(name: 'unshared' | 'asset_origins', text: string): void {
    this.#texts[name] = text
    this.#edit({ [name]: linesOf(text) })
  }

  #marks({ aliases }: Redaction): TemplateResult {
    const toggled = (name: string, on: boolean) =>
      this.#edit({
        aliases: Object.keys(PRODUCTS).filter((one) => (one === name ? on : aliases.includes(one))),
      })
    return html`<fieldset class="card">
      <legend>${t('admin.rules.aliases')}</legend>
      <p class="soft">${t('admin.rules.aliases_lead')}</p>
      <div class="products">
        ${Object.entries(PRODUCTS).map(
          ([name, shown]) => html`<label class="switch">
            <input type="checkbox" name="alias" .checked=${aliases.includes(name)}
              @change=${(event: Event) => toggled(name, (event.currentTarget as HTMLInputElement).checked)} />
            <span>${shown}</span>
          </label>`,
        )}
      </div>
    </fieldset>`
  }
}
