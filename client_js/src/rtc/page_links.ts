import type { PageChannels } from '../mirror/channels.js'
import type { LinkView, PageLinkView, ServerMessage } from '../signaling/messages.js'
import type { SignalingSocket } from '../signaling/socket.js'
import type { TurnProblem } from './link_servers.js'
import { type LinkState, PageLink } from './page_link.js'
import { linkOf } from './seal.js'
import type { SealedRelay } from './sealed_relay.js'

export type { LinkState } from './page_link.js'

type LinkMessage = Extract<ServerMessage, { link: string }>

export interface PageLinksDelegate {
  /**
   * Asked before anything is opened for `link`, and again by `reconsider()`; without this method
   * every link may open.
   */
  mayOpen?(link: PageLinkView): boolean
  /** Whether nothing is sent before the answerer asks for it: it does as soon as it opens the link.
   * Both ends have to see this alike; without this method the offerer begins by itself. */
  onRequest?(link: PageLinkView): boolean
  /** The channels are open, and stay the delegate's until `linkClosed` with the same link.
   * `expected`: the other end knows, and the page is shown without being asked for. */
  linkOpen(link: PageLinkView, channels: PageChannels, expected: boolean): void
  /** The channels of `linkOpen` are gone. `linkOpen` may follow again for the same link, when a
   * failed connection was replaced. */
  linkClosed(linkId: string): void
  linkStateChanged?(linkId: string, state: LinkState): void
}

/**
 * The page links of one endpoint: opens and closes connections as the server says.
 *
 * Connections are independent of the WebSocket: losing it touches none of them, apart from what the
 * sealed relay carries.
 */
export class PageLinks {
  readonly #socket: Pick<SignalingSocket, 'request'>
  readonly #delegate: PageLinksDelegate
  readonly #relay: SealedRelay | undefined
  readonly #wanted = new Map<string, PageLinkView>()
  readonly #open = new Map<string, PageLink>()

  constructor(
    socket: Pick<SignalingSocket, 'request'>,
    delegate: PageLinksDelegate,
    relay?: SealedRelay,
  ) {
    this.#socket = socket
    this.#delegate = delegate
    this.#relay = relay
  }

  /** Takes over the links of `ready`: closes all others, opens the new, and has those without a
   * connection try again (what was signaled while the WebSocket was away is lost). */
  sync(links: readonly LinkView[]): void {
    const ids = new Set(links.map(({ link }) => link))
    for (const id of [...this.#wanted.keys()]) {
      if (!ids.has(id)) this.close(id)
    }
    for (const link of links) {
      if (link.kind !== 'page') continue
      this.#wanted.set(link.link, link)
      const known = this.#open.get(link.link)
      if (known === undefined) this.#start(link, true)
      else known.signalingReturned()
    }
  }

  /** Returns whether the message was about one of these links, and handled. */
  handle(message: ServerMessage): boolean {
    switch (message.type) {
      case 'link.opened':
        if (message.link.kind !== 'page') return false
        this.#wanted.set(message.link.link, message.link)
        if (!this.#open.has(message.link.link)) this.#start(message.link, false)
        return true
      case 'link.changed': {
        const { link } = message
        if (link.kind !== 'page' || !this.#wanted.has(link.link)) return false
        this.#wanted.set(link.link, link)
        this.#open.get(link.link)?.changed(link)
        return true
      }
      case 'link.closed':
      case 'signal.description':
      case 'signal.candidate':
      case 'signal.restart':
      case 'relay.refused':
        if (!this.#wanted.has(message.link)) return false
        this.#handleOwn(message)
        return true
      default:
        return false
    }
  }

  #handleOwn(message: LinkMessage): void {
    const link = this.#open.get(message.link)
    switch (message.type) {
      case 'link.closed':
        this.close(message.link)
        break
      case 'signal.description':
        link?.remoteDescription(message.attempt, message.description)
        break
      case 'signal.candidate':
        link?.remoteCandidate(message.attempt, message.candidate, message.mid ?? null)
        break
      case 'signal.restart':
        link?.remoteRestart()
        break
      case 'relay.refused':
        link?.relayRefused(message.code)
    }
  }

  /** A binary frame has come. */
  relayFrame(frame: ArrayBuffer): void {
    this.#open.get(linkOf(frame))?.relayFrame(frame)
  }

  /** The WebSocket is gone. */
  signalingLost(): void {
    for (const link of this.#open.values()) link.signalingLost()
  }

  /** What two people can compare, of a link in the state `relay`. */
  fingerprint(linkId: string): string | null {
    return this.#open.get(linkId)?.fingerprint ?? null
  }

  /** The connection that carries a link, for its statistics; null while none does. */
  peer(linkId: string): RTCPeerConnection | null {
    return this.#open.get(linkId)?.peer ?? null
  }

  /** What is wrong with TURN, which may be why there is no direct connection. */
  turnProblem(linkId: string): TurnProblem | null {
    return this.#open.get(linkId)?.turnProblem ?? null
  }

  /** Asks `mayOpen` again: closes what may be open no more, opens what may be now. */
  reconsider(): void {
    for (const link of this.#wanted.values()) {
      if (!this.#mayOpen(link)) this.#drop(link.link)
      else if (!this.#open.has(link.link)) this.#start(link, true)
    }
  }

  /** Closes the connection at once: nothing that is still buffered leaves. */
  close(linkId: string): void {
    this.#wanted.delete(linkId)
    this.#drop(linkId)
  }

  closeAll(): void {
    for (const id of [...this.#wanted.keys()]) this.close(id)
  }

  #mayOpen(link: PageLinkView): boolean {
    return this.#delegate.mayOpen?.(link) ?? true
  }

  #drop(linkId: string): void {
    const link = this.#open.get(linkId)
    this.#open.delete(linkId)
    link?.close()
  }

  #start(view: PageLinkView, missed: boolean): void {
    if (!this.#mayOpen(view)) return
    const delegate = {
      linkOpen: (channels: PageChannels, expected: boolean) =>
        this.#delegate.linkOpen(view, channels, expected),
      linkClosed: () => this.#delegate.linkClosed(view.link),
      linkStateChanged: (state: LinkState) => this.#delegate.linkStateChanged?.(view.link, state),
    }
    const link = new PageLink(view, this.#socket, delegate, this.#relay)
    this.#open.set(view.link, link)
    link.start(missed, this.#delegate.onRequest?.(view) ?? false)
  }
}
