/** What fields are called, by what the page says of them. */
import { attribute, query } from '../../mirror/capture/dom.js'
import { labelledBy, nameOf, textIn } from '../../mirror/capture/names.js'
import { ancestor } from './elements.js'

/** May be empty. */
export function fieldNameOf(field: Element): string {
  return nameOf(field) || (attribute(field, 'name') ?? '')
}

/** Of a group of radio buttons. */
export function groupNameOf(radio: HTMLInputElement): string {
  const group = ancestor(radio, 'fieldset, [role="radiogroup"]')
  if (!group) return radio.name
  const [legend] = query(group, 'legend')
  const named = labelledBy(group) || attribute(group, 'aria-label') || (legend && textIn(legend))
  return named || radio.name
}
