import { html, nothing, type TemplateResult } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'

/** `wrong`: what is wrong with what was given, read out with the field. */
export interface FieldOptions {
  readonly id: string
  readonly label: string
  readonly value?: string
  readonly hint?: string
  readonly wrong?: string | undefined
  readonly type?: 'text' | 'password' | 'url' | 'number' | 'color'
  readonly autocomplete?: AutoFill
  readonly required?: boolean
  readonly most?: number
  /** What is written from left to right in every language: a name, a code, an address. */
  readonly code?: boolean
  /** Of a field for several lines. */
  readonly rows?: number
  readonly onInput?: (value: string) => void
}

/** A field with its label, its hint and its error. */
export function field(options: FieldOptions): TemplateResult {
  const { id, hint, wrong } = options
  const about = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ')
  return html`<div class="row">
    <label for=${id}>${options.label}</label>
    ${hint ? html`<span class="hint" id="${id}-hint">${hint}</span>` : nothing}
    ${options.rows ? area(options, about) : input(options, about)}
    ${wrong ? html`<span class="wrong" id="${id}-wrong" role="alert">${wrong}</span>` : nothing}
  </div>`
}

function input(options: FieldOptions, about: string): TemplateResult {
  return html`<input id=${options.id} name=${options.id} class="field" type=${options.type ?? 'text'}
    .value=${options.value ?? ''} ?required=${options.required ?? false} spellcheck="false"
    autocapitalize="none" autocomplete=${options.autocomplete ?? 'off'}
    dir=${ifDefined(options.code ? 'ltr' : undefined)}
    maxlength=${ifDefined(options.most)} aria-describedby=${ifDefined(about || undefined)}
    aria-invalid=${options.wrong ? 'true' : 'false'} @input=${inputOf(options)} />`
}

function area(options: FieldOptions, about: string): TemplateResult {
  return html`<textarea id=${options.id} name=${options.id} class="field" rows=${options.rows ?? 3}
    .value=${options.value ?? ''} ?required=${options.required ?? false} spellcheck="false"
    autocomplete="off" maxlength=${ifDefined(options.most)}
    dir=${ifDefined(options.code ? 'ltr' : undefined)}
    aria-describedby=${ifDefined(about || undefined)}
    aria-invalid=${options.wrong ? 'true' : 'false'} @input=${inputOf(options)}></textarea>`
}

function inputOf({ onInput }: FieldOptions): (event: InputEvent) => void {
  return (event) => onInput?.((event.currentTarget as HTMLInputElement).value)
}

export interface ChoiceOptions {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly hint?: string
  /** By value, what each is called. */
  readonly among: Readonly<Record<string, string>>
  readonly onChange?: (value: string) => void
}

/** One of several. */
export function choice(options: ChoiceOptions): TemplateResult {
  const { id, hint, among } = options
  return html`<div class="row">
    <label for=${id}>${options.label}</label>
    ${hint ? html`<span class="hint" id="${id}-hint">${hint}</span>` : nothing}
    <select id=${id} name=${id} class="field" aria-describedby=${ifDefined(hint && `${id}-hint`)}
      @change=${(event: Event) => options.onChange?.((event.currentTarget as HTMLSelectElement).value)}>
      ${Object.entries(among).map(
        ([value, name]) =>
          html`<option value=${value} ?selected=${value === options.value}>${name}</option>`,
      )}
    </select>
  </div>`
}

export interface SwitchOptions {
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly on: boolean
  readonly onChange?: (on: boolean) => void
}

/** On or off. */
export function toggle(options: SwitchOptions): TemplateResult {
  const { id, hint } = options
  return html`<label class="switch">
    <input id=${id} name=${id} type="checkbox" .checked=${options.on}
      @change=${(event: Event) => options.onChange?.((event.currentTarget as HTMLInputElement).checked)} />
    <span>${options.label}${hint ? html`<span class="hint">${hint}</span>` : nothing}</span>
  </label>`
}

/** What stands in the fields of the form that is sent. */
export function valuesOf(event: SubmitEvent): Record<string, string> {
  event.preventDefault()
  const data = new FormData(event.currentTarget as HTMLFormElement)
  return Object.fromEntries([...data].map(([name, value]) => [name, trimmed(name, String(value))]))
}

/** A password may begin or end with a blank. */
function trimmed(name: string, value: string): string {
  return name === 'password' ? value : value.trim()
}
