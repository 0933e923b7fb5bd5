import { isTag } from '../../mirror/capture/dom.js'
import type { CapturedSpots } from '../../mirror/capture/spots.js'
import type { Input, NodeRef } from '../messages.js'
import { isDisabled, isPicked } from './elements.js'
import { choose, fill, takes } from './fields.js'
import type { Focus } from './focus.js'
import type { Gate } from './gate.js'
import { Nonsense, Refusal } from './refusal.js'

/** What the agent picks in windows that browsers draw themselves: options, dates, colours. */
export class Pickers {
  constructor(
    private readonly spots: CapturedSpots,
    private readonly gate: Gate,
    private readonly focus: Focus,
  ) {}

  choose({ target, options }: Extract<Input, { type: 'choose' }>): void {
    const select = this.#take(target)
    if (!isTag(select, 'select')) throw new Nonsense()
    if (options.length > 1 && !select.multiple) throw new Nonsense()
    const all = [...select.options]
    const places = options.map((id) => {
      const option = this.#element({ page: target.page, node: id })
      return all.findIndex((one) => one === option && !isDisabled(one))
    })
    if (places.includes(-1)) throw new Refusal('control.gone')
    choose(select, places)
  }

  value({ target, value }: Extract<Input, { type: 'value' }>): void {
    const field = this.#take(target)
    if (!isPicked(field) || !takes(field, value)) throw new Nonsense()
    if (field.readOnly) throw new Refusal('control.read_only')
    fill(field, value)
  }

  /** The field, with the focus in it as if it had been clicked. */
  #take(target: NodeRef): Element {
    const field = this.#element(target)
    this.gate.demand(field, 'change')
    if (isDisabled(field)) throw new Refusal('control.read_only')
    this.focus.to(field)
    this.gate.demand(field, 'change')
    return field
  }

  #element(target: NodeRef): Element {
    const known = this.spots.known({ ...target, x: 0, y: 0 })
    if (!known) throw new Refusal('control.gone')
    return known.node as Element
  }
}
