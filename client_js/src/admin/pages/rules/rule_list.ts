import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import { controls } from '../../../ui/controls.js'
import { icons } from '../../../ui/icons.js'
import { choice, field } from '../../parts/fields.js'
import { pageStyles } from '../../parts/page_styles.js'
import { found } from '../../parts/search.js'
import type { Action, Rule } from '../rulebook/book_api.js'
import { locale, t } from '../rulebook/texts.js'
import { isSelector, MOST_RULES, moved, patternWrong, textWrong } from './checks.js'
import { ruleStyles } from './rule_styles.js'

const ACTIONS: readonly Action[] = ['mask', 'block', 'ignore', 'reveal', 'readonly', 'nosubmit']

interface Editing {
  /** Its place; the length of the list: a new one. */
  at: number
  rule: Rule
  /** Whether somebody has wanted it to be taken as it is. */
  tried: boolean
}

/** The rules of a site, to be searched, edited, moved and removed; `rules` tells of each change. */
@customElement('alongside-rule-list')
export class RuleList extends LitElement {
  static override styles = [controls, pageStyles, ruleStyles]

  @property({ attribute: false }) rules: readonly Rule[] = []
  /** By what a rule says, on how many pages browsers did not understand it. */
  @property({ attribute: false }) failed: ReadonlyMap<string, number> = new Map()

  @state() private wanted = ''
  @state() private editing: Editing | null = null
  @state() private said = ''

