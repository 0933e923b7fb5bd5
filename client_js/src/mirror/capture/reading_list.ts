import type { Known } from './nodes.js'

/** Nodes whose children are not all read yet, what is in sight before the rest. */
export class ReadingList {
  #sooner: Known[] = []
  #later: Known[] = []

  add(known: Known, later: boolean): void {
    ;(later ? this.#later : this.#sooner).push(known)
  }

  /** `sooner`: nothing of what can wait. */
  next(
    isAlive: (known: Known) => boolean,
    sooner: boolean,
  ): { known: Known; later: boolean } | null {
    for (;;) {
      const later = this.#sooner.length === 0
      if (later && sooner) return null
      const known = (later ? this.#later : this.#sooner).shift()
      if (!known) return null
      if (isAlive(known)) return { known, later }
    }
  }

  get hasSooner(): boolean {
    return this.#sooner.length > 0
  }

  get isEmpty(): boolean {
    return this.#sooner.length === 0 && this.#later.length === 0
  }

  clear(): void {
    this.#sooner = []
    this.#later = []
  }
}
