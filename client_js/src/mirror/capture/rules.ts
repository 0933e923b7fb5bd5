import { addressOf, documentOf, matches, query } from './dom.js'
import { isShared, type RedactionPolicy, type RedactionRule, rulesOf } from './policy.js'
import { canonicalSelector, type Triggers, triggersOf } from './selectors.js'
import { matchesPage } from './url_pattern.js'

type SightAction = 'mask' | 'block' | 'ignore' | 'reveal'
/** The strictest first. */
const SIGHT: readonly SightAction[] = ['ignore', 'block', 'mask', 'reveal']

type Root = Document | ShadowRoot

/** All selectors of one action that hold in a document, as one list. */
interface Lists {
  byAction: readonly (readonly [action: SightAction, selector: string])[]
  /** Those that hide, of any action: most elements are in none of them. */
  hiding: string
}

/** What a site's rules say of an element of a page. */
export class Rules {
  readonly #policy: RedactionPolicy
  readonly #rules: readonly RedactionRule[]
  /** Rules that the browser does not understand, and that are not carried out on their pages. */
  readonly broken: readonly RedactionRule[]
  readonly #triggers: Triggers
  #lists = new WeakMap<Document, Lists>()
  readonly #addresses = new WeakMap<Document, string>()
  /** The elements that lists named when they were asked last, per root; a bit per action. */
  readonly #found: WeakMap<Root, ReadonlyMap<Element, number>>
  #stale = true

  /** `before`: the rules in whose place these come. */
  constructor(
    private readonly window: Window,
    policy: RedactionPolicy,
    before?: Rules,
  ) {
    this.#policy = policy
    this.#found = before ? before.#found : new WeakMap()
    const checked = rulesOf(policy)
      .filter(({ action }) => (SIGHT as readonly string[]).includes(action))
      .filter(({ action }) => action !== 'reveal' || policy.mode === 'private')
      .map((rule) => ({ rule, selector: canonicalSelector(rule.selector) }))
    this.#rules = checked.flatMap(({ rule, selector }) =>
      selector === null ? [] : [{ ...rule, selector }],
    )
    this.broken = checked.filter(({ selector }) => selector === null).map(({ rule }) => rule)
    this.#triggers = union(this.#rules.map(({ selector }) => triggersOf(selector)))
  }

  /** May anything of this page be shown? Not where a rule cannot be carried out. */
  shares(page: string): boolean {
    const broken = this.broken.some(({ url }) => matchesPage(url, page))
    return !broken && isShared(this.#policy, page)
  }

  /** What rules want hidden of the element; the strictest. */
  hides(element: Element): 'show' | 'mask' | 'block' | 'ignore' {
    if (this.#rules.length === 0) return 'show'
    const { hiding, byAction } = this.#listsOf(element)
    if (hiding === '' || !matches(element, hiding)) return 'show'
    for (const [action, selector] of byAction) {
      if (action !== 'reveal' && matches(element, selector)) return action
    }
    return 'show'
  }

  reveals(element: Element): boolean {
    if (this.#rules.length === 0) return false
    const reveal = this.#listsOf(element).byAction.find(([action]) => action === 'reveal')
    return reveal !== undefined && matches(element, reveal[1])
  }

  attributeChanged(name: string): void {
    const { attributes } = this.#triggers
    if (attributes === null || attributes.has(name.toLowerCase())) this.#stale = true
  }

  childrenChanged(): void {
    if (this.#triggers.children) this.#stale = true
  }

  /** The elements of which rules say something else than when this was called last, because of
   * what has changed in the page, or because it has another address now. */
  *refresh(roots: Iterable<Root>): Generator<Element> {
    if (this.#haveMoved(roots)) {
      this.#lists = new WeakMap()
      this.#stale = true
    }
    const stale = this.#stale || this.#triggers.always
    this.#stale = false
    for (const root of roots) {
      if (stale || !this.#found.has(root)) yield* this.#compare(root)
    }
  }

  #haveMoved(roots: Iterable<Root>): boolean {
    let moved = false
    for (const root of roots) {
      const document = documentOf(root)
      const address = addressOf(document)
      if (this.#addresses.get(document) === address) continue
      this.#addresses.set(document, address)
      moved = true
    }
    return moved
  }

  *#compare(root: Root): Generator<Element> {
    const before = this.#found.get(root) ?? new Map<Element, number>()
    const found = new Map<Element, number>()
    for (const [action, selector] of this.#listsOf(root).byAction) {
      for (const element of query(root, selector)) {
        found.set(element, (found.get(element) ?? 0) | (1 << SIGHT.indexOf(action)))
      }
    }
    this.#found.set(root, found)
    for (const [element, by] of found) if (before.get(element) !== by) yield element
    for (const element of before.keys()) if (!found.has(element)) yield element
  }

  /** Of the page in a frame rules hold that are for its own address, or for the one around it. */
  #listsOf(node: Node): Lists {
    const document = documentOf(node)
    let lists = this.#lists.get(document)
    if (!lists) {
      const pages = [this.window.location.href, addressOf(document)]
      lists = combined(
        this.#rules.filter(({ url }) => pages.some((page) => matchesPage(url, page))),
      )
      this.#lists.set(document, lists)
    }
    return lists
  }
}

function combined(rules: readonly RedactionRule[]): Lists {
  const join = (wanted: readonly string[]): string =>
    rules
      .filter(({ action }) => wanted.includes(action))
      .map(({ selector }) => selector)
      .join(', ')
  return {
    byAction: SIGHT.map((action) => [action, join([action])] as const).filter(
      ([, selector]) => selector !== '',
    ),
    hiding: join(SIGHT.filter((action) => action !== 'reveal')),
  }
}

function union(triggers: readonly Triggers[]): Triggers {
  const any = triggers.some(({ attributes }) => attributes === null)
  return {
    attributes: any ? null : new Set(triggers.flatMap(({ attributes }) => [...(attributes ?? [])])),
    children: triggers.some(({ children }) => children),
    always: triggers.some(({ always }) => always),
  }
}
