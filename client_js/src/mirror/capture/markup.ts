import { attribute, classList } from './dom.js'

const MARKED_CLASS = 'cobrowse-redacted'
const CLASS_PREFIX = 'alongside-'

/** What the page's author wrote on the element for us: `data-alongside`, classes `alongside-*`. */
export function* markupWords(element: Element): Generator<string> {
  const words = attribute(element, 'data-alongside')
  if (words !== null) {
    for (const word of words.toLowerCase().split(/[\s,]+/)) if (word !== '') yield word
  }
  for (const name of classList(element)) {
    if (name === MARKED_CLASS) yield 'mask'
    else if (name.startsWith(CLASS_PREFIX)) yield name.slice(CLASS_PREFIX.length)
  }
}
