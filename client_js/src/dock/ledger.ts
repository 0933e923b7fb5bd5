import type { AnyEvent, ConversationView, MediaLinkView, MediaSlot } from '../signaling/messages.js'
import { type DockScope, type Held, SCOPES } from './messages.js'

/** What each slot of a media link carries is consented to under this scope. */
export const SCOPE_OF: Readonly<Record<MediaSlot, DockScope>> = {
  voice: 'voice',
  camera: 'video',
  screen: 'screen',
  sound: 'screen',
}

/** A grant that she ended; the server may not know it yet. */
export interface Ended {
  readonly conversation: string
  readonly scope: DockScope
  readonly grant: number
}

/** A question that she answered with yes, or asked herself, and that no grant has answered yet. */
interface Yes {
  readonly conversation: string
  readonly scope: DockScope
}

type Event<T extends AnyEvent['type']> = Extract<AnyEvent, { type: T }>

/**
 * What she agreed to in this dock, by her own clicks here or in the page that opened it; nothing
 * else lets a device be captured or a media link be opened.
 *
 * The server numbers what she agreed to and says when it is over, but it cannot make one up: a
 * grant is entered only if it answers a yes of hers, or is one that a frame before this one held.
 * In the memory of this document and nowhere else.
 */
export class DockLedger {
  readonly #yes = new Map<string, Yes>()
  /** Requests that she said yes to, and then hung up. */
  readonly #takenBack = new Set<string>()
  readonly #grants = new Map<DockScope, Ended>()
  readonly #ended = new Map<string, Ended>()
  #held: Held = {}
  #paused = false
  #onHold = false
  #hasPage = true
  readonly #seen = new Map<string, number>()

  /** Her trusted click: she accepts `request`, or asks it herself. */
  say(conversation: string, scope: DockScope, request: string): void {
    this.#takenBack.delete(request)
    this.#yes.set(request, { conversation, scope })
  }

