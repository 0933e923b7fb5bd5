import { isConnected } from '../../mirror/capture/dom.js'
import type { Change, ChangeList, Undone } from '../changes.js'
import { isInput, isRich, isWithin, operated, richHost } from './elements.js'
import { groupOf, kindOf, putBack, stateOf, textOf } from './fields.js'
import { fieldNameOf, groupNameOf } from './names.js'

interface Entry {
  id: number
  element: Element
  /** State of the field before the first and after the last change of the run. */
  from: string
  to: string
  /** The customer has had a hand in it since: what comes now is another change. */
  isClosed: boolean
  shown: Change
}

/** Pages put what was typed into their own form, some a moment later. */
const SETTLED_MS = 100

/** Changes kept; the oldest go. */
const MOST = 200

/** Every change that agents make to the fields of the page, for the customer to take back. */
export class Changes implements ChangeList {
  #entries: Entry[] = []
  #nextId = 1

  /** `changed`: the list is another one. */
  constructor(
    private readonly window: Window,
    private readonly changed: () => void,
  ) {}

  /** The oldest first. */
  get list(): readonly Change[] {
    return this.#entries.map(({ shown }) => shown)
  }

  /** Does what changes any of these fields, and keeps what it changed. */
  during(touched: Iterable<Element>, act: () => void): void {
    const before = [...fieldsAt(touched)].map((field) => {
      return { field, state: stateOf(field), text: textOf(field) }
    })
    try {
      act()
    } finally {
      for (const { field, state, text } of before) this.#compare(field, state, text)
    }
  }

  /** Gives a field back what was in it before the agent, if it still has what the agent left. */
  undo(id: number): Undone {
    const entry = this.#entries.find((one) => one.id === id)
    if (!entry) return 'gone'
    const { element, from, to } = entry
    const isThere = isConnected(element)
    if (isThere && stateOf(element) !== to) return 'changed_since'
    this.#entries = this.#entries.filter((one) => one !== entry)
    if (isThere) putBack(element, from)
    this.changed()
    return isThere ? 'undone' : 'gone'
  }

  /** The customer has changed this field herself. */
  close(field: Element): void {
    for (const entry of this.#entries) {
      if (isWithin(field, entry.element)) entry.isClosed = true
    }
  }

  #compare(field: Element, state: string, text: string): void {
    const now = stateOf(field)
    if (now === state) return
    const last = this.#entries.at(-1)
    if (last?.element === field && !last.isClosed) this.#note(last)
    else this.#add(field, state, text)
    this.changed()
    this.window.setTimeout(() => this.#settle(), SETTLED_MS)
  }

  #note(entry: Entry): void {
    entry.to = stateOf(entry.element)
    entry.shown = { ...entry.shown, after: textOf(entry.element) }
    if (entry.from === entry.to) this.#entries = this.#entries.filter((one) => one !== entry)
  }

  #settle(): void {
    const last = this.#entries.at(-1)
    if (!last || last.isClosed || stateOf(last.element) === last.to) return
    this.#note(last)
    this.changed()
  }

  #add(element: Element, from: string, before: string): void {
    const kind = kindOf(element)
    if (!kind) return
    const id = this.#nextId++
    const label = isInput(element, ['radio']) ? groupNameOf(element) : fieldNameOf(element)
    const shown = { id, kind, label, before, after: textOf(element) }
    this.#entries.push({ id, element, from, to: stateOf(element), isClosed: false, shown })
    if (this.#entries.length > MOST) this.#entries.shift()
  }
}

/** The fields that input at these elements may change. */
function* fieldsAt(elements: Iterable<Element>): Generator<Element> {
  for (const element of elements) {
    const field = isRich(element) ? richHost(element) : (operated(element) ?? element)
    if (isInput(field, ['radio'])) yield groupOf(field)[0] ?? field
    else if (kindOf(field)) yield field
  }
}
