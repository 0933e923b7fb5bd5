import type { LinkView, MediaLinkView, MediaSlot, ServerMessage } from '../signaling/messages.js'
import type { SignalingSocket } from '../signaling/socket.js'
import type { CallMessage } from './call_messages.js'
import type { DocumentData } from './document_channel.js'
import type { PathProblem } from './link_servers.js'
import type { SlotPlan } from './media_connection.js'
import { MediaLink, type MediaLinkState } from './media_link.js'
import { type Shares, shares } from './shares.js'

export type { PathProblem } from './link_servers.js'
export type { MediaLinkState } from './media_link.js'

type LinkMessage = Extract<ServerMessage, { link: string }>

export interface MediaLinksDelegate {
  /** Asked before anything is opened for `link`, and again by `reconsider()`. */
  mayOpen(link: MediaLinkView): boolean
  /** The local ledger. A slot flows where it and `link.send` both say so. Asked at every change of
   * the link, and again by `reconsider()`. */
  maySend(link: MediaLinkView, slot: MediaSlot): boolean
  /** As `maySend`, with `link.receive`. */
  mayReceive(link: MediaLinkView, slot: MediaSlot): boolean
  /** What is said on the channel `call` first, as soon as it is open. */
  firstMessages(link: MediaLinkView): readonly CallMessage[]
  /** `track`: what to render in this slot from now on; null: render nothing. A track is `muted`
   * while nothing arrives. Told again when a connection was replaced. */
  trackArrived(link: MediaLinkView, slot: MediaSlot, track: MediaStreamTrack | null): void
  /** `null`: the link is closed. */
  linkStateChanged(link: MediaLinkView, state: MediaLinkState | null): void
  /** Of the offerer: what `reaches` the other end may be another now. */
  negotiated?(link: MediaLinkView): void
  callMessage(link: MediaLinkView, message: CallMessage): void
  /** The channel `document` is open, in this connection: one before it is gone. */
  documentOpened?(link: MediaLinkView): void
  /** What may flow over it may be another now, and its channel `document` is open. */
  documentReconsidered?(link: MediaLinkView): void
  /** To be dropped where the local ledger does not cover a document. */
  documentData?(link: MediaLinkView, data: DocumentData): void
}

/**
 * The media links of one endpoint: opens and closes connections as the server says and the local
 * ledger permits, and sends the same tracks on all of them.
 *
 * Capturing and stopping tracks is the owner's: to end a slot, `cut(slot)`, stop the track, change
 * the ledger, `reconsider()`.
 */
export class MediaLinks {
  readonly #socket: Pick<SignalingSocket, 'request'>
  readonly #delegate: MediaLinksDelegate
  readonly #wanted = new Map<string, MediaLinkView>()
  readonly #open = new Map<string, MediaLink>()
  /** The last division of the upload, to tell it from another. */
  #shared = ''
  readonly #tracks = new Map<MediaSlot, MediaStreamTrack>()

  constructor(socket: Pick<SignalingSocket, 'request'>, delegate: MediaLinksDelegate) {
    this.#socket = socket
    this.#delegate = delegate
  }

