import { addressOf, documentOf, matches } from './dom.js'
import { markupWords } from './markup.js'
import { type RedactionPolicy, type RedactionRule, rulesOf } from './policy.js'
import { canonicalSelector } from './selectors.js'
import { matchesPage } from './url_pattern.js'

type Lock = 'readonly' | 'nosubmit'
const LOCKS: readonly Lock[] = ['readonly', 'nosubmit']

interface Checked {
  url: string
  action: Lock
  selector: string
}

/** The rules of one document, by what they lock. */
interface Lists {
  pages: string
  selectors: Record<Lock, string>
}

/** What agents may not do at an element although they see it: the site's rules, and its markup. */
export class Locks {
  readonly #rules: readonly Checked[]
  /** Rules that the browser does not understand. */
  readonly broken: readonly RedactionRule[]
  readonly #lists = new WeakMap<Document, Lists>()

  constructor(
    private readonly window: Window,
    policy: RedactionPolicy,
  ) {
    const rules = rulesOf(policy).filter(isLock)
    const selectors = rules.map(({ selector }) => canonicalSelector(selector))
    this.broken = rules.filter((_, n) => selectors[n] === null)
    // A rule that cannot be carried out locks all of the pages that it is for.
    this.#rules = rules.map((rule, n) => ({ ...rule, selector: selectors[n] ?? '*' }))
  }

  /** Of the element itself; what is in it inherits. */
  holds(element: Element, lock: Lock): boolean {
    for (const word of markupWords(element)) if (word === lock) return true
    if (this.#rules.length === 0) return false
    const selector = this.#listsOf(element).selectors[lock]
    return selector !== '' && matches(element, selector)
  }

  /** As with the rules of sight, also those for the page around a frame. */
  #listsOf(element: Element): Lists {
    const document = documentOf(element)
    const addresses = [this.window.location.href, addressOf(document)]
    const pages = addresses.join(' ')
    const known = this.#lists.get(document)
    if (known?.pages === pages) return known
    const here = this.#rules.filter(({ url }) => addresses.some((page) => matchesPage(url, page)))
    const selector = (lock: Lock): string =>
      here
        .filter(({ action }) => action === lock)
        .map((rule) => rule.selector)
        .join(', ')
    const lists = {
      pages,
      selectors: { readonly: selector('readonly'), nosubmit: selector('nosubmit') },
    }
    this.#lists.set(document, lists)
    return lists
  }
}

function isLock(rule: RedactionRule): rule is RedactionRule & Checked {
  return (LOCKS as readonly string[]).includes(rule.action)
}
