import { endOf, isListBox, type Option, optionsOf, stepTo, TypeAhead } from './choice.js'

const PAGE_STEP = 10

export interface ListDelegate {
  /** All that is chosen now. */
  choose(options: readonly HTMLOptionElement[]): void
  close(): void
}

/** The options of a `select`, as a list box (WAI-ARIA pattern) of our own. */
export class List {
  readonly element = document.createElement('div')
  readonly #options: Option[]
  readonly #rows: HTMLElement[] = []
  readonly #typeAhead = new TypeAhead()
  readonly #chosen: Set<HTMLOptionElement>
  #active = -1

  constructor(
    private readonly select: HTMLSelectElement,
    name: string,
    empty: string,
    private readonly delegate: ListDelegate,
  ) {
    this.#options = optionsOf(select)
    this.#chosen = new Set([...select.options].filter(({ selected }) => selected))
    const { element } = this
    element.className = 'list'
    element.tabIndex = 0
    element.setAttribute('role', 'listbox')
    element.setAttribute('aria-label', name)
    if (select.multiple) element.setAttribute('aria-multiselectable', 'true')
    if (this.#options.length === 0) element.append(note(empty))
    else this.#fill()
    element.addEventListener('keydown', (event) => this.#key(event))
  }

  /** Call when it is in sight. */
  focus(): void {
    this.element.focus({ preventScroll: true })
    const chosen = this.#options.findIndex(({ element }) => this.#chosen.has(element))
    this.#activate(chosen >= 0 ? chosen : endOf(this.#options, 'first'))
  }

  #fill(): void {
    let group = ''
    let parent: HTMLElement = this.element
    for (const [at, option] of this.#options.entries()) {
      if (option.group !== group) parent = this.#group(option.group)
      group = option.group
      parent.append(this.#row(option, at))
    }
  }

  #group(name: string): HTMLElement {
    if (name === '') return this.element
    const group = document.createElement('div')
    group.setAttribute('role', 'group')
    group.setAttribute('aria-label', name)
    const heading = document.createElement('div')
    heading.className = 'heading'
    heading.setAttribute('aria-hidden', 'true')
    heading.textContent = name
    group.append(heading)
    this.element.append(group)
    return group
  }

  #row({ element, label, disabled }: Option, at: number): HTMLElement {
    const row = document.createElement('div')
    row.className = 'option'
    row.id = `alongside-option-${at}`
    row.dir = 'auto'
    row.textContent = label
    row.setAttribute('role', 'option')
    row.setAttribute('aria-selected', String(this.#chosen.has(element)))
    if (disabled) row.setAttribute('aria-disabled', 'true')
    row.addEventListener('pointermove', () => this.#activate(at, false))
    row.addEventListener('click', () => this.#pick(at))
    this.#rows.push(row)
    return row
  }

  #key(event: KeyboardEvent): void {
    const { key } = event
    const last = this.#options.length - 1
    const to = new Map([
      ['ArrowDown', stepTo(this.#options, this.#active, 1)],
      ['ArrowUp', stepTo(this.#options, this.#active, -1)],
      ['PageDown', stepTo(this.#options, Math.min(this.#active + PAGE_STEP, last + 1), -1)],
      ['PageUp', stepTo(this.#options, Math.max(this.#active - PAGE_STEP, -1), 1)],
      ['Home', endOf(this.#options, 'first')],
      ['End', endOf(this.#options, 'last')],
    ]).get(key)
    const isBlank = key === ' ' && !this.#typeAhead.isTyping(event.timeStamp)
    if (to !== undefined) this.#activate(to)
    else if (key === 'Enter' || isBlank) this.#pick(this.#active)
    else if (key === 'Tab') this.delegate.close()
    else if (key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      this.#activate(this.#typeAhead.find(this.#options, this.#active, key, event.timeStamp))
    } else return
    event.preventDefault()
  }

  #activate(at: number, scroll = true): void {
    this.#rows[this.#active]?.classList.remove('active')
    this.#active = at
    const row = this.#rows[at]
    if (!row) return
    row.classList.add('active')
    this.element.setAttribute('aria-activedescendant', row.id)
    if (scroll) row.scrollIntoView({ block: 'nearest' })
  }

  #pick(at: number): void {
    const option = this.#options[at]
    if (!option || option.disabled) return
    const { element } = option
    if (this.select.multiple) {
      if (!this.#chosen.delete(element)) this.#chosen.add(element)
      this.#rows[at]?.setAttribute('aria-selected', String(this.#chosen.has(element)))
      this.delegate.choose([...this.select.options].filter((one) => this.#chosen.has(one)))
      return
    }
    this.delegate.choose([element])
    this.delegate.close()
  }
}

/** What a click on a line of a list box in the page chooses; null if it changes nothing. */
export function chosenByClick(
  select: HTMLSelectElement,
  option: HTMLOptionElement,
  { ctrlKey, metaKey, shiftKey }: Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>,
): HTMLOptionElement[] | null {
  const found = optionsOf(select)
  const at = found.findIndex(({ element }) => element === option)
  if (!isListBox(select) || at < 0 || found[at]?.disabled) return null
  const chosen = [...select.options].filter(({ selected }) => selected)
  if (select.multiple && (ctrlKey || metaKey)) {
    return chosen.includes(option)
      ? chosen.filter((one) => one !== option)
      : [...select.options].filter((one) => one === option || one.selected)
  }
  if (!select.multiple || !shiftKey) return [option]
  const from = found.findIndex(({ element }) => element.selected)
  const ends = [at, from < 0 ? at : from].sort((a, b) => a - b) as [number, number]
  const range = found.slice(ends[0], ends[1] + 1)
  return range.filter(({ disabled }) => !disabled).map(({ element }) => element)
}

function note(words: string): HTMLElement {
  const line = document.createElement('div')
  line.className = 'heading'
  line.setAttribute('role', 'option')
  line.setAttribute('aria-disabled', 'true')
  line.setAttribute('aria-selected', 'false')
  line.textContent = words
  return line
}
