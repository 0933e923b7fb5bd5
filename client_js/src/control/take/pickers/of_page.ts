import { VALUE_TYPES } from './value.js'

const MOST = 80

/** The control that a picker stands in for: the element, or the list that an option is in. */
export function controlOf(element: Element): HTMLSelectElement | HTMLInputElement | null {
  const select = element.closest('select')
  if (select) return select
  if (element.localName !== 'input') return null
  const input = element as HTMLInputElement
  return VALUE_TYPES.has(input.type) ? input : null
}

/** What the control is called in the page; null if it does not say. */
export function nameOf(control: HTMLSelectElement | HTMLInputElement): string | null {
  const label = control.labels?.[0]
  const texts = [control.getAttribute('aria-label'), label && ownText(label), control.title]
  const name = texts
    .find((text) => text?.trim())
    ?.replace(/\s+/g, ' ')
    .trim()
  return name ? name.slice(0, MOST) : null
}

/** Without what is in its controls. */
function ownText(label: HTMLLabelElement): string {
  const copy = label.cloneNode(true) as HTMLElement
  for (const inner of copy.querySelectorAll('select, textarea')) inner.remove()
  return copy.textContent
}
