/** What fields are called, by what the page says of them. */
import { attribute, query, rootOf } from '../../mirror/capture/dom.js'
import { ancestor } from './elements.js'

const LONGEST = 100

/** May be empty. */
export function nameOf(element: Element): string {
  const labels = 'labels' in element ? ((element.labels as NodeListOf<Element> | null) ?? []) : []
  return firstOf([
    labelledBy(element),
    attribute(element, 'aria-label'),
    [...labels].map(({ textContent }) => textContent).join(' '),
    ...['placeholder', 'title', 'name'].map((name) => attribute(element, name)),
  ])
}

/** Of a group of radio buttons. */
export function groupNameOf(radio: HTMLInputElement): string {
  const group = ancestor(radio, 'fieldset, [role="radiogroup"]')
  const legend = group && [...query(group, 'legend')][0]
  return firstOf([
    group && labelledBy(group),
    group && attribute(group, 'aria-label'),
    legend?.textContent,
    radio.name,
  ])
}

function labelledBy(element: Element): string {
  const ids = attribute(element, 'aria-labelledby')?.split(/\s+/) ?? []
  const named = ids.flatMap((id) => [...query(rootOf(element), `#${CSS.escape(id)}`)])
  return named.map(({ textContent }) => textContent).join(' ')
}

function firstOf(texts: readonly (string | null | undefined)[]): string {
  const found = texts.find((text) => text && text.trim() !== '')
  return found?.replace(/\s+/g, ' ').trim().slice(0, LONGEST) ?? ''
}
