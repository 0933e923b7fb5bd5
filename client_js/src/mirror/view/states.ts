import { stateAttribute } from '../css.js'
import { ACTIVE, FOCUS, FOCUS_VISIBLE, HOVER } from '../operations.js'
import { MirrorFault } from './fault.js'
import type { Branch } from './tree.js'

/** Attributes for the element, and for it and all that it is in. */
const NAMES: Record<number, { own: string | null; around: string | null }> = {
  [HOVER]: { own: null, around: stateAttribute('hover') },
  [ACTIVE]: { own: null, around: stateAttribute('active') },
  [FOCUS]: { own: stateAttribute('focus'), around: stateAttribute('focus-within') },
  [FOCUS_VISIBLE]: { own: stateAttribute('focus-visible'), around: null },
}

/** Makes the elements that the customer points at look as they do for her. */
export class States {
  readonly #marked = new Map<number, [Element, string][]>()

  /** The element that was told last to be in this state. */
  element(state: number): Element | null {
    return this.#marked.get(state)?.[0]?.[0] ?? null
  }

  /** `branch` null: no element is in this state any more. */
  set(state: number, branch: Branch | null): void {
    const names = NAMES[state]
    if (!names || (branch && !branch.built)) throw new MirrorFault('bad-message')
    for (const [element, name] of this.#marked.get(state) ?? []) element.removeAttribute(name)
    const marked: [Element, string][] = []
    if (names.own && branch?.built) marked.push([branch.built.element, names.own])
    for (let at = branch; at && names.around; at = at.parent) {
      if (at.built) marked.push([at.built.element, names.around])
    }
    for (const [element, name] of marked) element.setAttribute(name, '')
    this.#marked.set(state, marked)
  }
}
