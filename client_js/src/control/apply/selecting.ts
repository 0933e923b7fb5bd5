import {
  documentOf,
  isElement,
  ownerDocument,
  parentElement,
  selectionIn,
} from '../../mirror/capture/dom.js'
import type { CapturedSpots } from '../../mirror/capture/spots.js'
import { SHIFT } from '../messages.js'
import { isTextField, type TextField } from './elements.js'
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

  begin({ element }: Target, input: PointerInput): this {
    const place = this.#placeOf(element, input)
    if (isTextField(element)) this.#inField(element, place, input)
    else if (place) this.#inPage(place, input)
    return this
  }

  move({ element }: Target, _pointing: Pointing, input: PointerInput): boolean {
    const place = this.#placeOf(element, input)
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
    const offset = place?.node === field ? Math.min(place.offset, end) : end
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

  /** The text position that the message names, if the agent may know of it and it is still there. */
  #placeOf(element: Element, { caret, spot }: PointerInput): Place | null {
    if (!caret) return null
    const [id, offset] = caret
    const node = this.spots.nodeOf(spot.page, id)
    const at = node && (isElement(node) ? node : parentElement(node))
    if (!node || !at || ownerDocument(at) !== ownerDocument(element)) return null
    this.gate.demand(at, 'hold')
    const isField = isElement(node) && isTextField(node)
    return { node, offset: isField ? offset : Math.min(offset, lengthOf(node)) }
  }
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
  return isElement(node) ? node.childNodes.length : (node.nodeValue ?? '').length
}