  /** Nothing follows from that click any more. `mayHaveArrived`: a grant that follows from it all
   * the same is to be ended. */
  unsay(request: string, mayHaveArrived: boolean): void {
    if (this.#yes.delete(request) && mayHaveArrived) this.#takenBack.add(request)
  }

  /** Whether she said yes to it, and hung up before it was answered. */
  tookBack(request: string): boolean {
    return this.#takenBack.has(request)
  }

  /** The grants of a frame that this one goes on for. */
  handOver(held: Held): void {
    this.#held = { ...this.#held, ...held }
  }

  /** At once, whatever the server knows: these scopes, and all that she said yes to for them. */
  drop(scopes: readonly DockScope[]): void {
    for (const scope of scopes) {
      for (const [request, yes] of this.#yes) {
        if (yes.scope === scope) this.unsay(request, true)
      }
      const grant = this.#grants.get(scope)
      if (grant !== undefined) this.#ended.set(keyOf(grant), grant)
      this.#grants.delete(scope)
    }
    const kept = Object.entries(this.#held).filter(
      ([scope]) => !scopes.includes(scope as DockScope),
    )
    this.#held = Object.fromEntries(kept)
  }

  /** The numbers of all grants that stand. */
  get held(): Held {
    return Object.fromEntries([...this.#grants].map(([scope, { grant }]) => [scope, grant]))
  }

  /** Whether she agreed to it and it has not ended; it may be on hold. */
  holds(scope: DockScope): boolean {
    return this.#grants.has(scope)
  }

  /** What she said yes to, or a frame before this one held, and the server has not confirmed. */
  get awaited(): readonly DockScope[] {
    const said = [...this.#yes.values()].map(({ scope }) => scope)
    return [...said, ...(Object.keys(this.#held) as DockScope[])]
  }

  /** Whether there is anything to stay for. */
  get isEmpty(): boolean {
    return this.#grants.size === 0 && this.awaited.length === 0
  }

  /** Whether nothing flows, whatever she agreed to. */
  get paused(): boolean {
    return this.#paused || this.#onHold
  }

  /** Whether her page has said so, whatever the server knows. */
  get onHold(): boolean {
    return this.#onHold
  }

  /** Her page says that the session is paused, or goes on. Only the end of the session ends it
   * otherwise: the server may be late. */
  hold(held: boolean): void {
    this.#onHold = held
  }

  /** No page is there that could say that it goes on: the server's word has to do. */
  pageGone(): void {
    this.#hasPage = false
  }

  /** Whether it may be captured, sent and shown right now. */
  may(scope: DockScope): boolean {
    return this.#grants.has(scope) && !this.paused
  }

  /** The link without anything that may not flow now; null if nothing of it may. */
  covered(link: MediaLinkView): MediaLinkView | null {
    const may = (slot: MediaSlot): boolean =>
      this.may(SCOPE_OF[slot]) &&
      this.#grants.get(SCOPE_OF[slot])?.conversation === link.conversation
    const send = link.send.filter(may)
    const receive = link.receive.filter(may)
    const held = this.#grants.get('document')
    const document =
      link.document && this.may('document') && held?.conversation === link.conversation
    const flows = document || send.length + receive.length > 0
    return flows ? { ...link, send, receive, document } : null
  }

  /** What the server still lets go on although she has ended it. */
  unwanted(view: ConversationView): readonly Ended[] {
    return [...this.#ended.values()].filter(
      ({ conversation, scope, grant }) =>
        conversation === view.conversation && scopeView(view, scope)?.grant === grant,
    )
  }

  /** Takes in what the server says has happened; events seen before are ignored. */
  apply(event: AnyEvent): void {
    if (event.seq <= (this.#seen.get(event.conversation) ?? 0)) return
    this.#seen.set(event.conversation, event.seq)
    switch (event.type) {
      case 'scope.granted':
        this.#granted(event)
        break
      case 'scope.denied':
      case 'scope.withdrawn':
        this.#yes.delete(event.request)
        break
      case 'scope.expired':
      case 'scope.revoked':
      case 'scope.released':
        if ('request' in event && event.request != null) this.#yes.delete(event.request)
        if (event.grant != null) this.#over(event.conversation, event.grant)
        break
      case 'session.paused':
        this.#paused = true
        this.#remove(({ scope }) => scope === 'screen')
        break
      case 'session.resumed':
        this.#paused = false
        this.#onHold = this.#onHold && this.#hasPage
        break
      case 'session.ended':
        this.#paused = false
        this.#onHold = false
        this.#remove(({ scope }) => scope === 'screen')
        break
      case 'conversation.ended':
        this.#remove(({ conversation }) => conversation === event.conversation)
        break
    }
  }

  /** Removes what the state contradicts, and enters what a frame before this one held. */
  reconcile(view: ConversationView): void {
    if (view.seq < (this.#seen.get(view.conversation) ?? 0)) return
    const session = view.session?.state ?? 'ended'
    this.#paused = session === 'paused'
    this.#onHold = this.#onHold && session !== 'ended'
    const { conversation } = view
    this.#remove(
      (one) => one.conversation === conversation && scopeView(view, one.scope)?.grant !== one.grant,
    )
    for (const [scope, grant] of Object.entries(this.#held) as [DockScope, number][]) {
      const stands = view.state !== 'ended' && scopeView(view, scope)?.grant === grant
      if (stands) this.#enter({ conversation, scope, grant })
    }
    this.#held = {}
  }

  /** These are all conversations that there are: nothing of any other stands. */
  keepOnly(conversations: readonly string[]): void {
    this.#remove(({ conversation }) => !conversations.includes(conversation))
    this.#held = {}
    for (const [request, { conversation }] of this.#yes) {
      if (!conversations.includes(conversation)) this.#yes.delete(request)
    }
  }

  #granted({ conversation, scope, grant, request }: Event<'scope.granted'>): void {
    if (!isDockScope(scope)) return
    const entry = { conversation, scope, grant }
    if (request != null && this.#takenBack.has(request)) {
      this.#ended.set(keyOf(entry), entry)
      return
    }
    const yes = request == null ? undefined : this.#yes.get(request)
    const same = yes?.conversation === conversation
    if (same && yes.scope === scope) {
      this.#yes.delete(request as string)
      this.#enter(entry)
    } else if (scope === 'voice' && this.#saidVideo(conversation)) this.#enter(entry)
    else if (this.#cameWithEndedVideo(entry)) this.#ended.set(keyOf(entry), entry)
  }

  /** The voice of a video call that she hung up before it was granted: it has no request of its own,
   * and comes right after the video. */
  #cameWithEndedVideo({ conversation, scope, grant }: Ended): boolean {
    const before = this.#ended.get(keyOf({ conversation, grant: grant - 1 }))
    return scope === 'voice' && before?.scope === 'video'
  }

  /** Video includes voice, by the same yes. */
  #saidVideo(conversation: string): boolean {
    if (this.#grants.get('video')?.conversation === conversation) return true
    return [...this.#yes.values()].some(
      (yes) => yes.scope === 'video' && yes.conversation === conversation,
    )
  }

  #enter(entry: Ended): void {
    if (!this.#ended.has(keyOf(entry))) this.#grants.set(entry.scope, entry)
  }

  #over(conversation: string, grant: number): void {
    this.#remove((one) => one.conversation === conversation && one.grant === grant)
    this.#ended.delete(keyOf({ conversation, grant }))
  }

  #remove(over: (entry: Ended) => boolean): void {
    for (const [scope, entry] of this.#grants) {
      if (over(entry)) this.#grants.delete(scope)
    }
  }
}

/** Grants are numbered within their conversation. */
function keyOf({ conversation, grant }: Omit<Ended, 'scope'>): string {
  return `${conversation}/${grant}`
}

export function isDockScope(scope: string): scope is DockScope {
  return (SCOPES as readonly string[]).includes(scope)
}

/** How the server sees the consent to `scope`; undefined while it is off. */
export function scopeView(view: ConversationView, scope: DockScope) {
  return scope === 'screen' ? view.session?.scopes.screen : view.scopes[scope]
}
