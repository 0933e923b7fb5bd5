/** Something that an agent wants and only she can decide. */
export interface Question {
  /** Who wants what; whatever comes from a page or an agent in it is theirs, not ours. */
  readonly text: string
  /** Labels of the two buttons. */
  readonly yes: string
  readonly no: string
}

/** A question that she does not care about must not stand there for ever. */
const SHOWN_MS = 30_000

/** The one question that does not block the page. While it stands, others are answered with no. */
export class Questions {
  readonly #changed: () => void
  #open: { question: Question; answer(yes: boolean): void } | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get question(): Question | null {
    return this.#open?.question ?? null
  }

  /** Resolves to her answer; false where there is none, or another question is open. */
  ask(question: Question): Promise<boolean> {
    if (this.#open !== null) return Promise.resolve(false)
    return new Promise((resolve) => {
      this.#open = { question, answer: resolve }
      this.#timer = setTimeout(() => this.answer(false), SHOWN_MS)
      this.#changed()
    })
  }

  /** Her trusted click; or nobody wants to know any more: no. Idempotent. */
  answer(yes: boolean): void {
    const open = this.#open
    if (open === null) return
    clearTimeout(this.#timer)
    this.#open = null
    open.answer(yes)
    this.#changed()
  }
}
