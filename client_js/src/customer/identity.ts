import { SignalingError, TicketRefused } from '../signaling/errors.js'
import { WIRE } from '../signaling/messages.js'
import type { Memory } from './memory.js'

/** Who this tab's user is for the broker, and what to call the other side. */
export interface Identified {
  customer: string
  token: string
  ticket: string
  organisation: string
  site_name: string
  /** The site's, as browsers write them. */
  origins: readonly string[]
  /** Who shares a page lets agents use it, too. */
  control_included: boolean
  /** That the widget may be in; empty: in all. */
  languages: readonly string[]
  /** She may choose among them. */
  language_choice: boolean
  /** A style sheet with the operator's colours. */
  look: string
  /** The operator has other English texts than ours. */
  english_changed: boolean
  /** Of the SDK, which the server has now. */
  copy: string
}

/** What a link of a contact centre's ends with; never seen by the website's server. */
const INVITED = /^#alongside=([\w-]+)$/

/** The time between two calls in which a ticket is certainly still good. */
const TICKET_KEPT_MS = 20_000

/** Introduces the page to the broker; the answer carries a ticket for one WebSocket. */
export class Identity {
  readonly #url: string
  readonly #site: string
  readonly #memory: Memory
  readonly #copy: string | undefined
  #ticket: { value: string; at: number } | null = null
  /** As the broker said last. */
  customer = ''

  /** `base`: the broker's address, ending in a slash. `copy`: of the SDK, where the tag pins one. */
  constructor(base: string, site: string, memory: Memory, copy?: string) {
    this.#url = new URL('api/v1/customers', base).href
    this.#site = site
    this.#memory = memory
    this.#copy = copy
  }

  /**
   * Raises TicketRefused when the broker refuses this page (`code` says why), and SignalingError
   * `unreachable` when it could not be asked.
   */
  async identify(): Promise<Identified> {
    const token = this.#memory.get('token') ?? undefined
    const invitation = INVITED.exec(location.hash)?.[1]
    const response = await this.#post({ token, invitation })
    if (!response.ok) throw await refusal(response)
    const identified = (await response.json()) as Identified
    this.#memory.set('token', identified.token)
    if (invitation !== undefined) this.#arrive()
    this.customer = identified.customer
    this.#ticket = { value: identified.ticket, at: Date.now() }
    return identified
  }

  /** This tab is another customer's from now on: hers of another tab. */
  become(token: string): void {
    this.#memory.set('token', token)
    this.#ticket = null
  }

  /** A ticket that nobody has used yet. Raises as `identify` does. */
  async ticket(): Promise<string> {
    const kept = this.#ticket
    this.#ticket = null
    if (kept !== null && Date.now() - kept.at < TICKET_KEPT_MS) return kept.value
    const { ticket } = await this.identify()
    this.#ticket = null
    return ticket
  }

  /** For the WebSocket of the call window, or of the chat in a window of its own; the window is the
   * same customer's. Raises as `identify` does. */
  async windowTicket(kind: 'dock' | 'chat'): Promise<string> {
    const token = this.#memory.get('token')
    if (token === null) throw new SignalingError('unknown', 'There is no conversation.')
    const response = await this.#post({ token, [kind]: true })
    if (!response.ok) throw await refusal(response)
    const { ticket } = (await response.json()) as Identified
    return ticket
  }

  /** She came to talk; and the invitation is used up. */
  #arrive(): void {
    this.#memory.set('engaged', true)
    this.#memory.set('open', true)
    history.replaceState(history.state, '', location.pathname + location.search)
  }

  async #post(more: {
    token?: string | undefined
    invitation?: string | undefined
    dock?: true
    chat?: true
  }): Promise<Response> {
    try {
      return await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ site: this.#site, wire: WIRE, copy: this.#copy, ...more }),
        credentials: 'omit',
        referrerPolicy: 'origin',
      })
    } catch {
      throw new SignalingError('unreachable', 'The support server cannot be reached.')
    }
  }
}

async function refusal(response: Response): Promise<SignalingError> {
  const body = (await response.json().catch(() => ({}))) as { code?: string; message?: string }
  const code = body.code ?? `http_${response.status}`
  const message = body.message ?? response.statusText
  const final = response.status >= 400 && response.status < 500 && response.status !== 429
  return final ? new TicketRefused(code, message) : new SignalingError(code, message)
}
