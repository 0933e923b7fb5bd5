import type { Permission } from '../control/permission.js'
import type { AnyEvent, ConversationView, ScopeView } from '../signaling/messages.js'
import { may } from '../signaling/permitted.js'
import type { SignalingSocket } from '../signaling/socket.js'
import { type Control, ControlLedger, type Reach } from './control_ledger.js'
import type { Conversation } from './conversation.js'
import type { Memory } from './memory.js'
import type { TabNews } from './tabs.js'

export interface ControllingOptions {
  socket: Pick<SignalingSocket, 'request'>
  memory: Memory
  conversation: Pick<Conversation, 'live'>
  /** Whether this session's page flows, or may: her consent stands, and it is not paused. */
  flows(session: string): boolean
  /** Whether this page is the one that agents see. */
  isShown(view: ConversationView): boolean
  /** Seconds since the epoch, the server's clock. */
  now(): number
  tell(news: TabNews): void
  changed(): void
  /** A click of hers did not reach the server. */
  failed(): void
}

/** For what the server learns from another of her pages, or is just hearing. */
const GRACE_MS = 1_000

/** Her clicks about remote control, and what the server makes of them. Whatever ends control ends
 * it here first; no word of the server's brings it back. */
export class Controlling {
  readonly #options: ControllingOptions
  readonly #ledger: ControlLedger
  readonly #answered = new Set<string>()
  /** She was told so with her last click on what shares the page. */
  isIncluded = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ControllingOptions) {
    const { memory } = options
    this.#options = options
    this.#ledger = new ControlLedger({
      lasting: {
        get: () => memory.get('control'),
        set: (value) => memory.set('control', value),
      },
    })
  }

  // --- what is so ---------------------------------------------------------------------------

  /** What she lets this agent do on the page, at this very moment. */
  permission(agent: string): Permission | null {
    const control = this.held
    const view = this.#options.conversation.live
    if (control === null || view === null || !may(view, agent, 'control')) return null
    if (control.to !== null && control.to !== agent) return null
    const { policy } = view
    const moves = may(view, agent, 'navigation')
    const { grant, limit, region } = control
    return {
      grant,
      limit,
      region,
      submit: policy.submit_by_agents,
      navigation: moves && policy.navigation_by_agents,
      tabs: moves && policy.tabs_by_agents,
      paste: policy.paste_by_agents,
    }
  }

  /** Control as it stands now. */
  get held(): Control | null {
    const control = this.#ledger.control
    if (control === null || !this.#options.flows(control.session)) return null
    const over = control.until !== null && control.until <= this.#options.now()
    return over ? null : control
  }

  /** Requests that she has answered. */
  get answered(): ReadonlySet<string> {
    return this.#answered
  }

  // --- what she does ------------------------------------------------------------------------

  /** Her trusted click; returns whether the request waits for her answer. */
  allow(request: string, reach: Reach): boolean {
    const view = this.#asked(request)
    if (view === null) return false
    this.#ledger.allow(request, reach)
    this.#answered.add(request)
    const { conversation } = view
    this.#options.socket
      .request({ type: 'scope.allow', conversation, request, limit: reach.limit })
      .catch(() => {
        // Should it have taken effect after all, `enforce` ends it.
        this.#answered.delete(request)
        this.#ledger.refuse(request)
        this.#options.failed()
      })
    this.#options.changed()
    return true
  }

  deny(request: string): boolean {
    const view = this.#asked(request)
    if (view === null) return false
    this.#ledger.refuse(request)
    this.#answered.add(request)
    const { conversation } = view
    this.#options.socket
      .request({ type: 'scope.deny', conversation, request }, { queue: true })
      .catch(() => undefined)
    this.#options.changed()
    return true
  }

  /** Her trusted click on what shares the page. `control`: she was told that agents may use it, too;
   * the policy may be another one by now. */
  includes(control: boolean): void {
    this.isIncluded = control
  }

  /** Gives control to an agent who sees the page. */
  give(to: string): void {
    const view = this.#options.conversation.live
    const session = view?.session
    if (!view || !session || !this.#options.flows(session.session)) return
    this.#ledger.give(to)
    const { conversation } = view
    this.#options.socket
      .request({ type: 'scope.give', conversation, session: session.session, scope: 'control', to })
      .catch(() => {
        this.#ledger.give(null)
        this.#options.failed()
      })
  }

  /** At once, with or without a server. Returns whose it was. */
  end(): Control | null {
    const control = this.#ledger.control
    if (control === null) return null
    this.cut()
    const { conversation, grant } = control
    this.#options.socket
      .request({ type: 'scope.revoke', conversation, scope: 'control', grant }, { queue: true })
      .catch(() => undefined)
    return control
  }

  /** Here and in her other tabs; telling the server is the caller's. */
  cut(): void {
    const control = this.#ledger.control
    this.#ledger.drop()
    if (control !== null) {
      const { conversation, session, grant } = control
      this.#options.tell({ type: 'control.ended', conversation, session, grant })
    }
    this.#options.changed()
  }

  /** In this tab only: it is not shared any more. */
  drop(): void {
    this.#ledger.drop()
    this.#options.changed()
  }

  /** Her trusted click on Continue browsing. */
  resume(): void {
    this.#ledger.resume()
  }

  // --- what others say ----------------------------------------------------------------------

  /** `answersHer`: it is a grant for the view, entered for a click of hers. */
  apply(event: AnyEvent, answersHer: boolean): void {
    const before = this.#ledger.control
    this.#ledger.apply(event, answersHer && this.isIncluded)
    const control = this.#ledger.control
    if (control === null || control === before) return
    const { conversation, session, grant, limit } = control
    this.#options.tell({ type: 'control.granted', conversation, session, grant, limit })
  }

  /** After the conversation has taken over what the server says. */
  reconcile(view: ConversationView): void {
    this.#ledger.reconcile(view)
    this.#enforceSoon()
  }

  /** She did it in another tab. */
  heard(news: TabNews): void {
    const view = this.#options.conversation.live
    switch (news.type) {
      case 'control.granted':
        this.#ledger.passedOn(news.grant, news.limit)
        if (view !== null) this.#ledger.reconcile(view)
        break
      case 'control.ended':
        if (this.#ledger.control?.grant === news.grant) this.#ledger.drop()
        break
    }
  }

  /** Back from the browser's back/forward cache. */
  revived(): void {
    this.#ledger.forget()
    this.#enforceSoon()
  }

  #enforceSoon(): void {
    if (this.#timer !== undefined || this.#unwanted() === null) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#enforce()
    }, GRACE_MS)
  }

  /** What the server takes for granted, on this page, and she did not agree to: ends it there too. */
  #enforce(): void {
    const view = this.#options.conversation.live
    const grant = this.#unwanted()
    if (view === null || grant === null) return
    const { conversation } = view
    // Without a connection the next `ready` brings us here again.
    this.#options.socket
      .request({ type: 'scope.revoke', conversation, scope: 'control', grant })
      .catch(() => undefined)
  }

  #unwanted(): number | null {
    const view = this.#options.conversation.live
    const session = view?.session
    const scope = session?.scopes.control
    if (!view || !session || scope?.state !== 'granted' || scope.grant === null) return null
    if (!this.#options.flows(session.session) || !this.#options.isShown(view)) return null
    return this.#ledger.control?.grant === scope.grant ? null : scope.grant
  }

  /** The conversation in which `request` waits for her answer. */
  #asked(request: string): ConversationView | null {
    const view = this.#options.conversation.live
    const scope: ScopeView | undefined = view?.session?.scopes.control
    const waits = scope?.state === 'asked' && scope.request === request
    return waits && !this.#answered.has(request) ? view : null
  }
}
