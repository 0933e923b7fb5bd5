import { SharedDocument } from '../documents/shared_document.js'
import type { DocumentData } from '../rtc/document_channel.js'
import type { MediaLinkState, MediaLinks } from '../rtc/media_links.js'
import type { ConversationView, MediaLinkView } from '../signaling/messages.js'
import { somebodyMay } from '../signaling/permitted.js'
import type { DockLedger } from './ledger.js'

export interface OwnDocumentOptions {
  readonly links: Pick<MediaLinks, 'sendDocument'>
  readonly ledger: Pick<DockLedger, 'holds' | 'awaited' | 'covered' | 'paused'>
  readonly newId: () => string
  /** Puts her question; false: there is nobody to ask. */
  readonly ask: () => boolean
  readonly end: () => void
  readonly changed: () => void
}

/** The document in her call window: one that she picks, or that an agent shows her. */
export class OwnDocument {
  readonly shared: SharedDocument
  readonly #options: OwnDocumentOptions
  #picks = false

  constructor(options: OwnDocumentOptions) {
    this.#options = options
    this.shared = new SharedDocument({
      ...options,
      passesOn: true,
      send: (data, link) => options.links.sendDocument(data, link),
      ask: () => {
        if (!options.ask()) this.shared.ended('unanswered')
      },
      now: () => performance.now(),
    })
  }

  /** Whether there is a document to show, one to be picked, or why there is none. */
  get isShown(): boolean {
    return this.#picks || this.shared.phase !== 'none' || this.shared.trouble !== null
  }

  /** Whether she may share one, where the site has them. */
  mayShare(view: ConversationView | null): boolean {
    const { ledger } = this.#options
    const isFree = !ledger.holds('document') && !ledger.awaited.includes('document')
    if (view === null || !isFree || ledger.paused) return false
    return view.policy.scopes.includes('document') && somebodyMay(view, 'document')
  }

  /** She wants to share one, and has not picked it yet. */
  pick(): void {
    this.#picks = true
  }

  /** Also where she has picked none yet. */
  close(): void {
    this.#picks = false
    this.shared.dismiss()
    this.shared.close()
  }

  /** What is shown follows the ledger, as all else. */
  follow(): void {
    const { ledger } = this.#options
    const { phase } = this.shared
    if (ledger.holds('document')) {
      this.#picks = false
      this.shared.granted()
    } else if (phase === 'asking') {
      if (!ledger.awaited.includes('document')) this.shared.ended('unanswered')
    } else this.shared.ended()
  }

  linkStateChanged(link: MediaLinkView, state: MediaLinkState | null): void {
    // What was under way on a connection that is lost goes on with the next one.
    if (state !== 'connected' && state !== 'interrupted') this.shared.linkClosed(link.link)
  }

  linkOpened(link: MediaLinkView): void {
    if (this.#covers(link)) this.shared.linkOpened(link.link)
  }

  /** Its channel is open, and what may flow over it may be another now. */
  linkReconsidered(link: MediaLinkView): void {
    if (!this.#covers(link)) this.shared.linkClosed(link.link)
    else if (!this.shared.isOn(link.link)) this.shared.linkOpened(link.link)
  }

  data(link: MediaLinkView, data: DocumentData): void {
    if (this.#covers(link)) this.shared.data(data, link.link)
  }

  #covers(link: MediaLinkView): boolean {
    return this.#options.ledger.covered(link)?.document === true
  }
}
