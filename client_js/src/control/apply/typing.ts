import type { Editing } from './editing.js'
import { isEditable } from './elements.js'
import { pasteEvent } from './events.js'
import type { Focus } from './focus.js'
import type { Gate } from './gate.js'
import type { Guard } from './guard.js'
import { Refusal } from './refusal.js'

/** Text that comes as a whole: from an input method, or from the agent's clipboard. */
export class Typing {
  constructor(
    private readonly gate: Gate,
    private readonly guard: Guard,
    private readonly focus: Focus,
    private readonly editing: Editing,
  ) {}

  text(text: string): void {
    const { active } = this.focus
    this.gate.demand(active, 'key')
    if (!isEditable(active)) throw new Refusal('control.gone')
    this.editing.edit(active, 'insertText', text)
  }

  paste(text: string): void {
    const { paste, limit } = this.gate.permission()
    const { active } = this.focus
    if (!paste) throw new Refusal('control.not_permitted')
    this.gate.demand(active, limit === 'typing' ? 'type' : 'key')
    if (!this.guard.dispatch(active, pasteEvent(active, text))) return
    const then = this.focus.active
    if (isEditable(then)) this.editing.edit(then, 'insertFromPaste', text)
  }
}
