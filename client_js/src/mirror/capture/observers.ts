import { isElement, query } from './dom.js'

export interface ObserversDelegate {
  childrenChanged(parent: Node, removed: NodeList): void
  attributeChanged(element: Element, name: string, oldValue: string | null): void
  textChanged(text: Node): void
  /** At once, before the page can do anything with it. */
  nodeAdded(root: Node): void
  scrolled(target: Node): void
  /** A picture or a style sheet. */
  resourceLoaded(element: Element): void
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
const WATCHED = { capture: true, passive: true } as const

/** Everything by which a page tells that it has changed. */
export class Observers {
  readonly #mutations: MutationObserver
  readonly #roots = new Set<Document | ShadowRoot>()
  #started = false

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
    this.window.addEventListener('input', this.#other, WATCHED)
    this.window.addEventListener('change', this.#other, WATCHED)
    this.window.addEventListener('reset', this.#other, WATCHED)
    this.window.addEventListener('resize', this.#other, WATCHED)
  }

  stop(): void {
    this.#started = false
    this.#mutations.disconnect()
    for (const root of this.#roots) {
      root.removeEventListener('scroll', this.#scroll, WATCHED)
      root.removeEventListener('load', this.#load, WATCHED)
      root.removeEventListener('toggle', this.#other, WATCHED)
      root.removeEventListener('close', this.#other, WATCHED)
    }
    this.#roots.clear()
    this.window.removeEventListener('input', this.#other, WATCHED)
    this.window.removeEventListener('change', this.#other, WATCHED)
    this.window.removeEventListener('reset', this.#other, WATCHED)
    this.window.removeEventListener('resize', this.#other, WATCHED)
  }

  /** A document or an open shadow root; once each. */
  observe(root: Document | ShadowRoot): void {
    if (!this.#started || this.#roots.has(root)) return
    this.#roots.add(root)
    this.#mutations.observe(root, OBSERVED)
    root.addEventListener('scroll', this.#scroll, WATCHED)
    root.addEventListener('load', this.#load, WATCHED)
    root.addEventListener('toggle', this.#other, WATCHED)
    root.addEventListener('close', this.#other, WATCHED)
    this.delegate.nodeAdded(root)
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

  readonly #scroll = (event: Event): void => {
    if (event.target instanceof Node) this.delegate.scrolled(event.target)
  }

  readonly #load = (event: Event): void => {
    const target = event.target
    if (target instanceof Node && isElement(target)) this.delegate.resourceLoaded(target)
  }

  readonly #other = (): void => this.delegate.otherwise()
}
