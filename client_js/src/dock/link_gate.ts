import type { CallMessage } from '../rtc/call_messages.js'
import type { DocumentData } from '../rtc/document_channel.js'
import type { MediaLinkState, MediaLinks, MediaLinksDelegate } from '../rtc/media_links.js'
import type { MediaLinkView, MediaSlot } from '../signaling/messages.js'
import type { Agents } from './agents.js'
import type { DockLedger } from './ledger.js'
import type { OwnDocument } from './own_document.js'

export interface LinkGateOptions {
  readonly ledger: Pick<DockLedger, 'covered'>
  readonly agents: Agents
  readonly links: () => Pick<MediaLinks, 'problem'>
  readonly document: () => OwnDocument
  /** What an agent is told first. */
  readonly firstMessages: () => readonly CallMessage[]
  /** There are other agents now, or none. */
  readonly linked: () => void
  /** An agent would see another screen of hers. */
  readonly askAnew: () => void
  readonly changed: () => void
}

/** What the media links ask and tell: nothing opens or flows that the ledger does not cover. */
export class LinkGate implements MediaLinksDelegate {
  readonly #options: LinkGateOptions

  constructor(options: LinkGateOptions) {
    this.#options = options
  }

  mayOpen(link: MediaLinkView): boolean {
    return this.#options.ledger.covered(link) !== null
  }

  maySend(link: MediaLinkView, slot: MediaSlot): boolean {
    return this.#options.ledger.covered(link)?.send.includes(slot) === true
  }

  mayReceive(link: MediaLinkView, slot: MediaSlot): boolean {
    return this.#options.ledger.covered(link)?.receive.includes(slot) === true
  }

  firstMessages(): readonly CallMessage[] {
    return this.#options.firstMessages()
  }

  trackArrived(link: MediaLinkView, slot: MediaSlot, track: MediaStreamTrack | null): void {
    this.#options.agents.trackArrived(link, slot, track)
    this.#options.changed()
  }

  linkStateChanged(link: MediaLinkView, state: MediaLinkState | null): void {
    const { agents, links, linked, document, changed } = this.#options
    agents.stateChanged(link, state, links().problem(link.link))
    linked()
    document().linkStateChanged(link, state)
    changed()
  }

  negotiated(): void {
    this.#options.changed()
  }

  callMessage(link: MediaLinkView, message: CallMessage): void {
    const { agents, askAnew, changed } = this.#options
    if (message.type === 'state') agents.said(link, message)
    else if (message.type === 'joined') agents.joined(link, message.joined)
    else if (message.type === 'again') askAnew()
    changed()
  }

  documentReconsidered(link: MediaLinkView): void {
    this.#options.document().linkReconsidered(link)
  }

  documentOpened(link: MediaLinkView): void {
    this.#options.document().linkOpened(link)
  }

  documentData(link: MediaLinkView, data: DocumentData): void {
    this.#options.document().data(link, data)
  }
}
