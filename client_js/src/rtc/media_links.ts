import type { LinkView, MediaSlot, ServerMessage } from '../signaling/messages.js'
import type { SignalingSocket } from '../signaling/socket.js'
import type { CallMessage } from './call_messages.js'

/** `unanswered`: the other end has not taken part yet (an agent who has not joined the call); it
 * asks when it does. `interrupted`: it was `connected`, and nothing arrives; it may return by
 * itself. `failed`: it is tried anew in a while. */
export type MediaLinkState = 'connecting' | 'connected' | 'interrupted' | 'unanswered' | 'failed'

export interface MediaLinksDelegate {
  /** Asked before anything is opened for `link`, and again by `reconsider()`. */
  mayOpen(link: LinkView): boolean
  /** The local ledger. A slot flows where it and `link.send` both say so. Asked at every change of
   * the link, and again by `reconsider()`. */
  maySend(link: LinkView, slot: MediaSlot): boolean
  /** As `maySend`, with `link.receive`. */
  mayReceive(link: LinkView, slot: MediaSlot): boolean
  /** What is said on the channel `call` first, as soon as it is open. */
  firstMessages(link: LinkView): readonly CallMessage[]
  /** `track`: what to render in this slot from now on; null: render nothing. A track is `muted`
   * while nothing arrives. Told again when a connection was replaced. */
  trackArrived(link: LinkView, slot: MediaSlot, track: MediaStreamTrack | null): void
  /** `null`: the link is closed. */
  linkStateChanged(link: LinkView, state: MediaLinkState | null): void
  callMessage(link: LinkView, message: CallMessage): void
}

/**
 * The media links of one endpoint: opens and closes connections as the server says and the local
 * ledger permits, and sends the same tracks on all of them.
 *
 * Capturing and stopping tracks is the owner's: to end a slot, `cut(slot)`, stop the track, change
 * the ledger, `reconsider()`.
 */
export declare class MediaLinks {
  constructor(socket: Pick<SignalingSocket, 'request'>, delegate: MediaLinksDelegate)

  /** Takes over the media links of `ready`: closes all others, opens the new, and has those without
   * a connection try again. Links of other kinds are ignored. */
  sync(links: readonly LinkView[]): void

  /** Returns whether the message was about a media link, and handled. Give it what
   * `PageLinks.handle` returned false for, or the other way round: both leave alone what is not
   * theirs. */
  handle(message: ServerMessage): boolean

  /** Asks the delegate again, for all links: closes what may be open no more, stops what may not be
   * sent or received any more, opens and sends what may be now. */
  reconsider(): void

  /** What is sent in this slot on all links where it may flow, now and on links to come. Null:
   * nothing (mute, camera off); no negotiation follows. */
  send(slot: MediaSlot, track: MediaStreamTrack | null): void

  /** Nothing of this slot leaves on any link any more, before anything is negotiated. */
  cut(slot: MediaSlot): void

  /** What `send` was last told. */
  sending(slot: MediaSlot): MediaStreamTrack | null

  /** Says this on the channel `call` of every open link, or only of `linkId`. */
  say(message: CallMessage, linkId?: string): void

  /** Links that may be open, by id. */
  readonly links: ReadonlyMap<string, LinkView>

  state(linkId: string): MediaLinkState | null

  /** Of its present connection; null where there is none. */
  stats(linkId: string): Promise<RTCStatsReport | null>

  /** At once. Links of a later `sync` or `handle` are opened again. Tracks are not stopped. */
  closeAll(): void
}
