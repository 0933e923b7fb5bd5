/** A word stays so long after the last time that it was said. */
const STAYS_MS = 6_000
/** A screen reader gets this long for one sentence before the next takes its place. */
const CALM_MS = 1_500

/** Makes a quiet notice of refusals however fast they come: the same one is said once, and others
 * wait for their turn; of these only the last is said. */
export class Refusals {
  #said = ''
  #saidAt = 0
  #next: string | null = null
  #turn = 0
  #end = 0

  /** `show` gets the words to show, '' for none. */
  constructor(private readonly show: (words: string) => void) {}

  say(words: string): void {
    window.clearTimeout(this.#end)
    this.#end = window.setTimeout(() => this.clear(), STAYS_MS)
    const now = performance.now()
    if (words === this.#said) {
      this.#next = null
      return
    }
    const wait = this.#said === '' ? 0 : this.#saidAt + CALM_MS - now
    this.#next = words
    if (wait <= 0) this.#sayNext()
    else if (this.#turn === 0) this.#turn = window.setTimeout(() => this.#sayNext(), wait)
  }

  clear(): void {
    window.clearTimeout(this.#end)
    window.clearTimeout(this.#turn)
    this.#turn = 0
    this.#next = null
    if (this.#said !== '') this.show('')
    this.#said = ''
  }

  #sayNext(): void {
    window.clearTimeout(this.#turn)
    this.#turn = 0
    if (this.#next === null) return
    this.#said = this.#next
    this.#saidAt = performance.now()
    this.#next = null
    this.show(this.#said)
  }
}
