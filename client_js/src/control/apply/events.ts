/** Events as a person's mouse and keyboard give them, made by the target's own window. */

import type { Point } from '../../mirror/spot.js'
import { ALT, CONTROL, META, SHIFT } from '../messages.js'
import { type Realm, realmOf } from './natives.js'

/** The id that browsers give the mouse: `setPointerCapture` takes no other without a finger. */
const MOUSE = 1

/** Where the mouse is, and how. */
export interface Pointing {
  /** In the viewport of the target's window. */
  at: Point
  button: number
  buttons: number
  clicks: number
  keys: number
  related?: EventTarget | null
  movement?: Point
}

const UNBUBBLING = /(enter|leave)$/
const PREVENTABLE = /^(?!.*(enter|leave|cancel)$)/

export function pointerEvent(target: Element, type: string, pointing: Pointing): PointerEvent {
  const realm = realmOf(target)
  const pressed = pointing.buttons !== 0
  return new realm.PointerEvent(type, {
    ...mouseInit(realm, type, pointing),
    pointerId: MOUSE,
    pointerType: 'mouse',
    isPrimary: true,
    width: 1,
    height: 1,
    pressure: pressed && type !== 'click' ? 0.5 : 0,
    // A pointer that moves or enters has changed no button.
    button: /move|over|out|enter|leave/.test(type) ? -1 : pointing.button,
    detail: type.startsWith('pointer') ? 0 : pointing.clicks,
  })
}

export function mouseEvent(target: Element, type: string, pointing: Pointing): MouseEvent {
  const realm = realmOf(target)
  return new realm.MouseEvent(type, mouseInit(realm, type, pointing))
}

export function wheelEvent(target: Element, pointing: Pointing, delta: Point): WheelEvent {
  const realm = realmOf(target)
  return new realm.WheelEvent('wheel', {
    ...mouseInit(realm, 'wheel', pointing),
    deltaX: delta.x,
    deltaY: delta.y,
    deltaMode: 0,
  })
}

export function dragEvent(
  target: Element,
  type: string,
  pointing: Pointing,
  dataTransfer: DataTransfer,
): DragEvent {
  const realm = realmOf(target)
  return new realm.DragEvent(type, { ...mouseInit(realm, type, pointing), dataTransfer })
}

export interface Key {
  key: string
  code: string
  keys: number
  repeat: boolean
}

export function keyEvent(target: Element, type: string, pressed: Key): KeyboardEvent {
  const realm = realmOf(target)
  const { key, code, repeat } = pressed
  const event = new realm.KeyboardEvent(type, {
    ...common(realm),
    ...modifiers(pressed.keys),
    key,
    code,
    repeat,
    location: /Right$/.test(code) ? 2 : /(Shift|Control|Alt|Meta)Left$/.test(code) ? 1 : 0,
  })
  const legacy = type === 'keypress' ? (key === 'Enter' ? 13 : key.charCodeAt(0)) : keyCode(pressed)
  // Old, and all the same asked for by many pages.
  for (const name of ['keyCode', 'which']) Object.defineProperty(event, name, { value: legacy })
  if (type === 'keypress') Object.defineProperty(event, 'charCode', { value: legacy })
  return event
}

export function inputEvent(
  target: Element,
  type: 'beforeinput' | 'input',
  inputType: string,
  data: string | null,
): InputEvent {
  const realm = realmOf(target)
  const cancelable = type === 'beforeinput'
  return new realm.InputEvent(type, { ...common(realm), cancelable, inputType, data })
}

/** Told to everything that listens for it: `change`, `cancel` and the like. */
export function plainEvent(target: Element, type: string, init: EventInit = {}): Event {
  return new (realmOf(target).Event)(type, { bubbles: true, ...init })
}

export function focusEvent(target: Element, type: string, related: Element | null): FocusEvent {
  const realm = realmOf(target)
  const bubbles = type === 'focusin' || type === 'focusout'
  return new realm.FocusEvent(type, {
    view: realm,
    bubbles,
    composed: true,
    relatedTarget: related,
  })
}

function mouseInit(realm: Realm, type: string, pointing: Pointing): MouseEventInit {
  const { at, button, buttons, clicks, keys, related = null, movement } = pointing
  const bubbles = !UNBUBBLING.test(type)
  const moves = /move|over|out|enter|leave|wheel/.test(type)
  return {
    ...common(realm),
    ...modifiers(keys),
    bubbles,
    // Entering and leaving is told to each element by itself, in its own tree.
    composed: bubbles,
    cancelable: PREVENTABLE.test(type),
    clientX: at.x,
    clientY: at.y,
    screenX: realm.screenX + at.x,
    screenY: realm.screenY + at.y,
    movementX: movement?.x ?? 0,
    movementY: movement?.y ?? 0,
    button: moves ? 0 : button,
    buttons,
    detail: /click|mousedown|mouseup/.test(type) ? clicks : 0,
    relatedTarget: related,
  }
}

function common(realm: Realm): UIEventInit {
  return { bubbles: true, cancelable: true, composed: true, view: realm }
}

function modifiers(keys: number): EventModifierInit {
  return {
    shiftKey: (keys & SHIFT) !== 0,
    ctrlKey: (keys & CONTROL) !== 0,
    altKey: (keys & ALT) !== 0,
    metaKey: (keys & META) !== 0,
  }
}

const KEY_CODES: { readonly [key: string]: number } = {
  ...{ Backspace: 8, Tab: 9, Enter: 13, Shift: 16, Control: 17, Alt: 18, Escape: 27, ' ': 32 },
  ...{ PageUp: 33, PageDown: 34, End: 35, Home: 36, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39 },
  ...{ ArrowDown: 40, Insert: 45, Delete: 46, Meta: 91 },
}

function keyCode({ key, code }: Key): number {
  const known = KEY_CODES[key]
  if (known !== undefined) return known
  if (/^F\d\d?$/.test(key)) return 111 + Number(key.slice(1))
  const physical = /^(?:Key|Digit)(.)$/.exec(code)?.[1]
  return (physical ?? key.toUpperCase()).charCodeAt(0)
}

export function pasteEvent(target: Element, text: string): ClipboardEvent {
  const realm = realmOf(target)
  const clipboardData = new realm.DataTransfer()
  clipboardData.setData('text/plain', text)
  return new realm.ClipboardEvent('paste', { ...common(realm), clipboardData })
}
