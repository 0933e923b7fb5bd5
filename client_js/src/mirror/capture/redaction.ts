/**
 * The one place that decides what of the page may be known outside this browser.
 *
 * `treatment` says how an element is treated, from its own markup, the site's rules and from what it
 * inherits; the strictest wins. Everything that is sent asks here, with the element's treatment.
 */
import { MASK } from '../mask.js'
import { addressOf, assignedSlot, frameOf, isTag, parentElement, query } from './dom.js'
import { Locks } from './locks.js'
import { markupWords } from './markup.js'
import type { RedactionPolicy, RedactionRule } from './policy.js'
import { privateCss } from './private_css.js'
import { Rules } from './rules.js'
import { isPassword, isSecretField, noteSecretField, type Secrets } from './secrets.js'

/**
 * `show`: as it is. `mask`: texts and values replaced, attributes cut, pictures grey; inherited.
 * `secret`: a form control that is masked whatever the page says. `block`: a grey box, nothing
 * below is read. `ignore`: not there. `private`: masked because nothing has revealed it, which what
 * is further in still may.
 */
export type Treatment = 'show' | 'secret' | 'private' | 'mask' | 'block' | 'ignore'

/** From the loosest to the strictest. */
const STRICTNESS: readonly Treatment[] = ['show', 'secret', 'private', 'mask', 'block', 'ignore']

type Hidden = 'show' | 'mask' | 'block' | 'ignore'

export class Redaction {
  #policy: RedactionPolicy
  #rules: Rules
  #locks: Locks
  #page = { address: '', shared: true }
  /** Frames whose page is not shared. */
  readonly #hiddenFrames = new Set<Element>()

  /** `secrets` is the page's memory; it outlives this. */
  constructor(
    private readonly window: Window,
    private readonly excluded: ReadonlySet<Element>,
    private readonly secrets: Secrets,
    policy: RedactionPolicy,
  ) {
    this.#policy = policy
    this.#rules = new Rules(window, policy)
    this.#locks = new Locks(window, policy)
  }

  /** Returns whether it takes more than what `refresh` finds: everything must be read anew. */
  setPolicy(policy: RedactionPolicy): boolean {
    const anew = policy.mode !== this.#policy.mode
    this.#policy = policy
    this.#rules = new Rules(this.window, policy, this.#rules)
    this.#locks = new Locks(this.window, policy)
    this.#page.address = ''
    return anew
  }

  /** Rules that cannot be carried out: pages for which they are are not shared, or may not be
   * changed by agents. */
  get brokenRules(): readonly RedactionRule[] {
    return [...this.#rules.broken, ...this.#locks.broken]
  }

  /** May anything of the page be shown where the customer is now? Ask before anything is read. */
  isPageShared(): boolean {
    const address = this.window.location.href
    if (address !== this.#page.address) {
      this.#page = { address, shared: this.#rules.shares(address) }
    }
    return this.#page.shared
  }

  get mode(): RedactionPolicy['mode'] {
    return this.#policy.mode
  }

  /** What agents may not do although they see it. */
  get locks(): Locks {
    return this.#locks
  }

  /** From these the viewer's browser may load what cannot be read here. */
  get assetOrigins(): readonly string[] {
    return this.#policy.assetOrigins
  }

  /** What the document's children inherit. */
  get outermost(): Treatment {
    return this.mode === 'private' ? 'private' : 'show'
  }

  /** `inherited` is the treatment of the parent (or of a shadow root's host), and of where the
   * element is slotted. */
  treatment(element: Element, inherited: Treatment): Treatment {
    if (this.excluded.has(element)) return 'ignore'
    if (inherited === 'block' || inherited === 'ignore') return inherited
    const hidden = this.#hides(element)
    if (hidden === 'ignore' || hidden === 'block') return hidden
    if (inherited === 'mask' || inherited === 'secret' || hidden === 'mask') return 'mask'
    if (inherited === 'private' && !this.#reveals(element)) return 'private'
    return this.#isSecret(element) ? 'secret' : 'show'
  }

  /** Tell these what has changed in the page. */
  attributeChanged(name: string): void {
    this.#rules.attributeChanged(name)
  }

  childrenChanged(): void {
    this.#rules.childrenChanged()
  }

  /** Elements to be judged again since this was called last, for what they were not told of
   * themselves. Call before a batch is read, with all documents and shadow roots that are. */
  *refresh(roots: Iterable<Document | ShadowRoot>): Generator<Element> {
    yield* this.#rules.refresh(roots)
    for (const root of roots) {
      const frame = root === this.window.document ? null : frameOf(root)
      if (frame && !this.#hiddenFrames.has(frame) && this.#hidesFrame(frame)) yield frame
    }
    for (const frame of this.#hiddenFrames) {
      if (this.#hidesFrame(frame)) continue
      this.#hiddenFrames.delete(frame)
      yield frame
    }
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
      found = stricter(found, stricter(this.#hides(at), this.throughSlot(at)))
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

  /** Text of a style sheet as it may be sent. */
  css(text: string): string {
    return this.mode === 'private' ? privateCss(text) : text
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

  /** Is in this field what was typed into a secret one before? */
  isSecretValue(element: Element): boolean {
    if (!isTag(element, 'input') && !isTag(element, 'textarea')) return false
    return element.value !== '' && this.value(element, element.value, 'show') === MASK
  }

  #hides(element: Element): Hidden {
    const hidden = stricter(markup(element), this.#rules.hides(element)) as Hidden
    if (hidden === 'ignore' || !this.#hidesFrame(element)) return hidden
    this.#hiddenFrames.add(element)
    return 'block'
  }

  #reveals(element: Element): boolean {
    return isRevealed(element) || this.#rules.reveals(element)
  }

  #hidesFrame(element: Element): boolean {
    const inside = isTag(element, 'iframe') ? element.contentDocument : null
    return inside !== null && !this.#rules.shares(addressOf(inside))
  }

  #isSecret(element: Element): boolean {
    if (this.secrets.holds(element)) return true
    if (isTag(element, 'input') && ['hidden', 'file'].includes(element.type)) return true
    if (!isSecretField(element)) return false
    noteSecretField(this.secrets, element)
    return true
  }
}

/** May the page's own looks be known there: style sheets, scroll positions? */
export function showsLooks(treatment: Treatment): boolean {
  return treatment === 'show' || treatment === 'private'
}

export function stricter(one: Treatment, other: Treatment): Treatment {
  return STRICTNESS.indexOf(one) >= STRICTNESS.indexOf(other) ? one : other
}

/** The strictest of what the page's author wrote on the element; a word we do not know masks. */
function markup(element: Element): Hidden {
  let found: Hidden = 'show'
  for (const word of markupWords(element)) {
    switch (word) {
      case 'ignore':
        return 'ignore'
      case 'block':
        found = 'block'
        break
      case 'reveal': // see `isRevealed`
      case 'readonly': // about control, not about sight
      case 'nosubmit':
        break
      default: // 'mask', and what a newer version or a typing error wrote
        if (found === 'show') found = 'mask'
    }
  }
  return found
}

function isRevealed(element: Element): boolean {
  for (const word of markupWords(element)) if (word === 'reveal') return true
  return false
}
