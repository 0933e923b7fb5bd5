import { onShadowAttached, rememberClosedRoots } from './closed_roots.js'
import {
  addEventListener,
  defaultView,
  isConnected,
  isDocument,
  isElement,
  query,
  removeEventListener,
} from './dom.js'

import { rememberScrolls } from './scrolled.js'

export interface ObserversDelegate {
  childrenChanged(parent: Node, removed: NodeList): void
  attributeChanged(element: Element, name: string, oldValue: string | null): void
  textChanged(text: Node): void
  /** At once, before the page can do anything with it. */
  nodeAdded(root: Node): void
  scrolled(target: Node): void
  /** A picture or a style sheet. */
  resourceLoaded(element: Element): void
  /** Of a form control; null: of some. */
  controlChanged(control: Element | null): void
  /** Other nodes are shown in this slot. */
  slotChanged(slot: Element): void
  /** An element has got a shadow root. */
  shadowAttached(host: Element): void
  /** A document that is new to us. */
  documentFound(document: Document): void
  documentLost(document: Document): void
  resized(): void
  /** Of something else that changes what is seen. */
  otherwise(): void
}

const OBSERVED: MutationObserverInit = {
  subtree: true,
  childList: true,
  attributes: true,
  attributeOldValue: true,
  characterData: true,
}
/** The page has another address. */
const MOVES = ['popstate', 'hashchange'] as const
const WATCHED = { capture: true, passive: true } as const

/** Everything by which a page tells that it has changed. */
export class Observers {
  readonly #mutations: MutationObserver
  readonly #roots = new Set<Document | ShadowRoot>()
  #started = false
  #unhook: () => void = () => undefined

  constructor(
    private readonly window: Window,
    private readonly delegate: ObserversDelegate,
  ) {
    this.#mutations = new MutationObserver((records) => this.#deliver(records))
  }

  start(): void {
    if (this.#started) return
    this.#started = true
    this.observe(this.window.document)
    this.window.addEventListener('resize', this.#resize, WATCHED)
    for (const type of MOVES) this.window.addEventListener(type, this.#other, WATCHED)
    // Where there is no such object, a route that changes nothing else is found by the sweep.
    this.window.navigation?.addEventListener('currententrychange', this.#other)
    this.#unhook = onShadowAttached((host) => this.delegate.shadowAttached(host))
  }

  stop(): void {
    this.#started = false
    this.#mutations.disconnect()
    this.#unhook()
    for (const root of this.#roots) this.#ignore(root)
    this.window.removeEventListener('resize', this.#resize, WATCHED)
    for (const type of MOVES) this.window.removeEventListener(type, this.#other, WATCHED)
    this.window.navigation?.removeEventListener('currententrychange', this.#other)
  }

  /** A document or a shadow root; once each. */
  observe(root: Document | ShadowRoot): void {
    if (!this.#started || this.#roots.has(root)) return
    this.#roots.add(root)
    this.#mutations.observe(root, OBSERVED)
    for (const [type, listener] of this.#events)
      addEventListener.call(root, type, listener, WATCHED)
    if (isDocument(root)) {
      const window = defaultView(root)
      if (window) {
        rememberClosedRoots(window)
        rememberScrolls(window)
      }
      this.delegate.documentFound(root)
    }
    this.delegate.nodeAdded(root)
  }

  /** Lets go of roots that have left the page; one that comes back is found again. */
  prune(): void {
    for (const root of this.#roots) {
      const gone = isDocument(root) ? defaultView(root) === null : !isConnected(root)
      if (gone) this.#ignore(root)
    }
  }

  /** All documents and shadow roots that are watched. */
  get roots(): ReadonlySet<Document | ShadowRoot> {
    return this.#roots
  }

  /** All elements in all roots that match. */
  *find(selector: string): Generator<Element> {
    for (const root of this.#roots) yield* query(root, selector)
  }

  /** Delivers what has happened up to now. */
  flush(): void {
    this.#deliver(this.#mutations.takeRecords())
  }

  #deliver(records: MutationRecord[]): void {
    for (const record of records) {
      const { type, target, attributeName, oldValue } = record
      if (type === 'childList') {
        for (const node of record.addedNodes) this.delegate.nodeAdded(node)
        this.delegate.childrenChanged(target, record.removedNodes)
      } else if (type === 'attributes') {
        this.delegate.attributeChanged(target as Element, attributeName ?? '', oldValue)
      } else {
        this.delegate.textChanged(target)
      }
    }
  }

  #ignore(root: Document | ShadowRoot): void {
    this.#roots.delete(root)
    for (const [type, listener] of this.#events) {
      removeEventListener.call(root, type, listener, WATCHED)
    }
    if (isDocument(root)) this.delegate.documentLost(root)
  }

  readonly #scroll = (event: Event): void => {
    const { target } = event
    if (isNode(target)) this.delegate.scrolled(target)
  }

  readonly #load = (event: Event): void => {
    const { target } = event
    if (isNode(target) && isElement(target)) this.delegate.resourceLoaded(target)
  }

  readonly #slot = ({ target }: Event): void => {
    if (isNode(target) && isElement(target)) this.delegate.slotChanged(target)
  }

  readonly #control = (event: Event): void => {
    const [target] = event.composedPath()
    const one = event.type !== 'reset' && target && isNode(target) && isElement(target)
    this.delegate.controlChanged(one ? target : null)
  }

  readonly #resize = (): void => this.delegate.resized()

  readonly #other = (): void => this.delegate.otherwise()

  readonly #events: readonly [string, (event: Event) => void][] = [
    ['scroll', this.#scroll],
    ['load', this.#load],
    ['slotchange', this.#slot],
    ['input', this.#control],
    ['change', this.#control],
    ['reset', this.#control],
    ['toggle', this.#other],
    ['close', this.#other],
  ]
}

/** Whichever window made it: frames have classes of their own. */
function isNode(target: EventTarget | null): target is Node {
  return target !== null && 'nodeType' in target
}
