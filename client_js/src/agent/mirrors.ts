import type { PageInfo } from '../control/messages.js'
import type { Hold } from '../control/take/reach.js'
import { parseTabs } from '../control/whereabouts_messages.js'
import type { Tool } from '../ink/hand.js'
import type { MirrorInk, MirrorInkOptions } from '../ink/mirror_ink.js'
import type { InkPolicy } from '../ink/page_ink.js'
import type { PageChannels } from '../mirror/channels.js'
import type { MirrorState, MirrorView, MirrorViewOptions } from '../mirror/view/view.js'
import { ZOOMS, type Zoom } from '../mirror/view/zoom.js'
import type { LinkFacts } from '../rtc/link_reports.js'
import type { TurnProblem } from '../rtc/link_servers.js'
import type { LinkState } from '../rtc/page_links.js'
import type { PathStats } from '../rtc/path_stats.js'
import type { ConversationView, PageLinkView } from '../signaling/messages.js'
import type { Hands, HandsDelegate, HandsMaker } from './hands.js'
import { inkWords, mirrorWords } from './mirror_words.js'
import type { LinkStatus, Picture } from './pane.js'

type View = Pick<
  MirrorView,
  'start' | 'stop' | 'zoom' | 'lookAround' | 'silence' | 'spots' | 'room'
>

type Ink = Pick<MirrorInk, 'start' | 'stop' | 'tool' | 'clear'>
/** The rest of its options is known to whom makes it. */
export type InkOptions = Omit<MirrorInkOptions, 'me' | 'nameOf'>

interface Mirror {
  link: PageLinkView
  view: View
  reach: Hands
  ink: Ink
  /** What the agent may do in it. */
  hold: Hold | null
  /** Where the customer is, as her browser says. */
  page: PageInfo | null
  container: HTMLElement
  painted: boolean
  picture: Omit<Picture, 'silence'>
  /** Code of what keeps it from being shown. */
  problem: string | null
  scale: number
  looking: boolean
}

/** How a mirror is looked at. */
export interface Sight {
  zoom: Zoom
  /** The page is shown in this scale, at most 1. */
  scale: number
  /** The agent scrolls the page on her own. */
  looking: boolean
  /** Where the customer is; null if her browser has not said. */
  page: PageInfo | null
}

/** On which way a page comes, or why it does not. */
export interface LinkPath {
  state: LinkState
  /** What two people can compare; null for what does not go through the server. */
  fingerprint: string | null
  /** What is wrong with TURN. */
  turnProblem: TurnProblem | null
  /** Of a direct connection, once it was measured. */
  stats: PathStats | null
}

/** Dispatched on the stage when the agent leaves a page in control by keyboard: take the focus. */
export const LEAVE = 'alongside-leave'

const ZOOM = 'alongside.zoom'