  /** Takes over the media links of `ready`: closes all others, opens the new, and has those without
   * a connection try again. Links of other kinds are ignored. */
  sync(links: readonly LinkView[]): void {
    const ours = links.filter((link) => link.kind === 'media')
    const ids = new Set(ours.map(({ link }) => link))
    for (const id of [...this.#wanted.keys()]) {
      if (!ids.has(id)) this.#close(id)
    }
    for (const view of ours) {
      if (this.#delegate.mayOpen(view)) this.#open.get(view.link)?.signalingReturned()
      this.#take(view, true)
    }
  }

  /** Returns whether the message was about a media link, and handled. Both this and
   * `PageLinks.handle` leave alone what is not theirs. */
  handle(message: ServerMessage): boolean {
    switch (message.type) {
      case 'link.opened':
      case 'link.changed':
        if (message.link.kind !== 'media') return false
        this.#take(message.link, message.type === 'link.changed')
        return true
      case 'link.closed':
      case 'signal.description':
      case 'signal.candidate':
      case 'signal.restart':
        if (!this.#wanted.has(message.link)) return false
        this.#handleOwn(message)
        return true
      default:
        return false
    }
  }

  /** Asks the delegate again, for all links: closes what may be open no more, stops what may not be
   * sent or received any more, opens and sends what may be now. */
  reconsider(): void {
    for (const view of [...this.#wanted.values()]) this.#take(view, true)
  }

  /** What is sent in this slot on all links where it may flow, now and on links to come. Null:
   * nothing (mute, camera off). No negotiation follows. */
  send(slot: MediaSlot, track: MediaStreamTrack | null): void {
    if (track) this.#tracks.set(slot, track)
    else this.#tracks.delete(slot)
    for (const link of this.#open.values()) link.attach(slot)
    this.#shareOut()
  }

  /** Nothing of this slot leaves on any link any more, before anything is negotiated. */
  cut(slot: MediaSlot): void {
    this.send(slot, null)
  }

  /** What `send` was last told. */
  sending(slot: MediaSlot): MediaStreamTrack | null {
    return this.#tracks.get(slot) ?? null
  }

  /** Says this on the channel `call` of every open link, or only of `linkId`. */
  say(message: CallMessage, linkId?: string): void {
    for (const [id, link] of this.#open) {
      if (linkId === undefined || linkId === id) link.say(message)
    }
  }

  /** On the channel `document` of this link, as far as it is open. */
  sendDocument(data: DocumentData, linkId: string): void {
    this.#open.get(linkId)?.sendDocument(data)
  }

  /** Links that the server wants, by id; whether they are open says `state`. */
  get links(): ReadonlyMap<string, MediaLinkView> {
    return this.#wanted
  }

  state(linkId: string): MediaLinkState | null {
    return this.#open.get(linkId)?.state ?? null
  }

  /** Whether the other end of this link takes what is sent in `slot`, whatever it says of itself. */
  reaches(linkId: string, slot: MediaSlot): boolean {
    return this.#open.get(linkId)?.reaches(slot) === true
  }

  /** Why no connection carries it, where it was tried and is the fault of the paths. */
  problem(linkId: string): PathProblem | null {
    return this.#open.get(linkId)?.problem ?? null
  }

  /** Of its present connection; null where there is none. */
  async stats(linkId: string): Promise<RTCStatsReport | null> {
    return (await this.#open.get(linkId)?.stats()) ?? null
  }

  /** At once. Links of a later `sync` or `handle` are opened again. Tracks are not stopped. */
  closeAll(): void {
    for (const id of [...this.#wanted.keys()]) this.#close(id)
  }

  #handleOwn(message: LinkMessage): void {
    const link = this.#open.get(message.link)
    switch (message.type) {
      case 'link.closed':
        this.#close(message.link)
        break
      case 'signal.description':
        link?.remoteDescription(message.attempt, message.description)
        break
      case 'signal.candidate':
        link?.remoteCandidate(message.attempt, message.candidate, message.mid ?? null)
        break
      case 'signal.restart':
        link?.remoteRestart()
    }
  }

  /** A link that should exist, as it is now. `missed`: the peer may have signaled already. */
  #take(view: MediaLinkView, missed: boolean): void {
    const isNews = this.#wanted.get(view.link) !== view
    this.#wanted.set(view.link, view)
    const known = this.#open.get(view.link)
    if (!this.#delegate.mayOpen(view)) this.#drop(view.link)
    else if (known === undefined) this.#start(view, missed)
    else {
      if (isNews) known.changed(view)
      else known.reconsider()
      if (known.hasDocumentChannel) this.#delegate.documentReconsidered?.(view)
    }
  }

  #start(view: MediaLinkView, missed: boolean): void {
    const id = view.link
    const now = (): MediaLinkView => this.#wanted.get(id) ?? view
    const link = new MediaLink(view, this.#socket, {
      plan: (as, slot) => this.#plan(as, slot),
      shares: () => this.#shares(),
      opened: () => {
        for (const message of this.#delegate.firstMessages(now())) link.say(message)
      },
      trackArrived: (slot, track) => this.#delegate.trackArrived(now(), slot, track),
      stateChanged: (state) => {
        this.#shareOut()
        this.#delegate.linkStateChanged(now(), state)
      },
      negotiated: () => this.#delegate.negotiated?.(now()),
      message: (message) => this.#delegate.callMessage(now(), message),
      documentOpened: () => this.#delegate.documentOpened?.(now()),
      documentData: (data) => this.#delegate.documentData?.(now(), data),
    })
    this.#open.set(id, link)
    link.start(missed)
  }

  #plan(view: MediaLinkView, slot: MediaSlot): SlotPlan {
    return {
      sends: view.send.includes(slot) && this.#delegate.maySend(view, slot),
      receives: view.receive.includes(slot) && this.#delegate.mayReceive(view, slot),
      track: this.sending(slot),
    }
  }

  #shares(): Shares {
    const viewers = [...this.#open.values()].filter(({ stands }) => stands).length
    return shares(viewers, this.#tracks.has('screen'))
  }

  /** Where one has come or gone, the others get more or less. */
  #shareOut(): void {
    const all = JSON.stringify(this.#shares())
    if (all === this.#shared) return
    this.#shared = all
    for (const link of this.#open.values()) link.limit()
  }

  #close(id: string): void {
    this.#drop(id)
    this.#wanted.delete(id)
  }

  #drop(id: string): void {
    const link = this.#open.get(id)
    const view = this.#wanted.get(id)
    if (link === undefined || view === undefined) return
    this.#open.delete(id)
    link.close()
    this.#shareOut()
    this.#delegate.linkStateChanged(view, null)
  }
}
