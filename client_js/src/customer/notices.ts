/** Long enough to read two lines twice; everything is in the chat log too. */
const SHOWN_MS = 10_000

/** The one notice that is shown: the newest, for a while. */
export class Notices {
  readonly #changed: () => void
  #text: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  get text(): string | null {
    return this.#text
  }

  show(text: string): void {
    this.#text = text
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.dismiss(), SHOWN_MS)
    this.#changed()
  }

  dismiss(): void {
    clearTimeout(this.#timer)
    this.#text = null
    this.#changed()
  }
}
