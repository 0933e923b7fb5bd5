import { body, documentElement, rectangle } from '../../mirror/capture/dom.js'
import { InSight } from '../ui/in_sight.js'
import { trusted } from '../ui/trusted.js'
import { regionSheet } from './region_styles.js'

export interface RegionPickerOptions {
  /** Ours in the page, and its closed root. */
  host: Element
  root: ShadowRoot
  words: Readonly<Record<'title' | 'hint' | 'allow' | 'back' | 'covered', string>>
  chosen(region: Element): void
  /** She does not want to choose. */
  back(): void
}

/** Less is nothing that somebody could work in. */
const SMALLEST = 16
const MOST_CHARACTERS = 60
const { elementsFromPoint } = Document.prototype

/**
 * Lets her choose a part of the page, by pointer or keyboard: up for what is around it, down for
 * what is in it, left and right for what is beside it. Trusted events only; in the top layer.
 */
export class RegionPicker {
  readonly #options: RegionPickerOptions
  readonly #layer = document.createElement('div')
  readonly #mark = document.createElement('div')
  readonly #name = document.createElement('p')
  readonly #sight = new InSight(() => {
    if (this.#sight.refused) this.#name.textContent = this.#options.words.covered
  })
  #region: Element | null = null
  #frame = 0

  constructor(options: RegionPickerOptions) {
    this.#options = options
    this.#layer.className = 'alongside-tokens region-picker'
    this.#layer.popover = 'manual'
    this.#layer.tabIndex = -1
    this.#layer.setAttribute('role', 'application')
    this.#layer.ariaLabel = options.words.title
    this.#mark.className = 'region-mark'
    this.#layer.append(this.#mark, this.#panel())
    this.#layer.addEventListener('pointermove', trusted(this.#pointed))
    this.#layer.addEventListener('click', trusted(this.#clicked))
    this.#layer.addEventListener('keydown', trusted(this.#pressed))
  }

  start(): void {
    const { root } = this.#options
    const sheet = regionSheet()
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet)
    root.append(this.#layer)
    this.show()
    this.#sight.watch(this.#layer)
    this.#choose(document.querySelector('main') ?? body(document)?.firstElementChild ?? null)
    const follow = (): void => {
      this.#draw()
      this.#frame = requestAnimationFrame(follow)
    }
    follow()
  }

  /** Our element has been moved in the page. */
  show(): void {
    if (!this.#layer.matches(':popover-open')) this.#layer.showPopover()
    this.#layer.focus()
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
    this.#sight.watch(null)
    this.#layer.remove()
  }

  #panel(): HTMLElement {
    const { words } = this.#options
    const panel = document.createElement('div')
    panel.className = 'region-panel'
    const title = document.createElement('p')
    title.className = 'region-title'
    title.textContent = words.title
    const hint = document.createElement('p')
    hint.className = 'hint'
    hint.textContent = words.hint
    this.#name.className = 'region-name'
    this.#name.setAttribute('role', 'status')
    const button = (text: string, kind: string, act: () => void): HTMLButtonElement => {
      const one = document.createElement('button')
      one.className = `button ${kind}`
      one.type = 'button'
      one.textContent = text
      one.addEventListener('click', trusted(act))
      return one
    }
    const back = button(words.back, '', () => this.#options.back())
    const allow = button(words.allow, 'control', () => this.#confirm())
    const answers = document.createElement('div')
    answers.className = 'answers'
    answers.append(back, allow)
    panel.append(title, this.#name, hint, answers)
    return panel
  }

  #confirm(): void {
    const region = this.#region
    this.#sight.act(() => {
      if (region?.isConnected) this.#options.chosen(region)
    })
  }

  readonly #pointed = (event: PointerEvent): void => {
    if (event.target === this.#layer) this.#choose(this.#under(event))
  }

  readonly #clicked = (event: MouseEvent): void => {
    if (event.target !== this.#layer) return
    const region = this.#under(event)
    if (region === null) return
    this.#choose(region)
    this.#confirm()
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    const next = this.#neighbour(event.key)
    if (next !== undefined) {
      event.preventDefault()
      if (next === null) return
      this.#choose(next)
      next.scrollIntoView({ block: 'nearest', behavior: 'instant' })
    } else if (event.key === 'Escape') {
      event.preventDefault()
      this.#options.back()
    } else if (event.key === 'Enter' && event.target === this.#layer) {
      event.preventDefault()
      this.#confirm()
    }
  }

  /** Undefined for a key that goes nowhere. */
  #neighbour(key: string): Element | null | undefined {
    const region = this.#region
    switch (key) {
      case 'ArrowUp':
        return around(region)
      case 'ArrowDown':
        return first(region?.children)
      case 'ArrowLeft':
        return beside(region, 'previousElementSibling')
      case 'ArrowRight':
        return beside(region, 'nextElementSibling')
      default:
        return undefined
    }
  }

  #under({ clientX, clientY }: MouseEvent): Element | null {
    const all = elementsFromPoint.call(document, clientX, clientY)
    let found = all.find((element) => element !== this.#options.host) ?? null
    while (found !== null && !isPart(found)) found = around(found)
    return found
  }

  #choose(region: Element | null): void {
    if (region === null || region === this.#region) return
    this.#region = region
    this.#name.textContent = nameOf(region)
    this.#draw()
  }

  #draw(): void {
    this.#mark.hidden = !this.#region?.isConnected
    if (!this.#region || this.#mark.hidden) return
    const { left, top, width, height } = rectangle(this.#region)
    const { style } = this.#mark
    style.transform = `translate(${left}px, ${top}px)`
    style.width = `${width}px`
    style.height = `${height}px`
  }
}

function isPart(element: Element): boolean {
  if (isWhole(element)) return false
  const { width, height } = rectangle(element)
  return width >= SMALLEST && height >= SMALLEST
}

/** The whole page is no part of it. */
function isWhole(element: Element | null): boolean {
  return element === body(document) || element === documentElement(document)
}

function around(element: Element | null): Element | null {
  const parent = element?.parentElement ?? null
  return isWhole(parent) ? null : parent
}

function first(elements: Iterable<Element> | undefined): Element | null {
  return [...(elements ?? [])].find(isPart) ?? null
}

function beside(
  element: Element | null,
  way: 'previousElementSibling' | 'nextElementSibling',
): Element | null {
  let found = element?.[way] ?? null
  while (found !== null && !isPart(found)) found = found[way]
  return found
}

/** What people would call it: its label, or the first heading in it. */
function nameOf(element: Element): string {
  const heading = element.querySelector('h1, h2, h3, h4, legend, caption, label')
  const text = element.ariaLabel || heading?.textContent || element.textContent || ''
  const short = text.trim().replace(/\s+/g, ' ').slice(0, MOST_CHARACTERS)
  return short || element.localName
}