  override render(): TemplateResult {
    const { rules, editing } = this
    const numbered = rules.map((rule, at) => ({ rule, at }))
    const shown = found(numbered, this.wanted, ({ rule }) => [
      rule.url,
      rule.selector,
      t(`admin.rules.action.${rule.action}`),
    ])
    return html`
      <div class="tools">
        ${
          rules.length === 0
            ? nothing
            : html`<input class="field" type="search" .value=${this.wanted} autocomplete="off"
                aria-label=${t('admin.rules.search')} placeholder=${t('admin.rules.search')}
                @input=${this.#search} />`
        }
        <button id="add" class="button" type="button"
          ?disabled=${rules.length >= MOST_RULES || editing?.at === rules.length}
          @click=${this.#add}>${t('admin.rules.add')}</button>
      </div>
      <p class="visually-hidden" role="status">${this.said}</p>
      ${this.#nothing(shown.length)}
      <ol aria-label=${t('admin.rules.rules')}>
        ${repeat(
          shown,
          ({ at }) => at,
          ({ rule, at }) => (editing?.at === at ? this.#form(editing) : this.#row(rule, at)),
        )}
        ${editing?.at === rules.length ? this.#form(editing) : nothing}
      </ol>
    `
  }

  #nothing(shown: number): TemplateResult | typeof nothing {
    if (this.rules.length === 0) {
      return this.editing ? nothing : html`<p class="empty">${t('admin.rules.none')}</p>`
    }
    return shown === 0 ? html`<p class="empty">${t('admin.rules.not_found')}</p>` : nothing
  }

  /** Of hundreds of rows a keystroke changes one. */
  #row(rule: Rule, at: number): unknown {
    const pages = this.failed.get(JSON.stringify([rule.url, rule.selector, rule.action]))
    const { length } = this.rules
    const isSearching = this.wanted.trim() !== ''
    const depends = [rule, at, at === length - 1, pages, isSearching, locale()]
    return guard(depends, () => this.#rule(rule, at, pages, isSearching))
  }

  #rule(rule: Rule, at: number, pages: number | undefined, isSearching: boolean): TemplateResult {
    const { url, selector, action } = rule
    const number = at + 1
    const act = (name: 'edit' | 'up' | 'down' | 'remove', go: () => void, off = false) =>
      html`<button class="button quiet icon" type="button" id="${name}-${at}" ?disabled=${off}
        aria-label=${t(`admin.rules.${name}`, { number })} title=${t(`admin.rules.${name}`, { number })}
        @click=${go}>${ICONS[name]}</button>`
    return html`<li class="rule">
      <span class="number">${number}</span>
      <span class="badge">${t(`admin.rules.action.${action}`)}</span>
      <span class="says">
        <code dir="ltr">${selector}</code>
        <span class="where" dir="ltr">${url === '*' ? t('admin.rules.everywhere') : url}</span>
        ${isSelector(selector) ? nothing : html`<span class="badge bad">${t('admin.rules.broken')}</span>`}
        ${pages ? html`<span class="badge bad">${t('admin.rules.failed', { count: pages })}</span>` : nothing}
      </span>
      <span class="acts">
        ${act('edit', () => this.#edit(at))}
        ${act('up', () => this.#move(at, -1), at === 0 || isSearching)}
        ${act('down', () => this.#move(at, 1), at === this.rules.length - 1 || isSearching)}
        ${act('remove', () => this.#remove(at))}
      </span>
    </li>`
  }

  #form(editing: Editing): TemplateResult {
    const { rule, tried } = editing
    const change = (part: Partial<Rule>): void => {
      this.editing = { ...editing, rule: { ...rule, ...part } }
    }
    const selectorWrong = this.#selectorWrong(rule.selector, tried)
    const wrong = patternWrong(rule.url)
    return html`<li class="rule editing">
      <form @submit=${this.#take} @keydown=${this.#key} novalidate
        aria-label=${t('admin.rules.edit', { number: editing.at + 1 })}>
        <div class="grid">
          ${field({
            id: 'selector',
            label: t('admin.rules.selector'),
            hint: t('admin.rules.selector_hint'),
            value: rule.selector,
            wrong: selectorWrong,
            most: 500,
            onInput: (selector) => change({ selector }),
          })}
          ${choice({
            id: 'action',
            label: t('admin.rules.what'),
            hint: t(`admin.rules.about.${rule.action}`),
            value: rule.action,
            among: Object.fromEntries(
              ACTIONS.map((action) => [action, t(`admin.rules.action.${action}`)]),
            ),
            onChange: (action) => change({ action: action as Action }),
          })}
          ${field({
            id: 'url',
            label: t('admin.rules.url'),
            hint: t('admin.rules.url_hint'),
            value: rule.url,
            wrong: wrong === null ? undefined : t(`admin.rules.wrong.${wrong}`),
            most: 500,
            onInput: (url) => change({ url }),
          })}
        </div>
        <div class="buttons">
          <button class="button primary" type="submit">${t('admin.rules.take')}</button>
          <button class="button" type="button" @click=${this.#leave}>${t('admin.rulebook.cancel')}</button>
        </div>
      </form>
    </li>`
  }

  /** Before anything is typed nothing is wrong yet. */
  #selectorWrong(selector: string, tried: boolean): string | undefined {
    const wrong = textWrong(selector)
    if (wrong === 'empty' && !tried) return undefined
    if (wrong) return t(`admin.rules.wrong.${wrong}`)
    return isSelector(selector) ? undefined : t('admin.rules.selector_wrong')
  }

  readonly #search = (event: Event): void => {
    this.wanted = (event.currentTarget as HTMLInputElement).value
    this.editing = null
  }

  readonly #add = (): void => {
    this.wanted = ''
    this.#begin(this.rules.length, { url: '*', selector: '', action: 'mask' })
  }

  #edit(at: number): void {
    const rule = this.rules[at]
    if (rule) this.#begin(at, rule)
  }

  #begin(at: number, rule: Rule): void {
    this.editing = { at, rule, tried: false }
    this.#focus('#selector')
  }

  /** A selector that this browser refuses may be meant for others: it is marked, not refused. */
  readonly #take = (event: Event): void => {
    event.preventDefault()
    const { editing } = this
    if (editing === null) return
    const { at, rule } = editing
    const wanted = { ...rule, selector: rule.selector.trim(), url: rule.url.trim() || '*' }
    if (textWrong(wanted.selector) !== null || patternWrong(wanted.url) !== null) {
      this.editing = { ...editing, tried: true }
      this.#focus('[aria-invalid="true"]')
      return
    }
    this.editing = null
    this.#tell([...this.rules.slice(0, at), wanted, ...this.rules.slice(at + 1)])
    this.#focus(`#edit-${at}`)
  }

  readonly #leave = (): void => {
    const at = this.editing?.at ?? 0
    this.editing = null
    this.#focus(at < this.rules.length ? `#edit-${at}` : '#add')
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#leave()
  }

  #move(at: number, by: -1 | 1): void {
    this.editing = null
    this.#tell(moved(this.rules, at, by))
    this.said = t('admin.rules.moved', { number: at + 1 + by })
    // At the end of the list that button is off: the other one keeps the focus in the row.
    const last = by < 0 ? at + by === 0 : at + by === this.rules.length - 1
    const name = last === by < 0 ? 'down' : 'up'
    this.#focus(`#${last ? name : by < 0 ? 'up' : 'down'}-${at + by}`)
  }

  #remove(at: number): void {
    this.editing = null
    this.#tell(this.rules.filter((_, n) => n !== at))
    this.said = t('admin.rules.removed', { number: at + 1 })
    const next = Math.min(at, this.rules.length - 2)
    this.#focus(next < 0 ? '#add' : `#remove-${next}`)
  }

  #tell(rules: readonly Rule[]): void {
    this.dispatchEvent(new CustomEvent('rules', { detail: rules }))
  }

  /** Once the list is drawn with what was changed, which its page gives it back. */
  #focus(what: string): void {
    requestAnimationFrame(() => {
      void this.updateComplete.then(() => {
        this.renderRoot.querySelector<HTMLElement>(what)?.focus()
      })
    })
  }
}

const ICONS = {
  edit: icons.pen,
  up: html`<span class="up" aria-hidden="true">↑</span>`,
  down: html`<span aria-hidden="true">↓</span>`,
  remove: icons.close,
}
