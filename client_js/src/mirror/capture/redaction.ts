/**
 * The one place that decides what of the page may be known outside this browser.
 *
 * `treatment` says how an element is treated, from its own markup and from what it inherits; page
 * markup can only tighten. Everything that is sent asks here, with the element's treatment.
 */
import { attribute, classList, isTag, query } from './dom.js'

/** Stands for any masked text, whatever its length. */
export const MASK = '\u2022'.repeat(8)

/**
 * `show`: as it is. `mask`: texts and values replaced, attributes cut, pictures grey; inherited.
 * `secret`: a form control that is masked whatever the page says. `block`: a grey box, nothing
 * below is read. `ignore`: not there.
 */
export type Treatment = 'show' | 'mask' | 'secret' | 'block' | 'ignore'

/** Attributes whose change asks for a new judgement. */
export const JUDGED_ATTRIBUTES = ['class', 'data-alongside', 'type', 'autocomplete'] as const

const MARKED_CLASS = 'cobrowse-redacted'
const CLASS_PREFIX = 'alongside-'
const SECRET_AUTOCOMPLETE = /^(cc-.+|one-time-code|current-password|new-password)$/

const REMEMBERED_VALUES = 256
const SHORTEST_REMEMBERED = 4

export class Redaction {
  /** Fields that have been a password field once: "show password" makes them text. */
  readonly #wasPassword = new WeakSet<Element>()
  /** What was typed into secret fields, to find it again where a framework copied it. */
  readonly #secrets = new Set<string>()

  constructor(private readonly excluded: ReadonlySet<Element>) {}

  /** `inherited` is the treatment of the parent (or of a shadow root's host). */
  treatment(element: Element, inherited: Treatment): Treatment {
    if (this.excluded.has(element)) return 'ignore'
    const marked = markup(element)
    if (marked === 'ignore' || marked === 'block') return marked
    const masked = inherited === 'mask' || inherited === 'secret' || marked === 'mask'
    if (masked) return 'mask'
    return this.#isSecret(element) ? 'secret' : 'show'
  }

  /** Our own UI: not even its place is shown. */
  isExcluded(element: Element): boolean {
    return this.excluded.has(element)
  }

  /** Call for everything that enters the page, at once: a password field may be something else by
   * the time it is sent. */
  note(root: Node): void {
    if (isPassword(root)) this.noteSecret(root)
    for (const field of query(root, 'input[type="password" i]')) this.noteSecret(field)
  }

  /** This field holds a password, or held one when something was typed into it. */
  noteSecret(field: Element): void {
    this.#wasPassword.add(field)
    this.rememberValue((field as HTMLInputElement).value)
  }

  /** At each input event, before anything can move the value elsewhere. */
  noteInput(field: Element): void {
    if (isPassword(field)) this.#wasPassword.add(field)
    if (this.#isSecret(field)) this.rememberValue((field as HTMLInputElement).value)
  }

  rememberValue(value: unknown): void {
    if (typeof value !== 'string' || value.length < SHORTEST_REMEMBERED) return
    this.#secrets.delete(value)
    this.#secrets.add(value)
    for (const oldest of this.#secrets) {
      if (this.#secrets.size <= REMEMBERED_VALUES) break
      this.#secrets.delete(oldest)
    }
  }

  /** A text as it may be sent from a place with this treatment. */
  text(text: string, treatment: Treatment): string {
    if (text.trim() === '') return treatment === 'show' ? text : text.slice(0, 1)
    return treatment === 'show' && !this.#secrets.has(text.trim()) ? text : MASK
  }

  /** A form control's value. That a field is empty may be known, how much is in it not. */
  value(value: string, treatment: Treatment): string {
    if (value === '') return ''
    return treatment === 'show' && !this.#secrets.has(value) ? value : MASK
  }

  #isSecret(element: Element): boolean {
    if (this.#wasPassword.has(element) || isPassword(element)) return true
    if (isTag(element, 'input') && ['hidden', 'file'].includes(element.type)) return true
    const autocomplete = attribute(element, 'autocomplete')
    if (autocomplete === null) return false
    return autocomplete
      .toLowerCase()
      .split(/\s+/)
      .some((token) => SECRET_AUTOCOMPLETE.test(token))
  }
}

function isPassword(node: Node): node is HTMLInputElement {
  return isTag(node, 'input') && node.type === 'password'
}

/** The strictest of what the page's author wrote on the element; a word we do not know masks. */
function markup(element: Element): 'show' | 'mask' | 'block' | 'ignore' {
  let found: 'show' | 'mask' | 'block' | 'ignore' = 'show'
  for (const word of markupWords(element)) {
    switch (word) {
      case 'ignore':
        return 'ignore'
      case 'block':
        found = 'block'
        break
      case 'reveal': // matters in a private-by-default mode only; never loosens
      case 'readonly': // about control, not about sight
      case 'nosubmit':
        break
      default: // 'mask', and what a newer version or a typing error wrote
        if (found === 'show') found = 'mask'
    }
  }
  return found
}

function* markupWords(element: Element): Generator<string> {
  const words = attribute(element, 'data-alongside')
  if (words !== null) {
    for (const word of words.toLowerCase().split(/[\s,]+/)) if (word !== '') yield word
  }
  for (const name of classList(element)) {
    if (name === MARKED_CLASS) yield 'mask'
    else if (name.startsWith(CLASS_PREFIX)) yield name.slice(CLASS_PREFIX.length)
  }
}
