import {
  documentOf,
  isElement,
  isTag,
  parentElement,
  query,
  rectangle,
  selectionIn,
} from '../../mirror/capture/dom.js'
import { isEditable, isRich, isTextField, isWithin, richHost, type TextField } from './elements.js'
import { inputEvent } from './events.js'
import type { Focus } from './focus.js'
import type { Gate } from './gate.js'
import type { Guard } from './guard.js'
import { setValue } from './natives.js'
import { Refusal } from './refusal.js'

/** Editing commands of browsers, by the name that events have for what they do. */
const COMMANDS = {
  insertText: 'insertText',
  insertFromPaste: 'insertText',
  insertLineBreak: 'insertLineBreak',
  insertParagraph: 'insertParagraph',
  deleteContentBackward: 'delete',
  deleteContentForward: 'forwardDelete',
  deleteWordBackward: 'delete',
  deleteWordForward: 'forwardDelete',
  formatBold: 'bold',
  formatItalic: 'italic',
  formatUnderline: 'underline',
} as const

export type Edit = keyof typeof COMMANDS

/** What was in a field before an edit and after it. */
interface Step {
  field: TextField
  before: string
  after: string
  caret: number | null
}

const { createTreeWalker } = Document.prototype

/** Steps that can be taken back. */
const MOST_STEPS = 200

/**
 * Editing of text where the focus is, as by keys: through the browser's own editing commands, so
 * that limits of fields, selections and what frameworks listen to work as they do for a person.
 */
export class Editing {
  /** What the agent did in one field, to be taken back by it; what others did there is not in it. */
  #steps: Step[] = []

  constructor(
    private readonly gate: Gate,
    private readonly guard: Guard,
    private readonly focus: Focus,
  ) {}

  /** Edits at the caret of `element`, which has the focus. `data`: the text that is inserted. */
  edit(element: Element, edit: Edit, data: string | null = null): void {
    if (!canEdit(element)) return
    this.#demand(element)
    if (!this.guard.dispatch(element, inputEvent(element, 'beforeinput', edit, data))) return
    // Commands go where the focus is: handlers may have moved it.
    if (this.focus.active !== element || !canEdit(element)) return
    this.#demand(element)
    this.#reach(element, edit)
    if (isTextField(element)) this.#editField(element, edit, data)
    else documentOf(element).execCommand(COMMANDS[edit], false, data ?? undefined)
  }

  /** Takes the agent's last step back, unless the field has been changed since. */
  undo(field: Element): void {
    this.#demand(field)
    const step = this.#steps.at(-1)
    if (step?.field !== field || step.field.value !== step.after) return
    this.#steps.pop()
    setValue(step.field, step.before)
    if (step.caret !== null) step.field.setSelectionRange(step.caret, step.caret)
    this.guard.dispatch(field, inputEvent(field, 'input', 'historyUndo', null))
  }

  /** Moves the caret where the focus is. `granularity`: as `Selection.modify` has it. */
  move(element: Element, extend: boolean, forward: boolean, granularity: string): void {
    if (!isEditable(element)) return
    this.#demand(element)
    selectionIn(documentOf(element))?.modify(
      extend ? 'extend' : 'move',
      forward ? 'forward' : 'backward',
      granularity,
    )
  }

  selectAll(element: Element): void {
    this.gate.demand(element, 'key')
    if (isTextField(element)) element.select()
    else if (isRich(element)) {
      selectionIn(documentOf(element))?.selectAllChildren(richHost(element))
    } else documentOf(element).execCommand('selectAll')
  }

