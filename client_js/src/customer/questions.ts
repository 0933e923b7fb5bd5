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

/** So soon after an answer a click may be meant for the question before. */
const PAUSE_MS = 1_000
/** After so many times no, in a row, nobody asks again for a while. */
const MOST_NOES = 3
const COOL_DOWN_MS = 60_000

/** The one question that does not block the page. While it stands, and a while after it, others are
 * answered with no: whoever has control could ask a hundred times a second. */
export class Questions {
  readonly #changed: () => void
  #noes = 0
  #quietUntil = Number.NEGATIVE_INFINITY
  #open: { question: Question; answer(yes: boolean): void } | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get question(): Question | null {
    return this.#open?.question ?? null
  }

  /** Resolves to her answer; false where there is none, or she is not asked. */
  ask(question: Question): Promise<boolean> {
    if (this.#open !== null || performance.now() < this.#quietUntil) return Promise.resolve(false)
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
    this.#noes = yes ? 0 : this.#noes + 1
    const isEnough = this.#noes === MOST_NOES
    if (isEnough) this.#noes = 0
    this.#quietUntil = performance.now() + (isEnough ? COOL_DOWN_MS : PAUSE_MS)
    open.answer(yes)
    this.#changed()
  }
}
