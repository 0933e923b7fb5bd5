import {
  addEventListener,
  attribute,
  isElement,
  removeEventListener,
} from '../../mirror/capture/dom.js'
import { isFile, leadsTo, linkOf } from './elements.js'
import type { Gate } from './gate.js'
import { dispatch, realmOf, submit } from './natives.js'
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

  /** `opensTab`: a link would open another tab. */
  constructor(
    private readonly gate: Gate,
    private readonly opensTab: (url: URL) => void,
  ) {}

  /** False when a handler has prevented what would follow. Throws what was refused meanwhile. */
  dispatch(target: Element, event: Event): boolean {
    const realm = realmOf(target)
    const outer = this.#own
    this.#own = { event, target }
    addEventListener.call(realm, 'submit', this.#submitted, true)
    // Last of all: links are followed when every handler of the page has been asked.
    addEventListener.call(realm, 'click', this.#clicked)
    try {
      return dispatch(target, event)
    } finally {
      removeEventListener.call(realm, 'submit', this.#submitted, true)
      removeEventListener.call(realm, 'click', this.#clicked)
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
    try {
      demand()
    } catch (refusal) {
      event.preventDefault()
      event.stopImmediatePropagation()
      this.#refusal ??= refusal
    }
  }

  #demand(event: MouseEvent, target: Element): void {
    this.gate.permission()
    if (isFile(target)) throw new Refusal('control.trusted_only')
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
