import { documentOf, isTag } from '../../mirror/capture/dom.js'
import { ALT, CONTROL, type Input, META, SHIFT } from '../messages.js'
import type { Editing } from './editing.js'
import {
  isButton,
  isCheck,
  isDisabled,
  isEditable,
  isInput,
  isTextField,
  linkOf,
} from './elements.js'
import { keyEvent, pointerEvent } from './events.js'
import type { Focus } from './focus.js'
import { byEnter } from './forms.js'
import type { Gate } from './gate.js'
import type { Guard } from './guard.js'
import { isTypingKey, typed } from './key_edits.js'
import { stepped } from './key_steps.js'
import { formOf } from './natives.js'
import { focusOrder, following } from './order.js'
import { Refusal } from './refusal.js'
import { close, topmost } from './top_layer.js'
import type { Wheel } from './wheel.js'

type KeyInput = Extract<Input, { type: 'key' }>

export interface KeyboardParts {
  document: Document
  gate: Gate
  guard: Guard
  focus: Focus
  editing: Editing
  wheel: Wheel
}

/** The agent's keyboard: what the page hears of a key, and what browsers do with it themselves. */
export class Keyboard {
  /** Space went down on this; it is pressed when that comes up. */
  #spaced: Element | null = null
  /** Keys that the page knows to be down, by `code`. */
  readonly #held = new Set<string>()

  constructor(private readonly parts: KeyboardParts) {}

  /** Nothing is held any more. */
  forget(): void {
    this.#held.clear()
    this.#spaced = null
  }

  apply(input: KeyInput): void {
    const { gate, focus } = this.parts
    // Of a key that was refused the page hears nothing.
    if (input.phase === 'up' && !this.#held.delete(input.code)) return
    const { active } = focus
    gate.demand(active, 'key')
    if (gate.permission().limit === 'typing' && !isTypingKey(active, input)) {
      throw new Refusal('control.limited')
    }
    if (input.phase === 'up') this.#up(active, input)
    else this.#down(active, input)
  }

  #down(active: Element, input: KeyInput): void {
    const { gate, guard, focus } = this.parts
    this.#demandOutcome(active, input)
    this.#held.add(input.code)
    if (!guard.dispatch(active, keyEvent(active, 'keydown', input))) return
    const then = focus.active
    gate.demand(then, 'key')
    if (isCharacter(input) && !guard.dispatch(then, keyEvent(then, 'keypress', input))) return
    // A handler may have sent the focus on: the key works where it is now.
    const at = focus.active
    gate.demand(at, 'key')
    this.#demandOutcome(at, input)
    this.#act(at, input)
  }

  #up(active: Element, input: KeyInput): void {
    const { gate, guard } = this.parts
    const spaced = this.#spaced
    if (input.key === ' ') this.#spaced = null
    if (input.key === ' ' && spaced === active) gate.demand(active, 'press')
    const goesOn = guard.dispatch(active, keyEvent(active, 'keyup', input))
    if (goesOn && input.key === ' ' && spaced === active) this.#click(active, input)
  }

  /** Refuses before the page hears of the key, when it would do what the agent may not. */
  #demandOutcome(active: Element, { key }: KeyInput): void {
    const { gate } = this.parts
    if (key === 'Enter' && isActivated(active)) gate.demand(active, 'press')
    if (key === ' ' && isSpaced(active)) gate.demand(active, 'press')
    if (key !== 'Enter' || !isTag(active, 'input') || isButton(active)) return
    const form = formOf(active)
    const outcome = form && byEnter(form)
    if (form && outcome) gate.demandSubmit(form, outcome === 'submit' ? null : outcome)
  }

  #act(active: Element, input: KeyInput): void {
    const { key, keys } = input
    const { editing, gate } = this.parts
    const isCommand = (keys & (CONTROL | META)) !== 0 && (keys & ALT) === 0
    // It would go to the clipboard of the customer.
    if (isCommand && /^[cx]$/i.test(key)) throw new Refusal('control.trusted_only')
    if (key === 'Tab') this.#tab(active, (keys & SHIFT) !== 0)
    else if (key === 'Escape') this.#escape()
    else if (key === ' ' && isSpaced(active)) this.#spaced = active
    else if (key === 'Enter' && this.#enter(active, input)) return
    else if (isEditable(active)) typed(editing, active, input)
    else if (isCommand && key.toLowerCase() === 'a') editing.selectAll(active)
    else if (!isCommand && !stepped(gate, active, input)) this.#scroll(active, input)
  }

  /** True where it was for Enter to do something else than to edit. */
  #enter(active: Element, input: KeyInput): boolean {
    if (isActivated(active)) {
      this.#click(active, input)
      return true
    }
    if (!isTag(active, 'input')) return false
    const form = formOf(active)
    const outcome = form && byEnter(form)
    if (outcome === 'submit') this.parts.guard.submit(form as HTMLFormElement)
    else if (outcome) this.#click(outcome, input)
    return true
  }

  #click(element: Element, { keys }: KeyInput): void {
    if (isDisabled(element)) return
    this.parts.gate.demand(element, 'press')
    const { left, top, width, height } = element.getBoundingClientRect()
    const at = { x: left + width / 2, y: top + height / 2 }
    const pointing = { at, button: 0, buttons: 0, clicks: 0, keys }
    this.parts.guard.dispatch(element, pointerEvent(element, 'click', pointing))
  }

  #tab(active: Element, backwards: boolean): void {
    const { document, focus, gate } = this.parts
    for (const next of following(focusOrder(document), active, backwards)) {
      if (!gate.allows(next, 'focus')) continue
      focus.to(next)
      if (isTextField(next) && !isTag(next, 'textarea')) next.select()
      return
    }
  }

  #escape(): void {
    const found = topmost(documentOf(this.parts.focus.active)) ?? topmost(this.parts.document)
    if (!found) return
    this.parts.gate.demand(found, 'hold')
    close(found)
  }

  #scroll(active: Element, { key, keys }: KeyInput): void {
    const by = SCROLLS[key]
    if (!by) return
    const backwards = key === ' ' && (keys & SHIFT) !== 0
    const page = documentOf(active).documentElement.clientHeight
    const y = by.y + by.pages * page
    this.parts.wheel.scroll(active, { x: by.x, y: backwards ? -y : y })
  }
}

/** How far keys scroll, CSS pixels: a page is less what one goes on reading from. */
const SCROLLS: { readonly [key: string]: { x: number; y: number; pages: number } } = {
  ' ': { x: 0, y: 0, pages: 0.875 },
  PageDown: { x: 0, y: 0, pages: 0.875 },
  PageUp: { x: 0, y: 0, pages: -0.875 },
  Home: { x: 0, y: -1e7, pages: 0 },
  End: { x: 0, y: 1e7, pages: 0 },
  ArrowDown: { x: 0, y: 40, pages: 0 },
  ArrowUp: { x: 0, y: -40, pages: 0 },
  ArrowRight: { x: 40, y: 0, pages: 0 },
  ArrowLeft: { x: -40, y: 0, pages: 0 },
}

function isCharacter({ key, keys }: KeyInput): boolean {
  return (key.length === 1 && (keys & (CONTROL | META)) === 0) || key === 'Enter'
}

/** Does Enter press it? */
function isActivated(element: Element): boolean {
  return isButton(element) || isTag(element, 'summary') || linkOf(element) === element
}

/** Does Space press it? */
function isSpaced(element: Element): boolean {
  return (
    isButton(element) || isTag(element, 'summary') || isCheck(element) || isInput(element, ['file'])
  )
}