  /** Selects the word that is to go. Of a character only what it is in is judged, also where that is
   * none to go: what is typed at the beginning of an element lands at the end of what is before it. */
  #reach(element: Element, edit: Edit): void {
    const selection = selectionIn(documentOf(element))
    const isWord = edit.startsWith('deleteWord')
    const isField = isTextField(element)
    const isCaret = isField
      ? element.selectionStart === element.selectionEnd
      : selection?.isCollapsed
    if (!selection || !isCaret || (isField && !isWord)) return
    const { anchorNode, anchorOffset } = selection
    const isDeletion = edit.startsWith('delete')
    if (!isDeletion && (anchorOffset > 0 || this.#isOpenBefore(element, anchorNode))) return
    const direction = edit.endsWith('Forward') ? 'forward' : 'backward'
    selection.modify('extend', direction, isWord ? 'word' : 'character')
    if (isField) return
    let isOpen = false
    try {
      // Nothing is typed into another paragraph.
      if (isDeletion || !selection.toString().includes('\n')) this.#demand(element)
      isOpen = true
    } finally {
      if (!isOpen || !isWord) selection.collapse(anchorNode, anchorOffset)
    }
  }

  /** Is what stands before `node` open to the agent? Looked up without the selection, which forgets
   * what style the next letter is to have when it is touched. */
  #isOpenBefore(host: Element, node: Node | null): boolean {
    if (node === null) return false
    const walker = createTreeWalker.call(documentOf(host), host, NodeFilter.SHOW_TEXT)
    walker.currentNode = node
    const before = walker.previousNode()
    const at = before && parentElement(before)
    if (!at) return true
    try {
      this.gate.demand(at, 'type')
      return true
    } catch {
      return false
    }
  }

  #editField(field: TextField, edit: Edit, data: string | null): void {
    const { value: before, selectionStart: caret } = field
    documentOf(field).execCommand(COMMANDS[edit], false, data ?? undefined)
    if (data && field.value === before) {
      // The page has heard of it, and may have put it back itself.
      this.#demand(field)
      replace(field, data)
    }
    const { value: after } = field
    if (after === before) return
    if (this.#steps.at(-1)?.field !== field) this.#steps = []
    this.#steps.push({ field, before, after, caret })
    if (this.#steps.length > MOST_STEPS) this.#steps.shift()
  }

  /** Also of the place in a rich text where the caret is, and of all that is selected: not all of it
   * need be open to agents. */
  #demand(element: Element): void {
    this.gate.demand(element, 'type')
    if (isTextField(element)) return
    const selection = selectionIn(documentOf(element))
    for (const node of [selection?.anchorNode, selection?.focusNode]) {
      const at = node && (isElement(node) ? node : parentElement(node))
      if (!at || !isWithin(at, element)) throw new Refusal('control.gone')
      this.gate.demand(at, 'type')
    }
    if (!selection || selection.isCollapsed) return
    for (const part of query(element, '*')) {
      if (selection.containsNode(part, true)) this.gate.demandSeen(part, 'type')
    }
  }
}

function canEdit(element: Element): boolean {
  if (isTextField(element)) return !element.readOnly && !element.disabled
  return isRich(element)
}

/** Where the browser has no command for fields. */
function replace(field: TextField, text: string): void {
  const { value, maxLength } = field
  const start = field.selectionStart ?? value.length
  const end = field.selectionEnd ?? value.length
  const room = maxLength < 0 ? text.length : Math.max(0, maxLength - value.length + end - start)
  if (room === 0) return
  const inserted = text.slice(0, room)
  setValue(field, value.slice(0, start) + inserted + value.slice(end))
  if (field.selectionStart !== null) {
    field.setSelectionRange(start + inserted.length, start + inserted.length)
  }
  field.dispatchEvent(inputEvent(field, 'input', 'insertText', inserted))
}

/** How many lines a page up or down is. */
export function linesIn(field: Element): number {
  const { lineHeight, fontSize } = getComputedStyle(field)
  const line = Number.parseFloat(lineHeight) || Number.parseFloat(fontSize) * 1.2 || 16
  return isTag(field, 'textarea') ? Math.max(1, Math.floor(rectangle(field).height / line) - 1) : 1
}
