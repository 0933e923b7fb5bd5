import type { Person } from '../signaling/messages.js'

/** What has not been said again for this long is over. */
const OVER_MS = 6000
/** Said again this often while it goes on: in time, even where one word of it comes late. */
const AGAIN_MS = 2500
/** Who pauses for this long is not writing. */
const PAUSE_MS = 5000

/** Says that somebody is writing at this keyboard, and when they are not any more. */
export class OwnTyping {
  readonly #say: (typing: boolean) => void
  #saidAt = 0
  #pause: ReturnType<typeof setTimeout> | undefined

  constructor(say: (typing: boolean) => void) {
    this.#say = say
  }

  /** The field has changed. `some`: there is something in it. */
  typed(some: boolean): void {
    if (!some) {
      this.stop()
      return
    }
    clearTimeout(this.#pause)
    this.#pause = setTimeout(() => this.stop(), PAUSE_MS)
    if (this.#saidAt !== 0 && Date.now() - this.#saidAt < AGAIN_MS) return
    this.#saidAt = Date.now()
    this.#say(true)
  }

  /** Whatever was being written is not any more. Idempotent. */
  stop(): void {
    if (this.#saidAt !== 0) this.#say(false)
    this.sent()
  }

  /** It has been sent: the message itself tells the others. Idempotent. */
  sent(): void {
    this.#saidAt = 0
    clearTimeout(this.#pause)
  }
}

/** Who else is writing, by their last word. */
export class Writers {
  readonly #changed: () => void
  readonly #writing = new Map<string, { person: Person; over: ReturnType<typeof setTimeout> }>()

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get people(): readonly Person[] {
    return [...this.#writing.values()].map(({ person }) => person)
  }

  told(person: Person, typing: boolean): void {
    const before = this.#writing.get(person.id)
    clearTimeout(before?.over)
    if (typing) {
      const over = setTimeout(() => this.stopped(person.id), OVER_MS)
      this.#writing.set(person.id, { person, over })
      if (before === undefined) this.#changed()
    } else if (this.#writing.delete(person.id)) {
      this.#changed()
    }
  }

  /** They have sent it, or left. */
  stopped(person: string): void {
    const before = this.#writing.get(person)
    if (before !== undefined) this.told(before.person, false)
  }

  /** Nobody knows any more. */
  clear(): void {
    for (const { over } of this.#writing.values()) clearTimeout(over)
    this.#writing.clear()
  }
}
