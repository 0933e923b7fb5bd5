import type { Source } from './source.js'

/** CSS pixels. */
const WIDTH = 96
/** Small pictures that are kept: of long documents, those seen last. */
const MOST_KEPT = 80
/** Where there is no room beside the page, the list lies over it. */
const NARROW = '(max-width: 560px)'

export interface PageListDelegate {
  chosen(page: number): void
  /** She has done with it. */
  closed(): void
}

interface Entry {
  readonly element: HTMLElement
  readonly picture: HTMLElement
}

/** All pages as small pictures, painted when they come into sight; one of them is on view. */
export class PageList {
  readonly element = document.createElement('div')
  readonly #entries: Entry[] = []
  readonly #seen = new IntersectionObserver((seen) => this.#sighted(seen), {
    root: this.element,
    rootMargin: '200px 0px',
  })
  readonly #wanted = new Set<number>()
  /** Pages with a picture, or with none that could be painted: the one seen last at the end. */
  readonly #painted = new Set<number>()
  #isPainting = false
  #page = 1

  constructor(
    private readonly source: Source,
    private readonly delegate: PageListDelegate,
  ) {
    this.element.className = 'pages'
    this.element.role = 'listbox'
    this.element.hidden = true
    this.element.addEventListener('click', ({ target }) => this.#clicked(target))
    this.element.addEventListener('keydown', (event) => this.#pressed(event))
  }

  get isOpen(): boolean {
    return !this.element.hidden
  }

  /** `label`: in the language of who reads it; `isRight`: of a language that begins there. */
  open(label: string, isRight: boolean): void {
    if (this.#entries.length === 0) this.#fill()
    this.element.ariaLabel = label
    this.element.classList.toggle('right', isRight)
    this.element.hidden = false
    this.#mark()
    if (matchMedia(NARROW).matches) this.#entry(this.#page)?.element.focus()
  }

  close(): void {
    this.element.hidden = true
    this.#wanted.clear()
  }

  /** That page is on view now. */
  turn(page: number): void {
    const hadFocus = this.element.contains(document.activeElement)
    const was = this.#entry(this.#page)?.element
    if (was) {
      was.ariaSelected = 'false'
      was.tabIndex = -1
    }
    this.#page = page
    this.#mark()
    if (hadFocus) this.#entry(page)?.element.focus({ preventScroll: true })
  }

  #entry(page: number): Entry | undefined {
    return this.#entries[page - 1]
  }

  #fill(): void {
    for (let page = 1; page <= this.source.pages; page++) {
      const element = document.createElement('div')
      const picture = document.createElement('div')
      const number = document.createElement('span')
      element.role = 'option'
      element.tabIndex = -1
      element.ariaSelected = 'false'
      element.dataset.number = String(page)
      picture.className = 'small'
      number.textContent = String(page)
      element.append(picture, number)
      this.#entries.push({ element, picture })
      this.#seen.observe(element)
    }
    this.element.replaceChildren(...this.#entries.map(({ element }) => element))
  }

  #mark(): void {
    const entry = this.#entry(this.#page)
    if (entry === undefined) return
    entry.element.ariaSelected = 'true'
    entry.element.tabIndex = 0
    if (this.isOpen) entry.element.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  }

  #clicked(target: EventTarget | null): void {
    const option = target instanceof Element ? target.closest<HTMLElement>('[data-number]') : null
    if (option === null) return
    this.#choose(Number(option.dataset.number))
    if (matchMedia(NARROW).matches) this.delegate.closed()
  }

  #pressed(event: KeyboardEvent): void {
    const { pages } = this.source
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: this.#page + 1,
      ArrowRight: this.#page + 1,
      ArrowUp: this.#page - 1,
      ArrowLeft: this.#page - 1,
      PageDown: this.#page + 5,
      PageUp: this.#page - 5,
      Home: 1,
      End: pages,
    }
    const wanted = steps[event.key]
    const isDone = event.key === 'Escape' || (event.key === 'Enter' && matchMedia(NARROW).matches)
    if (isDone) this.delegate.closed()
    else if (wanted !== undefined) this.#choose(Math.min(pages, Math.max(1, wanted)))
    else return
    event.preventDefault()
  }

  #choose(page: number): void {
    if (page !== this.#page) this.delegate.chosen(page)
  }

  // --- pictures ------------------------------------------------------------------------------

  #sighted(seen: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of seen) {
      const page = Number((target as HTMLElement).dataset.number)
      if (!isIntersecting) this.#wanted.delete(page)
      else if (!this.#painted.has(page)) this.#wanted.add(page)
    }
    void this.#paint()
  }

  /** One after the other: the page that is on view comes first. */
  async #paint(): Promise<void> {
    if (this.#isPainting) return
    this.#isPainting = true
    for (let page = this.#next(); page !== undefined; page = this.#next()) {
      this.#wanted.delete(page)
      // A page that cannot be painted has no picture, and its number still.
      const picture = await this.source.small(page, WIDTH * devicePixelRatio).catch(() => null)
      if (picture) this.#entry(page)?.picture.replaceChildren(picture)
      this.#painted.add(page)
      this.#forget()
    }
    this.#isPainting = false
  }

  #next(): number | undefined {
    if (this.#wanted.has(this.#page)) return this.#page
    const [next] = this.#wanted
    return next
  }

  #forget(): void {
    const [oldest] = this.#painted
    if (this.#painted.size <= MOST_KEPT || oldest === undefined) return
    this.#painted.delete(oldest)
    const entry = this.#entry(oldest)
    entry?.picture.replaceChildren()
    // It is asked for again once it is in sight again, or still is.
    if (entry) this.#seen.unobserve(entry.element)
    if (entry) this.#seen.observe(entry.element)
  }
}