/** What a mirror's own page must know of the site. */
type OfSite = Pick<ConversationView, 'site' | 'asset_origins'>

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
  readonly #paths = new Map<string, LinkPath>()
  /** Titles of the tabs that are shared, by conversation and endpoint. */
  readonly #titles = new Map<string, ReadonlyMap<string, string>>()
  #shown: string | null = null
  #zoom = rememberedZoom()
  #tool: Tool = 'none'

  constructor(
    private readonly changed: () => void,
    private readonly makeView: (options: MirrorViewOptions) => View,
    private readonly hands: HandsMaker,
    private readonly makeInk: (options: InkOptions, link: PageLinkView) => Ink,
  ) {
    this.stage.className = 'stage'
  }

  /** Call only for a link that may be rendered. */
  open(link: PageLinkView, channels: PageChannels, site: OfSite, expected = false): void {
    this.close(link.link)
    this.#waiting.delete(link.link)
    const container = document.createElement('div')
    container.className = 'mirror'
    this.stage.append(container)
    const view = this.makeView({
      ...this.#optionsFor(link, container),
      channels,
      expected,
      mirrorUrl: `/mirror?site=${encodeURIComponent(site.site)}`,
      assetOrigins: site.asset_origins,
    })
    const delegate = this.#handsDelegate(link.link, container)
    const reach = this.hands.for(link, view, channels, delegate)
    const ink = this.makeInk({ view, channels, grant: link.grant, words: inkWords }, link)
    this.#mirrors.set(link.link, {
      link,
      view,
      reach,
      ink,
      hold: null,
      page: null,
      container,
      painted: false,
      picture: { freshness: 'loading', pace: 0 },
      problem: null,
      scale: 1,
      looking: false,
    })
    this.#applyShown()
    channels.input.addEventListener('message', ({ data }) => this.#heard(link, data))
    view.start()
    reach.open()
    ink.start()
    ink.tool = this.#tool
    this.changed()
  }

  /** Takes the mirror away at once, with all that it showed. Idempotent. */
  close(linkId: string): void {
    const mirror = this.#mirrors.get(linkId)
    if (!mirror) return
    this.#mirrors.delete(linkId)
    mirror.reach.close()
    mirror.ink.stop()
    mirror.view.stop()
    mirror.container.remove()
    const { conversation, session } = mirror.link
    this.#waiting.set(linkId, { conversation, session, status: { phase: 'lost' } })
    this.changed()
  }

  /** How it stands with a link. */
  linkState(
    link: PageLinkView,
    state: LinkState,
    fingerprint: string | null = null,
    turnProblem: TurnProblem | null = null,
  ): void {
    const stats = state === 'direct' ? (this.#paths.get(link.link)?.stats ?? null) : null
    this.#paths.set(link.link, { state, fingerprint, turnProblem, stats })
    if (this.#mirrors.has(link.link)) {
      this.changed()
      return
    }
    const { conversation, session } = link
    const lost = this.#waiting.get(link.link)?.status?.phase === 'lost' || state === 'failed'
    this.#waiting.set(link.link, { conversation, session, status: lost ? { phase: 'lost' } : null })
    this.changed()
  }

  /** How a link has come about, as far as it is settled; null: it is on its way. */
  factsOf(linkId: string): LinkFacts | null {
    const path = this.#paths.get(linkId)
    if (path === undefined || path.state === 'connecting') return null
    const picture = this.#mirrors.get(linkId)?.painted === true
    if (path.state === 'failed') {
      return { path: null, problem: path.turnProblem ?? 'no_path', picture: false }
    }
    if (path.state === 'relay') return { path: 'sealed', problem: path.turnProblem, picture }
    return path.stats && { path: path.stats.path, problem: path.turnProblem, picture }
  }

  /** How a direct connection does. */
  measured(linkId: string, stats: PathStats | null): void {
    const path = this.#paths.get(linkId)
    if (path?.state === 'direct') this.#paths.set(linkId, { ...path, stats })
  }

  /** Closes every mirror whose link may not be rendered any more. */
  keepOnly(mayRender: (link: PageLinkView) => boolean): void {
    for (const { link } of [...this.#mirrors.values()]) {
      if (!mayRender(link)) this.close(link.link)
    }
  }

  /** The link is over for good. */
  forget(linkId: string): void {
    this.close(linkId)
    this.#paths.delete(linkId)
    if (this.#waiting.delete(linkId)) this.changed()
  }

  closeAll(): void {
    for (const id of [...this.#mirrors.keys()]) this.close(id)
    this.#waiting.clear()
    this.#paths.clear()
    this.#titles.clear()
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
        found = statusOf(mirror)
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

  /** By endpoint, as far as the tab in front has told. */
  titlesIn(conversation: string): ReadonlyMap<string, string> {
    return this.#titles.get(conversation) ?? new Map()
  }

  /** How the mirror in sight is looked at; null where none is. */
  get sight(): Sight | null {
    const mirror = this.#inSight
    if (!mirror?.painted || mirror.problem !== null) return null
    if (mirror.picture.freshness === 'unshared') return null
    const { scale, looking, page } = mirror
    return { zoom: this.#zoom, scale, looking, page }
  }

  /** On which way the page in sight comes, or the one that is on its way; null where none is. */
  get path(): LinkPath | null {
    const id = this.#inSight?.link.link ?? this.#waitingInSight
    return (id && this.#paths.get(id)) || null
  }

  /** For all mirrors of this window, now and later. */
  /** In the language of the moment: what is laid out anew says anew what stands beside it. */
  reword(): void {
    for (const { view } of this.#mirrors.values()) view.zoom(this.#zoom)
  }

  zoom(zoom: Zoom): void {
    this.#zoom = zoom
    sessionStorage.setItem(ZOOM, zoom)
    for (const { view } of this.#mirrors.values()) view.zoom(zoom)
    this.changed()
  }

  /** What the agent's mouse is for above the mirrors of this window, now and later. */
  get tool(): Tool {
    return this.#tool
  }

  use(tool: Tool): void {
    this.#tool = tool
    for (const { ink } of this.#mirrors.values()) ink.tool = tool
    this.changed()
  }

  /** Puts the tool down where the policy does not let agents use it. */
  permit(policy: InkPolicy | null): void {
    if (this.#tool !== 'none' && policy?.[this.#tool] !== true) this.use('none')
  }

  /** Takes the agent's own drawings off the page in sight, or everybody's. */
  clear(all: boolean): void {
    this.#inSight?.ink.clear(all)
  }

  /** True: the agent scrolls the page in sight on her own; false: back to the customer. */
  lookAround(looking: boolean): void {
    const mirror = this.#inSight
    if (!mirror) return
    this.#look(mirror, looking)
    this.changed()
  }

  /** Lets the agent act in the mirrors that `holdOf` lets her, from now on. */
  hold(holdOf: (link: PageLinkView) => Hold | null): void {
    for (const mirror of this.#mirrors.values()) {
      const hold = holdOf(mirror.link)
      // What she does shall be where the customer sees it.
      if (hold && hold.grant !== mirror.hold?.grant && mirror.looking) this.#look(mirror, false)
      mirror.hold = hold
      this.#applyHold(mirror)
    }
  }

  /** What the agent in control does, in the mirror in sight. */
  get atHand(): Hands | null {
    const mirror = this.#inSight
    return mirror && this.#isHeld(mirror) ? mirror.reach : null
  }

  #look(mirror: Mirror, looking: boolean): void {
    mirror.looking = looking
    // In this order: both take the pane.
    if (looking) this.#applyHold(mirror)
    mirror.view.lookAround(looking)
    if (!looking) this.#applyHold(mirror)
  }

  #applyHold(mirror: Mirror): void {
    if (mirror.hold && this.#isHeld(mirror)) mirror.reach.start(mirror.hold)
    else mirror.reach.stop()
  }

  /** Not while she looks around: she would act where the customer does not see it. */
  #isHeld({ hold, looking, painted, picture, container }: Mirror): boolean {
    if (!hold || looking || !painted || picture.freshness === 'unshared') return false
    return container.classList.contains('shown')
  }

  #handsDelegate(linkId: string, container: HTMLElement): HandsDelegate {
    return {
      leave: () => this.stage.dispatchEvent(new CustomEvent(LEAVE, { bubbles: true })),
      page: (page) => {
        const mirror = this.#mirrors.get(linkId)
        if (mirror?.container !== container) return
        mirror.page = page
        this.changed()
      },
    }
  }

  #heard(link: PageLinkView, data: unknown): void {
    const message = this.#mirrors.has(link.link) ? parseTabs(data, link.grant) : null
    if (message === null) return
    this.#titles.set(link.conversation, new Map(message.tabs.map(({ tab, title }) => [tab, title])))
    this.changed()
  }

  #optionsFor(
    link: PageLinkView,
    container: HTMLElement,
  ): Pick<MirrorViewOptions, 'container' | 'words' | 'zoom' | 'grant' | 'delegate'> {
    const update = (change: (mirror: Mirror) => void): void => {
      const mirror = this.#mirrors.get(link.link)
      if (mirror?.container !== container) return
      change(mirror)
      this.#applyShown()
      this.changed()
    }
    const delegate = {
      firstPaint: (): void =>
        update((mirror) => {
          mirror.painted = true
          mirror.problem = null
        }),
      stateChanged: (freshness: MirrorState): void =>
        update((mirror) => {
          mirror.picture = { ...mirror.picture, freshness }
        }),
      paced: (pace: number): void =>
        update((mirror) => {
          mirror.picture = { ...mirror.picture, pace }
        }),
      scaled: (scale: number): void =>
        update((mirror) => {
          mirror.scale = scale
        }),
      problem: (code: string): void =>
        update((mirror) => {
          // What has been painted stays in sight: its state tells how far it can be trusted.
          if (!mirror.painted || code === 'mirror.frame_failed') mirror.problem = code
        }),
    }
    const zoom = this.#zoom
    const { grant } = link
    return { container, words: mirrorWords, zoom, grant, delegate }
  }

  /** Of several mirrors of one conversation (the customer's old page and her new one) the newest
   * that has painted shows. */
  get #inSight(): Mirror | undefined {
    const candidates = [...this.#mirrors.values()].filter(
      ({ link }) => link.conversation === this.#shown,
    )
    const painted = candidates.filter((mirror) => mirror.painted && mirror.problem === null)
    return painted.at(-1) ?? candidates.at(-1)
  }

  get #waitingInSight(): string | undefined {
    const shown = [...this.#waiting].filter(([, { conversation }]) => conversation === this.#shown)
    return shown.at(-1)?.[0]
  }

  #applyShown(): void {
    const shown = this.#inSight
    for (const mirror of this.#mirrors.values()) {
      mirror.container.classList.toggle('shown', mirror === shown)
      mirror.container.inert = mirror !== shown
      this.#applyHold(mirror)
    }
  }
}

function statusOf({ painted, picture, problem, view }: Mirror): LinkStatus {
  if (problem !== null) return { phase: 'problem', code: problem }
  return { phase: 'mirror', painted, ...picture, silence: view.silence }
}

function rememberedZoom(): Zoom {
  const remembered = sessionStorage.getItem(ZOOM)
  return ZOOMS.find((zoom) => zoom === remembered) ?? 'all'
}
