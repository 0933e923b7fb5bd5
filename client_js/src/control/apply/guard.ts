import {
  addEventListener,
  attribute,
  isElement,
  removeEventListener,
} from '../../mirror/capture/dom.js'
import { isFile, leadsTo, linkOf, operated } from './elements.js'
import type { Gate } from './gate.js'
import { dispatch, type Realm, realmOf, replaceSubmits, submit } from './natives.js'
import { Refusal } from './refusal.js'

/**
 * Watches what the page's own handlers make of an event of ours while it is handled: a button may
 * become one that submits, a link may get another address, a click may be passed on to something
 * that the gate was not asked about.
 */
export class Guard {
  #refusal: unknown = null
  /** The event that is being handled, and its target, which closed shadow roots do not tell. */
  #own: { event: Event; target: Element } | null = null
  /** The windows that are watched, and how to end that. */
  readonly #watched = new Map<Window, () => void>()

  /** `opensTab`: a link would open another tab. */
  constructor(
    private readonly gate: Gate,
    private readonly opensTab: (url: URL) => void,
  ) {}

  /** Watches while `act` has its effects: much of what it does browsers tell the page themselves.
   * Throws what was refused meanwhile. */
  during(windows: Iterable<Window>, act: () => void): void {
    // Control may end while it has its effects, and then what is held is let go of.
    const isOutermost = this.#watched.size === 0
    for (const window of windows) this.#watch(window as Realm)
    try {
      act()
      this.#tell()
    } finally {
      if (isOutermost) this.#end()
    }
  }

  /** To be called within `during`. False when a handler has prevented what would follow. Throws what
   * was refused meanwhile. */
  dispatch(target: Element, event: Event): boolean {
    const outer = this.#own
    this.#own = { event, target }
    this.#watch(realmOf(target))
    try {
      return dispatch(target, event)
    } finally {
      this.#own = outer
      this.#tell()
    }
  }

  /** No more handlers hear of the event that is being handled, and nothing follows from it. */
  abort(): void {
    this.#own?.event.preventDefault()
    this.#own?.event.stopImmediatePropagation()
  }

  /** Submits a form as Enter does where it has no button. */
  submit(form: HTMLFormElement): void {
    this.gate.demandSubmit(form, null)
    submit(form)
  }

  #tell(): void {
    const refusal = this.#refusal
    this.#refusal = null
    if (refusal !== null) throw refusal
  }

  #end(): void {
    this.#refusal = null
    for (const end of this.#watched.values()) end()
    this.#watched.clear()
  }

  #watch(realm: Realm): void {
    if (this.#watched.has(realm)) return
    addEventListener.call(realm, 'submit', this.#submitted, true)
    // Last of all: links are followed when every handler of the page has been asked.
    addEventListener.call(realm, 'click', this.#clicked)
    const giveBack = replaceSubmits(realm, (form, submitter) => {
      return this.#lets(() => this.gate.demandSubmit(form, submitter))
    })
    this.#watched.set(realm, () => {
      removeEventListener.call(realm, 'submit', this.#submitted, true)
      removeEventListener.call(realm, 'click', this.#clicked)
      giveBack()
    })
  }

  readonly #submitted = (event: Event): void => {
    const { target, submitter } = event as SubmitEvent
    this.#check(event, () => this.gate.demandSubmit(target as HTMLFormElement, submitter))
  }

  readonly #clicked = (event: Event): void => {
    if (event.defaultPrevented || event.isTrusted) return
    const target = event === this.#own?.event ? this.#own.target : event.composedPath()[0]
    if (!target || !('nodeType' in target) || !isElement(target as Node)) return
    this.#check(event, () => this.#demand(event as MouseEvent, target as Element))
  }

  #check(event: Event, demand: () => void): void {
    if (this.#lets(demand)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  #lets(demand: () => void): boolean {
    try {
      demand()
      return true
    } catch (refusal) {
      this.#refusal ??= refusal
      return false
    }
  }

  #demand(event: MouseEvent, target: Element): void {
    this.gate.permission()
    if (isFile(target)) throw new Refusal('control.trusted_only')
    const control = operated(target)
    if (control) this.gate.demandButton(control)
    const link = linkOf(target)
    if (!link) return
    this.gate.demandLink(link)
    if (!opensElsewhere(link, event)) return
    // No browser lets a script open a tab without the person at the machine.
    event.preventDefault()
    const url = leadsTo(link)
    if (url) this.opensTab(url)
  }
}

function opensElsewhere(link: Element, { ctrlKey, metaKey, shiftKey }: MouseEvent): boolean {
  const target = attribute(link, 'target')?.toLowerCase() ?? ''
  return ctrlKey || metaKey || shiftKey || !['', '_self', '_top', '_parent'].includes(target)
}
