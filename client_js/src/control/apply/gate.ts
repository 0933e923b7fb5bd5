/**
 * The one place that decides what an agent's input may do. It is asked for every message when that
 * is applied, and again before every event that the message is made of: handlers of the page may
 * have changed what is aimed at, and the customer may have taken control back.
 */

import { Bucket } from '../../bucket.js'
import { frameDocument, has, isConnected, isTag } from '../../mirror/capture/dom.js'
import type { Judgement } from '../../mirror/capture/judgement.js'
import { showsLooks } from '../../mirror/capture/redaction.js'
import type { InputMessage, RefusalCode } from '../messages.js'
import type { Permission } from '../permission.js'
import {
  isCheck,
  isEditable,
  isField,
  isFile,
  isInert,
  isPicked,
  isReset,
  isSubmitter,
  isTextField,
  isTyped,
  isWithin,
  leadsTo,
  linkOf,
  operated,
} from './elements.js'
import { actionOf, methodOf } from './forms.js'
import { controlsOf, formOf } from './natives.js'
import { LeavesSite, Refusal } from './refusal.js'

/** More than a person gives: a mouse at 125 reports a second, a wheel, and keys held down. */
const INPUTS_A_SECOND = 300
const INPUTS_AT_ONCE = 300

/** `point`: the mouse is over it. `scroll`: it is scrolled. `press`: a button of the mouse goes
 * down on it, or clicks it. `hold`: the mouse is over it with a button down. `key`: it has the focus while a key is pressed. `type`: its text is edited.
 * `change`: it gets another value in one step. `focus`: it gets the focus. */
export type Act = 'point' | 'scroll' | 'press' | 'hold' | 'key' | 'type' | 'change' | 'focus'

export interface GateOptions {
  permission(): Permission | null
  judge(element: Element): Judgement
  /** Host of our own UI in the page. */
  ownUi: Element
  /** Is this address one of the site's? */
  isOwnSite(url: URL): boolean
}

export class Gate {
  #grant = 0
  #seq = 0
  #bucket = new Bucket(INPUTS_AT_ONCE, INPUTS_A_SECOND)

  constructor(private readonly options: GateOptions) {}

