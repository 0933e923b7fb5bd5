import type { AnyEvent, ControlLimit, ConversationView } from '../signaling/messages.js'

/** How far she lets an agent go. `region`: the part of the page, with the limit `region` only. */
export interface Reach {
  readonly limit: ControlLimit | null
  readonly region: Element | null
}

/** She agreed that an agent uses this page with her. */
export interface Control extends Reach {
  readonly conversation: string
  readonly session: string
  readonly grant: number
  /** The agent's id; null for all who see the page. */
  readonly to: string | null
  /** Seconds since the epoch, the server's clock. */
  readonly until: number | null
}

/** Control that goes on when another page is loaded. */
export interface Lasting {
  session: string
  limit: ControlLimit | null
}

export interface ControlLedgerOptions {
  /** What the next page of this tab may go on with, where the site's policy lets control outlive a
   * page. Nothing else is ever stored. */
  readonly lasting: { get(): Lasting | null; set(value: Lasting | null): void }
}

type Granted = Extract<AnyEvent, { type: 'scope.granted' }>

const WHOLE: Reach = { limit: null, region: null }

/**
 * Her consent to remote control, in the memory of this document and nowhere else: a page that is
 * loaded, duplicated or brought back has none.
 *
 * As in the ledger of the view, a grant is entered only if it answers a click of hers here, and
 * her own choice of a limit holds whatever the server makes of it.
 */
export class ControlLedger {
  readonly #options: ControlLedgerOptions
  #control: Control | null = null
  /** By request: what she allowed and no grant has answered yet. */
  readonly #allowed = new Map<string, Reach>()
  /** Whom she gave control, unasked. */
  #given: string | null = null
  #resuming = false
  /** Place in the stream of a grant that follows from her click on something else. */
  #follows = 0
  /** By grant: what another page of hers, open beside this one, has entered. */
  readonly #passedOn = new Map<number, ControlLimit | null>()
  readonly #seen = new Map<string, number>()

  constructor(options: ControlLedgerOptions) {
    this.#options = options
  }

  get control(): Control | null {
    return this.#control
  }

  /** Her trusted click on one of the buttons that allow. */
  allow(request: string, reach: Reach): void {
    this.#allowed.set(request, reach)
  }

  /** Nothing follows any more from what she clicked for this request. */
  refuse(request: string): void {
    this.#allowed.delete(request)
  }

  /** Her trusted click on Switch control; null when it came to nothing. */
  give(to: string | null): void {
    this.#given = to
  }

  /** Her trusted click on Continue browsing: control that the pause had ended may come back. */
  resume(): void {
    this.#resuming = true
  }

  /** Another page of hers has entered this grant while this one was open. */
  passedOn(grant: number, limit: ControlLimit | null): void {
    this.#passedOn.set(grant, limit)
  }

  /** At once and for good: control, and all that she clicked for it. */
  drop(): void {
    this.forget()
    this.#options.lasting.set(null)
  }

  /** This document is as good as new: only what outlives a page can come back. */
  forget(): void {
    this.#control = null
    this.#allowed.clear()
    this.#passedOn.clear()
    this.#given = null
    this.#resuming = false
    this.#follows = 0
  }

  /** Takes in what has happened. `answersHer`: it is a grant for the view, entered for a click of
   * hers. */
  apply(event: AnyEvent, answersHer: boolean): void {
    if (event.seq <= (this.#seen.get(event.conversation) ?? 0)) return
    this.#seen.set(event.conversation, event.seq)
    switch (event.type) {
      case 'scope.granted':
        if (event.scope === 'control') this.#granted(event)
        else if (event.scope === 'view' && answersHer) this.#follows = event.seq + 1
        else if (event.scope === 'screen') this.#end(event.session)
        break
      case 'scope.revoked':
      case 'scope.released':
      case 'scope.expired':
        if (event.grant == null) {
          if ('request' in event && event.request != null) this.#allowed.delete(event.request)
        } else if (event.scope === 'view') this.#end(event.session)
        else if (event.scope === 'control' && event.grant === this.#control?.grant) this.drop()
        break
      case 'scope.denied':
      case 'scope.withdrawn':
        this.#allowed.delete(event.request)
        break
      case 'session.resumed':
        if (this.#resuming) this.#follows = event.seq + 1
        this.#resuming = false
        break
      case 'session.paused':
      case 'session.ended':
        this.#end(event.session)
        break
      case 'conversation.ended':
        if (this.#control?.conversation === event.conversation) this.drop()
        break
    }
  }

  /** Drops what the state contradicts, and enters what may come without a click of its own: what
   * outlives a page, and what another page of hers has passed on. */
  reconcile(view: ConversationView): void {
    if (view.seq < (this.#seen.get(view.conversation) ?? 0)) return
    const session = view.session
    const scope = session?.scopes.control
    const lasting = this.#options.lasting.get()
    if (session == null || scope?.state !== 'granted' || scope.grant === null) {
      if (this.#control?.conversation === view.conversation) this.drop()
      else if (lasting?.session === session?.session) this.#options.lasting.set(null)
      return
    }
    const { session: id } = session
    const { grant, to, until, limit } = scope
    if (this.#control?.session === id && this.#control.grant === grant) return
    this.#control = null
    const passed = this.#passedOn.get(grant)
    const lasts = view.policy.control_survives_load && lasting?.session === id
    const hers = passed !== undefined ? passed : lasts ? lasting.limit : undefined
    if (hers === undefined) return
    const reach = { limit: limit ?? hers, region: null }
    this.#control = { conversation: view.conversation, session: id, grant, to, until, ...reach }
  }

  #granted(event: Granted): void {
    const { conversation, session, grant, to, until, request } = event
    this.#control = null
    if (session === null) return
    const reach = request == null ? this.#unasked(event) : this.#allowed.get(request)
    this.#follows = 0
    this.#given = null
    if (request != null) this.#allowed.delete(request)
    if (reach === undefined) return
    this.#control = { conversation, session, grant, to, until, ...reach }
    const lasts = event.survives_load && reach.limit !== 'region'
    this.#options.lasting.set(lasts ? { session, limit: reach.limit } : null)
  }

  #unasked({ seq, to, limit }: Granted): Reach | undefined {
    // Which part of the page it was, nobody knows any more.
    if (limit === 'region') return undefined
    if (to !== null && to === this.#given) return WHOLE
    return seq === this.#follows ? { limit, region: null } : undefined
  }

  #end(session: string | null): void {
    if (this.#control?.session === session) this.drop()
  }
}
