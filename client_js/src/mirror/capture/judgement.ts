import { passedOn } from './classify.js'
import { assignedSlot, frameOf, isTag, parentElement, rootOf } from './dom.js'
import { type Redaction, stricter, type Treatment } from './redaction.js'

/** What holds for an element now, whatever a viewer was told of it before. */
export interface Judgement {
  readonly treatment: Treatment
  /** Agents must not change it. */
  readonly readOnly: boolean
  /** Agents must not submit it, when it is or is in a form (`form`); nor press it at all (`press`). */
  readonly noSubmit: 'form' | 'press' | null
}

/** Judges the element and all that it is in, frames and shadow roots included. */
export function judge(redaction: Redaction, element: Element): Judgement {
  if (!redaction.isPageShared()) return { treatment: 'ignore', readOnly: true, noSubmit: 'press' }
  let treatment = redaction.outermost
  let readOnly = false
  let noSubmit: Judgement['noSubmit'] = null
  for (const at of pathTo(element)) {
    const outer = stricter(passedOn(treatment), redaction.throughSlot(at))
    treatment = redaction.treatment(at, outer)
    const around = [at, ...slotsOf(at)]
    readOnly ||= around.some((one) => redaction.locks.holds(one, 'readonly'))
    for (const one of around) {
      if (!redaction.locks.holds(one, 'nosubmit')) continue
      noSubmit = noSubmit === 'press' || !isTag(one, 'form') ? 'press' : 'form'
    }
  }
  if (treatment === 'show' && redaction.isSecretValue(element)) treatment = 'secret'
  return { treatment, readOnly, noSubmit }
}

/** From the outermost element to this one. */
function pathTo(element: Element): Element[] {
  const path: Element[] = []
  for (let at: Element | null = element; at; at = parentOf(at)) path.unshift(at)
  return path
}

function parentOf(element: Element): Element | null {
  const parent = parentElement(element)
  if (parent) return parent
  const root = rootOf(element)
  return 'host' in root ? (root as ShadowRoot).host : frameOf(root)
}

/** Where it is shown, if that is not where it is. */
function slotsOf(element: Element): Element[] {
  const slots: Element[] = []
  let at: Element | null = assignedSlot(element)
  while (at) {
    slots.push(at, ...slotsOf(at))
    at = parentElement(at)
  }
  return slots
}