  /** Lets a message in: null, or why not; `stale` is what was let in before. */
  admit({ grant, seq }: InputMessage): RefusalCode | 'stale' | null {
    const permission = this.options.permission()
    if (permission?.grant !== grant) return 'control.no_grant'
    if (grant !== this.#grant) {
      this.#grant = grant
      this.#seq = 0
      this.#bucket = new Bucket(INPUTS_AT_ONCE, INPUTS_A_SECOND)
    }
    if (seq <= this.#seq) return 'stale'
    this.#seq = seq
    return this.#bucket.take(performance.now()) ? null : 'control.too_fast'
  }

  /** The customer's permission as it is now; throws when the message's is no more. */
  permission(): Permission {
    const permission = this.options.permission()
    if (!permission || permission.grant !== this.#grant) throw new Refusal('control.no_grant')
    return permission
  }

  /** Throws unless the agent may do that to this element, now. */
  demand(element: Element, act: Act): void {
    const code = this.#refuses(element, act)
    if (code) throw new Refusal(code)
    if (act === 'press') this.#demandOperated(element)
  }

  allows(element: Element, act: Act): boolean {
    return this.#refuses(element, act) === null
  }

  /** Throws unless the agent may submit this form; `submitter`: by this button. */
  demandSubmit(form: HTMLFormElement, submitter: Element | null): void {
    if (!this.maySubmit(form, submitter)) throw new Refusal('control.submit')
  }

  /** Throws unless the agent may have this, if it is a button, do to its form what it does. */
  demandButton(button: Element): void {
    const form = formOf(button)
    if (!form) return
    if (isSubmitter(button)) this.demandSubmit(form, button)
    if (!isReset(button)) return
    for (const field of controlsOf(form)) if (isField(field)) this.demandSeen(field, 'change')
  }

  /** Throws if what agents see, and may change, rules that out; whatever her limits are. */
  demandSeen(element: Element, act: Act): void {
    const code = this.#refusesSeen(element, act)
    if (code) throw new Refusal(code)
  }

  maySubmit(form: HTMLFormElement, submitter: Element | null): boolean {
    if (methodOf(form, submitter) === 'dialog') return true
    if (!this.permission().submit) return false
    const judgements = [form, ...(submitter ? [submitter] : [])].map(this.options.judge)
    if (judgements.some(({ noSubmit, readOnly }) => noSubmit !== null || readOnly)) return false
    const url = actionOf(form, submitter)
    return url !== null && isWeb(url) && this.options.isOwnSite(url)
  }

  /** Throws unless the agent may have this link followed. */
  demandLink(link: Element): void {
    const url = leadsTo(link)
    if (!url || has(link, 'download')) throw new Refusal('control.link')
    this.demandAddress(url)
  }

  /** Throws unless it is a web address of the site. */
  demandAddress(url: URL): void {
    if (!isWeb(url)) throw new Refusal('control.link')
    if (!this.options.isOwnSite(url)) throw new LeavesSite(url)
  }

  #refuses(element: Element, act: Act): RefusalCode | null {
    const permission = this.permission()
    if (!isConnected(element)) return 'control.gone'
    if (isWithin(element, this.options.ownUi)) return 'control.own_ui'
    const { limit, region } = permission
    if (limit === 'region' && !(region && isWithin(element, region))) return 'control.limited'
    if (limit === 'typing' && !isTyping(element, act)) return 'control.limited'
    return this.#refusesSeen(element, act)
  }

  #refusesSeen(element: Element, act: Act): RefusalCode | null {
    // Of the page as a whole there is nothing to be hidden; shortcuts go to it, and Tab begins there.
    const isPage = isTag(element, 'body') || isTag(element, 'html')
    const { treatment, readOnly, noSubmit } = this.options.judge(element)
    if (treatment === 'secret') {
      if (act === 'point' || act === 'scroll') return null
      return isFile(element) ? 'control.file' : 'control.secret_field'
    }
    const looks = isPage || act === 'scroll' ? showsLooks(treatment) : treatment === 'show'
    if (!looks) return 'control.hidden'
    if (act === 'point' || act === 'scroll') return null
    if (isForeign(element)) return 'control.other_site'
    if (isInert(element)) return 'control.gone'
    if (readOnly) return 'control.read_only'
    if (noSubmit === 'press' && act === 'press' && !isFilledIn(element)) return 'control.submit'
    return null
  }

  /** What a press on the element would operate: the control of a label, the button around it. */
  #demandOperated(element: Element): void {
    const control = operated(element)
    if (control && control !== element) {
      const code = this.#refuses(control, 'press')
      if (code) throw new Refusal(code)
    }
    if (control) this.demandButton(control)
    const link = linkOf(element)
    if (link) this.demandLink(link)
  }
}

/** What she allows with "typing only": text into fields, and the way to them. */
function isTyping(element: Element, act: Act): boolean {
  switch (act) {
    case 'press':
    case 'hold':
    case 'type':
      return isEditable(element)
    case 'change':
      return isTyped(element)
    case 'key':
    case 'focus':
      return true // which keys, the keyboard knows
    default:
      return false
  }
}

function isForeign(element: Element): boolean {
  const isFrame = isTag(element, 'iframe') || isTag(element, 'object') || isTag(element, 'embed')
  return isFrame && !(isTag(element, 'iframe') && frameDocument(element))
}

/** Is it there to be filled in, so that pressing it sends nothing? */
function isFilledIn(element: Element): boolean {
  return isTextField(element) || isCheck(element) || isPicked(element) || isTag(element, 'select')
}

export function isWeb({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:'
}
