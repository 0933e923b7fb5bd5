/** Arrow keys at fields that step through what they can be: radio buttons, lists, numbers. */
import { isTag } from '../../mirror/capture/dom.js'
import type { Input } from '../messages.js'
import { isDisabled, isInput } from './elements.js'
import { choose, fill, groupOf, putBack } from './fields.js'
import type { Gate } from './gate.js'
import { focus } from './natives.js'

type KeyInput = Extract<Input, { type: 'key' }>

const STEPS: { readonly [key: string]: 1 | -1 } = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
}

/** False where the key does nothing of the kind. */
export function stepped(gate: Gate, active: Element, { key }: KeyInput): boolean {
  const step = STEPS[key]
  if (step === undefined || isDisabled(active)) return false
  if (isTag(active, 'select')) stepSelect(gate, active, step)
  else if (isInput(active, ['radio'])) stepRadio(gate, active, step)
  else if (isInput(active, ['range']))
    stepRange(gate, active, key === 'ArrowDown' || key === 'ArrowLeft' ? -1 : 1)
  else return false
  return true
}

function stepSelect(gate: Gate, select: HTMLSelectElement, step: number): void {
  gate.demand(select, 'change')
  const options = [...select.options]
  for (let at = select.selectedIndex + step; at >= 0 && at < options.length; at += step) {
    const option = options[at]
    if (!option || isDisabled(option)) continue
    choose(select, [at])
    return
  }
}

function stepRadio(gate: Gate, radio: HTMLInputElement, step: number): void {
  const group = groupOf(radio).filter((one) => !isDisabled(one))
  const next = group.at((group.indexOf(radio) + step) % group.length)
  if (!next || next === radio) return
  gate.demand(next, 'press')
  focus(next)
  gate.demand(next, 'press')
  if (!next.checked) putBack(next, String(groupOf(next).indexOf(next)))
}

function stepRange(gate: Gate, range: HTMLInputElement, step: 1 | -1): void {
  gate.demand(range, 'change')
  const before = range.value
  const probe = range.cloneNode() as HTMLInputElement
  probe.value = before
  if (step > 0) probe.stepUp()
  else probe.stepDown()
  if (probe.value !== before) fill(range, probe.value)
}
