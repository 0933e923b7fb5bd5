import type { Capture } from '../mirror/capture/capture.js'
import type { RedactionPolicy } from '../mirror/capture/policy.js'
import type { Viewer } from '../mirror/capture/viewer.js'
import type { PageChannels } from '../mirror/channels.js'
import { type LinkState, PageLinks, type PageLinksDelegate } from '../rtc/page_links.js'
import type { PathStats } from '../rtc/path_stats.js'
import type { SealedRelay } from '../rtc/sealed_relay.js'
import type { PageLinkView } from '../signaling/messages.js'
import type { SignalingSocket } from '../signaling/socket.js'
import type { ConsentLedger } from './consent_ledger.js'

/** What one viewer sees of the page, over one link. */
export interface Running
  extends Pick<Viewer, 'start' | 'stop'>,
    Pick<Capture, 'setPolicy' | 'hidden'> {
  /** How its direct connection does; null where there is none, or not measured yet. */
  readonly path: PathStats | null
}

export interface SharingOptions {
  socket: Pick<SignalingSocket, 'request'>
  ledger: Pick<ConsentLedger, 'covers' | 'excludes'>
  relay?: SealedRelay
  /** Nothing of the page leaves before the agent has pressed View. */
  viewNeedsPress(): boolean
  /** Makes what runs on one link; started here. `expected`: as in ViewerOptions. */
  capture(link: PageLinkView, channels: PageChannels, expected: boolean): Running
  /** A link opened or closed: who sees the page may have changed. */
  changed(): void
  /** The server links somebody whom she did not let in: the link stays closed. */
  stranger(link: PageLinkView): void
}

/**
 * The one place in the customer's browser where her page can begin to flow, and where it is cut.
 *
 * No connection is opened, and no capture started, without an entry in the ledger that names whoever
 * is at the other end.
 */
export class Sharing implements PageLinksDelegate {
  readonly links: PageLinks
  readonly #options: SharingOptions
  readonly #captures = new Map<string, { link: PageLinkView; capture: Running }>()

  constructor(options: SharingOptions) {
    this.#options = options
    this.links = new PageLinks(options.socket, this, options.relay)
  }

  /** Ids of the persons whose view is connected right now. */
  get viewers(): string[] {
    return [...this.#captures.values()].map(({ link }) => link.peer.id)
  }

  /** Of the links that go through the server, sealed: what she can compare with the agent. */
  get fingerprints(): string[] {
    const found = [...this.#captures.keys()].map((id) => this.links.fingerprint(id))
    return found.filter((one) => one !== null)
  }

  /** How the direct connections do. */
  get paths(): PathStats[] {
    const found = [...this.#captures.values()].map(({ capture }) => capture.path)
    return found.filter((one) => one !== null)
  }

  /** The elements of the page that are hidden from anybody who sees it. */
  hidden(): ReadonlySet<Element> {
    const found = new Set<Element>()
    for (const { capture } of this.#captures.values()) {
      for (const element of capture.hidden()) found.add(element)
    }
    return found
  }

  /** After every change of the ledger: cuts what it covers no more, opens what it covers now. */
  enforce(): void {
    for (const [id, { link, capture }] of [...this.#captures]) {
      if (this.#options.ledger.covers(link)) continue
      // Before the connection closes, so that nothing is read from the page for a closed one.
      this.#captures.delete(id)
      capture.stop()
      this.links.close(id)
    }
    this.links.reconsider()
  }

  /** For what is being captured now; `capture` is asked to make others with it. */
  setPolicy(policy: RedactionPolicy): void {
    for (const { capture } of this.#captures.values()) capture.setPolicy(policy)
  }

  mayOpen(link: PageLinkView): boolean {
    const { ledger, stranger } = this.#options
    if (ledger.excludes(link)) stranger(link)
    return ledger.covers(link)
  }

  onRequest(): boolean {
    return this.#options.viewNeedsPress()
  }

  linkOpen(link: PageLinkView, channels: PageChannels, expected = false): void {
    if (!this.#options.ledger.covers(link)) {
      this.links.close(link.link)
      return
    }
    const capture = this.#options.capture(link, channels, expected)
    this.#captures.set(link.link, { link, capture })
    capture.start()
    this.#options.changed()
  }

  linkClosed(linkId: string): void {
    const running = this.#captures.get(linkId)
    this.#captures.delete(linkId)
    running?.capture.stop()
    this.#options.changed()
  }

  linkStateChanged(_linkId: string, _state: LinkState): void {
    this.#options.changed()
  }
}
