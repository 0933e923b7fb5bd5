import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import { type FieldValue, type Policy, presets } from '../rulebook/book_api.js'
import '../rulebook/draft_bar.js'
import '../rulebook/history.js'
import { OpenBook } from '../rulebook/open_books.js'
import { t as shared } from '../rulebook/texts.js'
import type { Site } from '../sites/site_api.js'
import { type Field, GROUPS, policyWrong, unnamed } from './fields.js'
import { deviations, equal, nearestPreset } from './preset_of.js'
import { t } from './texts.js'
import { fieldName, policyWords, valueName } from './words.js'

/** The editor of one site's policy. */
@customElement('alongside-policy-of-site')
export class PolicyOfSite extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      fieldset {
        display: grid;
        gap: var(--space-1) var(--space-2);
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
      }
      .one {
        display: grid;
        gap: var(--space-1);
        padding-block: var(--space-1);
        padding-inline-start: var(--space-3);
        border-inline-start: 3px solid transparent;
      }
      .one.differs {
        border-inline-start-color: var(--control);
      }
      .several {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
      }
      .one .row {
        max-width: 560px;
      }
      .one input[type='number'] {
        max-width: 160px;
      }
      button,
      input,
      select {
        scroll-margin-block: 96px;
      }
      .preset {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--space-3);
      }
      .preset .row {
        flex: 0 1 320px;
      }
    `,
  ]

  @property({ attribute: false }) site!: Site
  /** Which preset somebody has chosen to compare with; null: the nearest. */
  @state() private chosen: string | null = null
  #presets: Readonly<Record<string, Policy>> = {}

  readonly #open = new OpenBook<Policy>(this, 'policy')
  readonly #book = new Loading(this, async () => {
    this.#presets = await presets()
    return this.#open.open(this.site)
  })

  override updated(changed: Map<string, unknown>): void {
    if (changed.get('site') === undefined) return
    this.chosen = null
    void this.#book.reload()
  }

  override render(): TemplateResult {
    return this.#book.draw((book) => {
      const policy = book.body
      const name = this.chosen ?? nearestPreset(policy, this.#presets)
      const preset = this.#presets[name] ?? policy
      const wrong = policyWrong(policy)
      const more = unnamed(policy)
      return html`
        <alongside-draft-bar .book=${book} .turn=${this.#open.turn} .words=${policyWords}
          .wrong=${wrong && t(`admin.policy.wrong.${wrong}`)}></alongside-draft-bar>
        ${this.#preset(name, deviations(policy, preset).length)}
        ${GROUPS.map(
          ({ title, fields }) => html`<section class="card">
            <fieldset>
              <legend><h2>${t(title)}</h2></legend>
              ${fields
                .filter((field) => field.name in policy)
                .map((field) => this.#field(field, policy, preset))}
            </fieldset>
          </section>`,
        )}
        ${
          more.length === 0
            ? nothing
            : html`<section class="card">${more.map((field) => this.#field(field, policy, preset))}</section>`
        }
        <section class="card" aria-labelledby="history">
          <h2 id="history">${shared('admin.rulebook.history')}</h2>
          <alongside-history .book=${book} .api=${this.#open.api} .words=${policyWords}
            .newest=${book.server.published.number}></alongside-history>
        </section>
      `
    })
  }

  #preset(name: string, count: number): TemplateResult {
    return html`<section class="card preset">
      <div class="row">
        <label for="preset">${t('admin.policy.preset')}</label>
        <select id="preset" class="field" .value=${name} @change=${this.#choose}
          aria-describedby="deviations">
          ${Object.keys(this.#presets).map(
            (one) => html`<option value=${one} ?selected=${one === name}>${one}</option>`,
          )}
        </select>
      </div>
      <p id="deviations" role="status">
        ${count === 0 ? t('admin.policy.as_preset') : t('admin.policy.deviations', { count })}
      </p>
      ${
        count === 0
          ? nothing
          : html`<button class="button" type="button" @click=${() => this.#take(name)}>
              ${t('admin.policy.take_preset', { preset: name })}
            </button>`
      }
    </section>`
  }

  readonly #choose = (event: Event): void => {
    this.chosen = (event.currentTarget as HTMLSelectElement).value
  }

  #take(name: string): void {
    const preset = this.#presets[name]
    if (preset) this.#open.book?.edit(preset)
  }

  #edit(name: string, value: FieldValue): void {
    const { book } = this.#open
    book?.edit({ ...book.body, [name]: value })
  }

  #field(field: Field, policy: Policy, preset: Policy): TemplateResult {
    const { name } = field
    const differs = !equal(policy[name], preset[name])
    const value = policyWords.value(name, preset[name] ?? '')
    return html`<div class="one ${differs ? 'differs' : ''}">
      ${this.#control(field, policy)}
      ${
        differs
          ? html`<div class="buttons">
              <span class="badge warn" id="${name}-differs">${t('admin.policy.differs', { value })}</span>
            </div>`
          : nothing
      }
    </div>`
  }

  #control(field: Field, policy: Policy): TemplateResult {
    const { name } = field
    switch (field.as) {
      case 'switch':
        return html`<label class="switch">
          <input id=${name} type="checkbox" .checked=${policy[name] === true}
            aria-describedby="${name}-differs"
            @change=${(event: Event) => this.#edit(name, (event.currentTarget as HTMLInputElement).checked)} />
          <span>${fieldName(name)}</span>
        </label>`
      case 'number':
        return this.#number(name, field.most, policy[name])
      case 'one':
        return html`<div class="row">
          <label for=${name}>${fieldName(name)}</label>
          <select id=${name} class="field" .value=${String(policy[name])}
            aria-describedby="${name}-differs"
            @change=${(event: Event) => this.#edit(name, (event.currentTarget as HTMLSelectElement).value)}>
            ${field.among.map(
              (one) =>
                html`<option value=${one} ?selected=${one === policy[name]}>${valueName(name, one)}</option>`,
            )}
          </select>
        </div>`
      case 'several':
        return this.#several(name, field.among, policy[name] as readonly string[])
    }
  }

  #number(name: string, most: number, value: FieldValue | undefined): TemplateResult {
    const isWrong = typeof value !== 'number' || !(value >= 0 && value <= most)
    return html`<div class="row">
      <label for=${name}>${fieldName(name)}</label>
      <input id=${name} class="field" type="number" min="0" max=${most} step="any"
        .value=${String(value)} aria-invalid=${isWrong ? 'true' : 'false'}
        aria-describedby="${name}-differs"
        @input=${(event: Event) => {
          const typed = (event.currentTarget as HTMLInputElement).value
          // What is no number is kept as it is, so that it is refused and not replaced.
          this.#edit(name, typed.trim() === '' ? '' : Number(typed))
        }} />
      ${isWrong ? html`<span class="wrong" role="alert">${t('admin.policy.wrong.number')}</span>` : nothing}
    </div>`
  }

  /** Keeps the order in which they were taken: the first language is for who speaks none. */
  #several(name: string, among: readonly string[], value: readonly string[]): TemplateResult {
    const toggled = (one: string, on: boolean): readonly string[] => {
      const without = value.filter((other) => other !== one)
      if (!on) return without
      return name === 'languages'
        ? [...without, one]
        : among.filter((other) => other === one || value.includes(other))
    }
    return html`<fieldset aria-describedby="${name}-differs">
      <legend>${fieldName(name)}</legend>
      <div class="several">
        ${among.map(
          (one) => html`<label class="switch">
            <input type="checkbox" name=${name} .checked=${value.includes(one)}
              @change=${(event: Event) => this.#edit(name, toggled(one, (event.currentTarget as HTMLInputElement).checked))} />
            <span>${valueName(name, one)}</span>
          </label>`,
        )}
      </div>
    </fieldset>`
  }
}
