/** A laser that stays on one thing for so long means it. */
const REST_MS = 700
/** What is heard more often than this helps nobody. */
const PAUSE_MS = 1_500

export interface PointedAtWords {
  pointsAt(agent: string, target: string): string
}

/** What an element is called, and the one around it that is. */
export interface Naming {
  nameableAround(element: Element): Element | null
  nameOf(element: Element): string
}

interface Who {
  readonly person: string
  readonly name: string
}

/** Tells customers who do not see it what an agent points at, in words, politely, once. */
export class PointedAt {
  /** The live region; leave it in our root. */
  readonly element = document.createElement('p')
  readonly #resting = new Map<string, { on: Element; timer: number }>()
  #said: { what: Element; person: string; at: number } | null = null
  #later = 0

  constructor(
    private readonly words: PointedAtWords,
    private readonly naming: Naming,
    private readonly told: (element: Element, person: string) => void,
  ) {
    this.element.setAttribute('role', 'status')
    Object.assign(this.element.style, {
      position: 'absolute',
      width: '1px',
      height: '1px',
      margin: '0',
      overflow: 'hidden',
      clipPath: 'inset(50%)',
      whiteSpace: 'nowrap',
    })
  }

  presses(element: Element | null, who: Who): void {
    if (element) this.#tell(element, who)
  }

  /** Where a laser is; null: nowhere. */
  rests(element: Element | null, who: Who): void {
    const on = element && this.naming.nameableAround(element)
    const before = this.#resting.get(who.person)
    if (on === (before?.on ?? null)) return
    window.clearTimeout(before?.timer)
    this.#resting.delete(who.person)
    if (!on) return
    const timer = window.setTimeout(() => this.#tell(on, who), REST_MS)
    this.#resting.set(who.person, { on, timer })
  }

  stop(): void {
    window.clearTimeout(this.#later)
    for (const { timer } of this.#resting.values()) window.clearTimeout(timer)
    this.#resting.clear()
    this.element.textContent = ''
  }

  #tell(element: Element, who: Who): void {
    window.clearTimeout(this.#later)
    const wait = (this.#said?.at ?? Number.NEGATIVE_INFINITY) + PAUSE_MS - performance.now()
    // Of what comes meanwhile the last is told.
    if (wait > 0) this.#later = window.setTimeout(() => this.#tell(element, who), wait)
    else this.#say(element, who)
  }

  #say(element: Element, { person, name }: Who): void {
    const what = this.naming.nameableAround(element)
    const target = what ? this.naming.nameOf(what) : ''
    if (!what || target === '') return
    const again = this.#said?.what === what && this.#said.person === person
    this.#said = { what, person, at: performance.now() }
    if (again) return
    this.element.textContent = this.words.pointsAt(name, target)
    this.told(what, person)
  }
}
