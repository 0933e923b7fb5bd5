import { html, type TemplateResult } from 'lit'

const SHORT = 8
const LONG_ID = /((?:[a-z]+_)?[0-9a-f]{8})[0-9a-f-]{16,}/g

/** An id: its beginning tells one from another; all of it is looked for when it is pressed. */
export function pressable(id: string, press: () => void): TemplateResult {
  return html`<button class="button quiet" type="button" title=${id} @click=${press}>
    <code dir="ltr">${id.replace(/^[a-z]+_/, '').slice(0, SHORT)}</code>
  </button>`
}

/** A value of a record, with the beginnings of the ids in it. */
export function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.replace(LONG_ID, '$1…')
}
