import type { Outbox } from './outbox.js'

/** Messages on their way: shown at once, and gone from here when they are in the timeline. */
export class Unsent {
  readonly #outbox: Pick<Outbox, 'send'>
  readonly #changed: () => void
  readonly #texts: string[] = []

  constructor(outbox: Pick<Outbox, 'send'>, changed: () => void) {
    this.#outbox = outbox
    this.#changed = changed
  }

  get texts(): readonly string[] {
    return this.#texts
  }

  /** Says `text` in the conversation that goes on by then, or begins one with it. Rejects when it
   * was not sent, or nobody knows. */
  async send(text: string, conversation: () => string | null): Promise<void> {
    this.#texts.push(text)
    this.#changed()
    try {
      await this.#outbox.send(() => {
        const id = conversation()
        return id === null
          ? { type: 'conversation.start', text }
          : { type: 'conversation.message', conversation: id, text }
      })
    } catch (error) {
      this.arrived(text)
      throw error
    }
  }

  /** Its event has come. */
  arrived(text: string): void {
    const index = this.#texts.indexOf(text)
    if (index < 0) return
    this.#texts.splice(index, 1)
    this.#changed()
  }
}
