import type { PageChannels } from '../mirror/channels.js'
import type { MirrorView, MirrorViewOptions } from '../mirror/view/view.js'
import type { LinkState } from '../rtc/page_links.js'
import type { LinkView } from '../signaling/messages.js'
import type { LinkStatus } from './pane.js'
import { t } from './texts.js'

interface Mirror {
  link: LinkView
  view: Pick<MirrorView, 'start' | 'stop'>
  container: HTMLElement
  status: LinkStatus
}

/** A link that has no mirror: the connection is being made, or made again. */
interface Waiting {
  conversation: string
  session: string
  status: LinkStatus | null
}

/**
 * The mirrors of all open page links, in one element; at most one is visible. An iframe that moves
 * in the document loads anew, so each stays where it is for its whole life and is only hidden.
 */
export class Mirrors {
  /** Put this into the document before the first link opens, and leave it there. */
  readonly stage = document.createElement('div')

  readonly #mirrors = new Map<string, Mirror>()
  readonly #waiting = new Map<string, Waiting>()
  #shown: string | null = null

  constructor(
    private readonly changed: () => void,
    private readonly makeView: (options: MirrorViewOptions) => Mirror['view'],
  ) {
    this.stage.className = 'stage'
  }

  /** Call only for a link that may be rendered. */
  open(link: LinkView, channels: PageChannels): void {
    this.close(link.link)
    this.#waiting.delete(link.link)
    const container = document.createElement('div')
    container.className = 'mirror'
    this.stage.append(container)
    const status: LinkStatus = { phase: 'mirror', freshness: 'loading', painted: false }
    const view = this.makeView(this.#optionsFor(link, channels, container))
    this.#mirrors.set(link.link, { link, view, container, status })
    this.#applyShown()
    view.start()
    this.changed()
  }

  /** Takes the mirror away at once, with all that it showed. Idempotent. */
  close(linkId: string): void {
    const mirror = this.#mirrors.get(linkId)
    if (!mirror) return
    this.#mirrors.delete(linkId)
    mirror.view.stop()
    mirror.container.remove()
    const { conversation, session } = mirror.link
    this.#waiting.set(linkId, { conversation, session, status: { phase: 'lost' } })
    this.changed()
  }

  /** How it stands with a link that has no mirror (yet). */
  linkState(link: LinkView, state: LinkState): void {
    if (this.#mirrors.has(link.link)) return
    const { conversation, session } = link
    const lost = this.#waiting.get(link.link)?.status?.phase === 'lost' || state === 'failed'
    this.#waiting.set(link.link, { conversation, session, status: lost ? { phase: 'lost' } : null })
    this.changed()
  }

  /** Closes every mirror whose link may not be rendered any more. */
  keepOnly(mayRender: (link: LinkView) => boolean): void {
    for (const { link } of [...this.#mirrors.values()]) {
      if (!mayRender(link)) this.close(link.link)
    }
  }

  /** The link is over for good. */
  forget(linkId: string): void {
    this.close(linkId)
    if (this.#waiting.delete(linkId)) this.changed()
  }

  closeAll(): void {
    for (const id of [...this.#mirrors.keys()]) this.close(id)
    this.#waiting.clear()
    this.changed()
  }

  /** Shows the mirror of this conversation and hides all others. */
  show(conversation: string | null): void {
    this.#shown = conversation
    this.#applyShown()
  }

  /** How it stands with the newest link of a session; null where there is none. */
  statusOf(conversation: string, session: string): LinkStatus | null {
    let found: LinkStatus | null = null
    for (const mirror of this.#mirrors.values()) {
      if (mirror.link.conversation === conversation && mirror.link.session === session) {
        found = mirror.status
      }
    }
    if (found) return found
    for (const waiting of this.#waiting.values()) {
      if (waiting.conversation === conversation && waiting.session === session) {
        found = waiting.status
      }
    }
    return found
  }

  #optionsFor(link: LinkView, channels: PageChannels, container: HTMLElement): MirrorViewOptions {
    const update = (status: LinkStatus): void => {
      const mirror = this.#mirrors.get(link.link)
      if (mirror?.container !== container) return
      mirror.status = status
      this.#applyShown()
      this.changed()
    }
    let freshness: Extract<LinkStatus, { phase: 'mirror' }>['freshness'] = 'loading'
    let painted = false
    const delegate = {
      firstPaint: (): void => {
        painted = true
        update({ phase: 'mirror', freshness, painted })
      },
      stateChanged: (state: typeof freshness): void => {
        freshness = state
        update({ phase: 'mirror', freshness, painted })
      },
      viewport: (size: { width: number; height: number }): void => {
        container.style.setProperty('--page-ratio', String(size.width / size.height))
        container.style.setProperty('--page-width', `${size.width}px`)
      },
      problem: (code: string): void => {
        // What has been painted stays in sight: its state tells how far it can be trusted.
        if (!painted || code === 'mirror.frame_failed') update({ phase: 'problem', code })
      },
    }
    const title = t('agent.co_browse.mirror')
    return { container, mirrorUrl: '/mirror', title, channels, grant: link.grant, delegate }
  }

  /** Of several mirrors of one conversation (the customer's old page and her new one) the newest
   * that has painted shows. */
  #applyShown(): void {
    const candidates = [...this.#mirrors.values()].filter(
      ({ link }) => link.conversation === this.#shown,
    )
    const painted = candidates.filter(({ status }) => status.phase === 'mirror' && status.painted)
    const shown = painted.at(-1) ?? candidates.at(-1)
    for (const mirror of this.#mirrors.values()) {
      mirror.container.classList.toggle('shown', mirror === shown)
      mirror.container.inert = mirror !== shown
    }
  }
}
