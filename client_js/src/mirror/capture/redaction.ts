/**
 * The one place that decides what of the page may be known outside this browser.
 *
 * `treatment` says how an element is treated, from its own markup and from what it inherits; page
 * markup can only tighten. Everything that is sent asks here, with the element's treatment.
 */
import { assignedSlot, attribute, classList, isTag, parentElement, query } from './dom.js'
import { isPassword, isSecretField, noteSecretField, type Secrets } from './secrets.js'

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
/** From the loosest to the strictest. */
const STRICTNESS: readonly Treatment[] = ['show', 'secret', 'mask', 'block', 'ignore']

export class Redaction {
  /** `secrets` is the page's memory; it outlives this. */
  constructor(
    private readonly excluded: ReadonlySet<Element>,
    private readonly secrets: Secrets,
  ) {}

  /** `inherited` is the treatment of the parent (or of a shadow root's host), and of where the
   * element is slotted. */
  treatment(element: Element, inherited: Treatment): Treatment {
    if (this.excluded.has(element)) return 'ignore'
    if (inherited === 'block' || inherited === 'ignore') return inherited
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

  /** What a node inherits from where it is shown: it may be slotted into a part that is masked.
   * (A closed shadow root tells nobody, and nothing of it is mirrored.) */
  throughSlot(node: Node): Treatment {
    let found: Treatment = 'show'
    for (let at: Element | null = assignedSlot(node); at; at = parentElement(at)) {
      found = stricter(found, stricter(markup(at), this.throughSlot(at)))
    }
    return found
  }

  /** Call for everything that enters the page, at once: a password field may be something else by
   * the time it is sent. */
  note(root: Node): void {
    if (isPassword(root)) this.secrets.note(root)
    for (const field of query(root, 'input[type="password" i]')) this.secrets.note(field)
  }

  /** Before its `type` or `autocomplete` changed, this field was a secret one. */
  noteSecret(field: Element): void {
    this.secrets.note(field)
  }

  /** A text as it may be sent from a place with this treatment. */
  text(text: string, treatment: Treatment): string {
    if (text.trim() === '') return treatment === 'show' ? text : text.slice(0, 1)
    return treatment === 'show' && !this.secrets.isCopy(text) ? text : MASK
  }

  /** A form control's value. That a field is empty may be known, how much is in it not. */
  value(field: Element, value: string, treatment: Treatment): string {
    if (value === '') return ''
    if (treatment !== 'show' || this.secrets.holds(field)) return MASK
    if (!this.secrets.isContinued(value)) return value
    // Frameworks replace a password field by a text field: what is typed on belongs to it.
    this.secrets.note(field)
    return MASK
  }

  #isSecret(element: Element): boolean {
    if (this.secrets.holds(element)) return true
    if (isTag(element, 'input') && ['hidden', 'file'].includes(element.type)) return true
    if (!isSecretField(element)) return false
    noteSecretField(this.secrets, element)
    return true
  }
}

export function stricter(one: Treatment, other: Treatment): Treatment {
  return STRICTNESS.indexOf(one) >= STRICTNESS.indexOf(other) ? one : other
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
