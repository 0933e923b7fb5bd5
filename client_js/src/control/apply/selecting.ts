import {
  documentOf,
  isElement,
  ownerDocument,
  parentElement,
  rootOf,
  selectionIn,
} from '../../mirror/capture/dom.js'
import type { CapturedSpots } from '../../mirror/capture/spots.js'
import type { Point } from '../../mirror/spot.js'
import { SHIFT } from '../messages.js'
import { isRich, isTextField, isWithin, type TextField } from './elements.js'
import type { Pointing } from './events.js'
import type { Gate } from './gate.js'
import type { Hold, PointerInput } from './mouse.js'
import type { Target } from './target.js'

interface Place {
  node: Node
  offset: number
}

/** The caret, and text that is selected with the mouse: in the page, and within fields. */
export class Selecting implements Hold {
  #anchor: Place | null = null

  constructor(
    private readonly spots: CapturedSpots,
    private readonly gate: Gate,
  ) {}

  begin(target: Target, input: PointerInput): this {
    const { element } = target
    const place = this.#placeOf(target, input)
    if (isTextField(element)) this.#inField(element, place, input)
    else if (place) this.#inPage(place, input)
    return this
  }

  move(target: Target, _pointing: Pointing, input: PointerInput): boolean {
    const place = this.#placeOf(target, input)
    const anchor = this.#anchor
    if (!place || !anchor || documentOf(place.node) !== documentOf(anchor.node)) return false
    if (isElement(anchor.node) && isTextField(anchor.node)) {
      if (place.node === anchor.node) select(anchor.node, anchor.offset, place.offset)
    } else extend(anchor, place)
    return false
  }

  end(): boolean {
    return false
  }

  cancel(): void {
    this.#anchor = null
  }

  #inField(field: TextField, place: Place | null, { clicks, keys }: PointerInput): void {
    const end = field.value.length
    const offset = place?.node === field ? place.offset : end
    const from = keys & SHIFT ? (field.selectionStart ?? offset) : offset
    this.#anchor = { node: field, offset: from }
    if (clicks === 3) select(field, 0, end)
    else if (clicks === 2) select(field, ...wordAt(field.value, offset))
    else select(field, from, offset)
  }

  #inPage(place: Place, { clicks, keys }: PointerInput): void {
    const selection = selectionIn(documentOf(place.node))
    if (!selection) return
    const { anchorNode, anchorOffset } = selection
    const keeps = (keys & SHIFT) !== 0 && anchorNode
    this.#anchor = keeps ? { node: anchorNode, offset: anchorOffset } : place
    extend(this.#anchor, place)
    if (clicks < 2) return
    const unit = clicks === 2 ? 'word' : 'paragraphboundary'
    selection.modify('move', 'backward', unit)
    selection.modify('extend', 'forward', unit)
  }

  /** The text position that the message names or, where it names none, that is at its point. Null
   * when the agent may not know of it. */
  #placeOf({ element, at }: Target, { caret, spot }: PointerInput): Place | null {
    const node = caret ? this.spots.nodeOf(spot.page, caret[0]) : null
    const place = caret && node ? { node, offset: caret[1] } : placeAt(element, at)
    const around = place && (isElement(place.node) ? place.node : parentElement(place.node))
    if (!place || !around || ownerDocument(around) !== ownerDocument(element)) return null
    this.gate.demand(around, 'hold')
    return { node: place.node, offset: Math.min(place.offset, lengthOf(place.node)) }
  }
}

/** In what is edited; what else is selected, the agent's console knows better. */
function placeAt(element: Element, { x, y }: Point): Place | null {
  const document = documentOf(element)
  const isEdited = isTextField(element) || isRich(element)
  if (!isEdited || !('caretPositionFromPoint' in document)) return null
  const root = rootOf(element)
  const shadowRoots = 'host' in root ? [root as ShadowRoot] : []
  const found = document.caretPositionFromPoint(x, y, { shadowRoots })
  const node = found?.offsetNode
  const around = node && (isElement(node) ? node : parentElement(node))
  return found && node && around && isWithin(around, element)
    ? { node, offset: found.offset }
    : null
}

/** Fields for addresses and numbers tell nobody where their caret is; they keep it where it was. */
function select(field: TextField, anchor: number, focus: number): void {
  if (field.selectionStart === null) {
    const selection = selectionIn(documentOf(field))
    selection?.modify(anchor === focus ? 'move' : 'extend', 'forward', 'lineboundary')
    return
  }
  const direction = focus < anchor ? 'backward' : 'forward'
  field.setSelectionRange(Math.min(anchor, focus), Math.max(anchor, focus), direction)
}

function extend(anchor: Place, focus: Place): void {
  const selection = selectionIn(documentOf(focus.node))
  selection?.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset)
}

function wordAt(text: string, offset: number): [number, number] {
  const isPart = (at: number): boolean => /[\p{L}\p{N}_]/u.test(text[at] ?? '')
  let [start, end] = [offset, offset]
  while (start > 0 && isPart(start - 1)) start--
  while (end < text.length && isPart(end)) end++
  return [start, end]
}

function lengthOf(node: Node): number {
  if (isElement(node) && isTextField(node)) return node.value.length
  return isElement(node) ? node.childNodes.length : (node.nodeValue ?? '').length
}
