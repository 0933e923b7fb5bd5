import { MASK } from '../../../mirror/mask.js'
import type { Target } from '../../../mirror/view/spots.js'
import { type Input, MAX_OPTIONS, type RefusalCode } from '../../messages.js'
import type { Aimed } from '../aim.js'
import type { PickerWords } from '../words.js'
import { isListBox } from './choice.js'
import { chosenByClick, List } from './list.js'
import { controlOf, nameOf } from './of_page.js'
import { placeBeside } from './place.js'
import { ValueForm } from './value.js'

export interface PickersDelegate {
  send(input: Input): void
  refused(code: RefusalCode): void
  /** It has closed; the focus was in it. */
  closed(): void
}

/** Moved by more than this, what is open has nothing to do with where it is any more. */
const STAYS_PX = 2
/** Keys that open a list or a field's window in browsers. */
const OPENING = new Set(['Enter', ' ', 'F4', 'ArrowDown', 'ArrowUp'])

interface Open {
  readonly target: Target
  readonly window: HTMLElement
  readonly box: DOMRect
}

/**
 * Stands in for the windows that the customer's browser would open for a `select`, a date, a time or
 * a colour, which nobody but the person there can open. At most one is open, right at its control.
 */
export class Pickers {
  #open: Open | null = null
  #frame = 0

  constructor(
    private readonly view: Aimed,
    private readonly words: PickerWords,
    private readonly delegate: PickersDelegate,
  ) {}

  /** Whether a press here is for a picker, and not for the page. */
  takesPress(target: Target, event: PointerEvent): boolean {
    if (this.#open) {
      const again = controlOf(target.element) === this.#open.target.element
      this.close()
      if (again) return true
    }
    const control = controlOf(target.element)
    if (!control || event.button !== 0) return false
    const at = this.#targetOf(control, target)
    if (!at) return false
    if (control.localName === 'select' && isListBox(control as HTMLSelectElement)) {
      this.#click(at, control as HTMLSelectElement, target.element, event)
    } else {
      // The press would take the focus away again.
      this.#begin(at, control, true)
    }
    return true
  }

  /** Whether this key opens a picker for what has the focus in the page. */
  takesKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const focused = this.view.spots?.focused
    const control = focused && controlOf(focused.element)
    if (!focused || !control || ctrlKey || metaKey) return false
    const isDate = control.localName === 'input' && control.getAttribute('type') !== 'color'
    // In a date, Enter is for the form.
    const opens = isDate
      ? (OPENING.has(key) && key !== 'Enter') || /^\d$/.test(key)
      : OPENING.has(key)
    if (!opens) return false
    this.#begin(focused, control, false)
    return true
  }

  close(): void {
    const open = this.#open
    if (!open) return
    this.#open = null
    window.cancelAnimationFrame(this.#frame)
    document.removeEventListener('pointerdown', this.#pressed, { capture: true })
    const hadFocus = open.window.matches(':focus-within')
    open.window.remove()
    if (hadFocus) this.delegate.closed()
  }

  #targetOf(control: Element, { element, ...spot }: Target): Target | null {
    if (control === element) return { element, ...spot }
    return this.view.spots?.middleOf(control) ?? null
  }

  #begin(target: Target, control: HTMLSelectElement | HTMLInputElement, byPointer: boolean): void {
    this.close()
    if (isMasked(control)) this.delegate.refused('control.hidden')
    if (isMasked(control) || control.matches(':disabled, [readonly]')) return
    const frame = document.createElement('div')
    frame.className = 'alongside-picker'
    frame.popover = 'manual'
    frame.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      this.close()
    })
    const content = this.#content(target, control)
    frame.append(content.element)
    this.view.room.page.append(frame)
    frame.showPopover()
    this.#open = { target, window: frame, box: this.#boxOf(control) }
    const { area } = this.view.room
    // A list is as wide as its control.
    if (content instanceof List) {
      frame.style.minWidth = `${Math.min(this.#open.box.width, area.width)}px`
    }
    placeBeside(frame, this.#open.box, area)
    content.focus(byPointer)
    document.addEventListener('pointerdown', this.#pressed, { capture: true })
    this.#watch()
  }

  #content(target: Target, control: HTMLSelectElement | HTMLInputElement): List | ValueForm {
    const { words, delegate } = this
    const close = (): void => this.close()
    if (control.localName === 'select') {
      const select = control as HTMLSelectElement
      const choose = (options: readonly HTMLOptionElement[]): void => this.#choose(target, options)
      return new List(select, nameOf(control) ?? words.list, words.empty, { choose, close })
    }
    const set = (value: string): void => delegate.send({ type: 'value', target, value })
    const input = control as HTMLInputElement
    return new ValueForm(input, nameOf(control) ?? words.value, words, { set, close })
  }

  #click(target: Target, select: HTMLSelectElement, at: Element, event: MouseEvent): void {
    const option = at.closest('option')
    if (isMasked(select)) this.delegate.refused('control.hidden')
    else if (option && !select.disabled) {
      const chosen = chosenByClick(select, option, event)
      if (chosen) this.#choose(target, chosen)
    }
  }

  #choose(target: Target, options: readonly HTMLOptionElement[]): void {
    const { spots } = this.view
    const ids = options.map((option) => spots?.middleOf(option)?.node)
    const known = ids.filter((id) => id !== undefined)
    if (known.length < ids.length) this.delegate.refused('control.gone')
    else this.delegate.send({ type: 'choose', target, options: known.slice(0, MAX_OPTIONS) })
  }

  /** The control's box in this window. */
  #boxOf(control: Element): DOMRect {
    const { spots, room } = this.view
    const page = room.page.getBoundingClientRect()
    const box = spots?.box(control) ?? new DOMRect()
    const { x, y } = room.inRoom(box)
    const size = room.inRoom({ x: box.width, y: box.height })
    return new DOMRect(page.left + x, page.top + y, size.x, size.y)
  }

  readonly #pressed = (event: Event): void => {
    const open = this.#open
    const path = event.composedPath()
    // On the pane it is looked at what is pressed.
    if (open && !path.includes(open.window) && !path.includes(this.view.room.page)) this.close()
  }

  /** Closes it when the control is gone, or somewhere else: the page scrolls, say. */
  #watch(): void {
    this.#frame = window.requestAnimationFrame(() => {
      const open = this.#open
      if (!open) return
      const there = this.view.spots?.element(open.target) === open.target.element
      const box = this.#boxOf(open.target.element)
      const moved = Math.hypot(box.left - open.box.left, box.top - open.box.top) > STAYS_PX
      if (!there || !open.target.element.isConnected || moved || box.width === 0) this.close()
      else this.#watch()
    })
  }
}

/** Nothing but masks came: there is nothing to choose from. */
function isMasked(control: HTMLSelectElement | HTMLInputElement): boolean {
  if (control.localName !== 'select') return false
  const { options } = control as HTMLSelectElement
  return options.length > 0 && [...options].every(({ text, label }) => (label || text) === MASK)
}
