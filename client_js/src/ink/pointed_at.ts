import { nameableAround, nameOf } from './names.js'

/** A laser that stays on one thing for so long means it. */
const REST_MS = 700
/** What is heard more often than this helps nobody. */
const PAUSE_MS = 1_500

export interface PointedAtWords {
  pointsAt(agent: string, target: string): string
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

  constructor(
    private readonly words: PointedAtWords,
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
    const on = element && nameableAround(element)
    const before = this.#resting.get(who.person)
    if (on === (before?.on ?? null)) return
    window.clearTimeout(before?.timer)
    this.#resting.delete(who.person)
    if (!on) return
    const timer = window.setTimeout(() => this.#tell(on, who), REST_MS)
    this.#resting.set(who.person, { on, timer })
  }

  #tell(element: Element, { person, name }: Who): void {
    const what = nameableAround(element)
    const now = performance.now()
    const said = this.#said
    if (!what || (said?.what === what && said.person === person)) return
    if (said && now - said.at < PAUSE_MS) return
    const target = nameOf(what)
    if (target === '') return
    this.#said = { what, person, at: now }
    this.element.textContent = this.words.pointsAt(name, target)
    this.told(what, person)
  }
}
