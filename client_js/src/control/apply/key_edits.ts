/** What keys do where a text is edited. */
import { isTag } from '../../mirror/capture/dom.js'
import { ALT, CONTROL, type Input, META, SHIFT } from '../messages.js'
import { type Editing, linesIn } from './editing.js'
import { isEditable, isRich } from './elements.js'

type KeyInput = Extract<Input, { type: 'key' }>

const MODIFIERS = ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock']
const MOVES = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
]

/** Does the key do nothing but type, or lead to where one types? */
export function isTypingKey(active: Element, input: KeyInput): boolean {
  const { key, keys } = input
  if (key === 'Tab' || MODIFIERS.includes(key)) return true
  if (!isEditable(active)) return false
  if (key === 'Enter') return isTag(active, 'textarea') || isRich(active)
  if (textOf(input) !== null || ['Backspace', 'Delete', ...MOVES].includes(key)) return true
  return isCommand(keys) && /^[az]$/i.test(key)
}

/** The text that the key gives; null for none. */
function textOf({ key, keys }: KeyInput): string | null {
  if ([...key].length !== 1) return null
  const held = keys & (CONTROL | ALT | META)
  // With AltGr browsers tell Control and Alt; on some keyboards Alt alone gives letters.
  if (held === (CONTROL | ALT)) return key
  if (held === ALT) return key > '\u007f' ? key : null
  return held === 0 ? key : null
}

function isCommand(keys: number): boolean {
  return (keys & (CONTROL | META)) !== 0 && (keys & ALT) === 0
}

export function typed(editing: Editing, active: Element, input: KeyInput): void {
  const { key, keys } = input
  const text = textOf(input)
  const byWord = (keys & (CONTROL | ALT)) !== 0
  if (text !== null) editing.edit(active, 'insertText', text)
  else if (key === 'Backspace') {
    editing.edit(active, byWord ? 'deleteWordBackward' : 'deleteContentBackward')
  } else if (key === 'Delete') {
    editing.edit(active, byWord ? 'deleteWordForward' : 'deleteContentForward')
  } else if (key === 'Enter') {
    const breaks = isTag(active, 'textarea') || (keys & SHIFT) !== 0
    editing.edit(active, breaks ? 'insertLineBreak' : 'insertParagraph')
  } else if (MOVES.includes(key)) moved(editing, active, input)
  else if (isCommand(keys)) commanded(editing, active, key.toLowerCase())
}

function moved(editing: Editing, active: Element, { key, keys }: KeyInput): void {
  const extend = (keys & SHIFT) !== 0
  const forward = /Right|Down|End/.test(key)
  const far = (keys & (CONTROL | META)) !== 0
  if (key.startsWith('Page')) {
    for (let line = linesIn(active); line > 0; line--) editing.move(active, extend, forward, 'line')
    return
  }
  const sideways = key === 'ArrowLeft' || key === 'ArrowRight'
  const byWord = sideways && (keys & (CONTROL | ALT)) !== 0
  const edge = key === 'Home' || key === 'End'
  const whole = (edge && far) || (!isTag(active, 'textarea') && !isRich(active) && !sideways)
  const granularity = sideways
    ? byWord
      ? 'word'
      : (keys & META) !== 0
        ? 'lineboundary'
        : 'character'
    : whole
      ? 'documentboundary'
      : edge
        ? 'lineboundary'
        : 'line'
  editing.move(active, extend, forward, granularity)
}

function commanded(editing: Editing, active: Element, key: string): void {
  if (key === 'a') editing.selectAll(active)
  else if (key === 'z') editing.undo(active)
  else if (isRich(active)) {
    if (key === 'b') editing.edit(active, 'formatBold')
    else if (key === 'i') editing.edit(active, 'formatItalic')
    else if (key === 'u') editing.edit(active, 'formatUnderline')
  }
}
