import type { Changes } from '../../control/apply/changes.js'
import { Hands } from '../../control/apply/hands.js'
import { type Permission, permissionOf } from '../../control/permission.js'
import type { PageInk } from '../../ink/page_ink.js'
import { Capture } from '../../mirror/capture/capture.js'
import type { RedactionPolicy } from '../../mirror/capture/policy.js'
import type { PageChannels } from '../../mirror/channels.js'
import type { PathMeters } from '../../rtc/path_meters.js'
import type { PathStats } from '../../rtc/path_stats.js'
import type { PageLinkView } from '../../signaling/messages.js'
import type { Navigator } from '../navigation/navigator.js'
import { PageTeller } from '../navigation/page_teller.js'
import type { Preview } from '../preview/preview.js'
import { Tap } from '../preview/tap.js'
import type { Running } from '../sharing.js'
import type { TogetherOptions } from './together.js'

export interface OnLinkOptions extends TogetherOptions {
  link: PageLinkView
  channels: PageChannels
  expected: boolean
  /** What there is once in the page, for all who see it. */
  page: { ink: PageInk; changes: Changes; navigator: Navigator; preview: Preview }
}

/** What one viewer sees of the page and does in it, over one page link. */
export class OnLink implements Running {
  readonly #options: OnLinkOptions
  readonly #tap: Tap
  readonly #capture: Capture
  readonly #teller: PageTeller
  readonly #hands: Hands
  readonly #meters: PathMeters
  #path: PathStats | null = null
  #viewer: { stop(): void } | null = null
  #inControl = false

  /** `running`: where it belongs to while it runs. */
  constructor(
    options: OnLinkOptions,
    private readonly running: Set<OnLink>,
  ) {
    const { window, channels, expected, link, ownUi } = options
    const { grant } = link
    const policy = options.policy()
    this.#options = options
    this.#tap = new Tap(channels)
    this.#capture = new Capture({
      window,
      channels: this.#tap.channels,
      grant,
      expected,
      exclude: [ownUi],
      policy,
      onProblem: options.captureProblem,
      rulesFailed: options.rulesFailed,
    })
    this.#teller = new PageTeller({ window, channels, grant, policy, tabs: options.tabs })
    this.#hands = this.#makeHands()
    this.#meters = options.meters(options.peer, (_, stats) => this.#measured(stats))
  }

  get path(): PathStats | null {
    return this.#path
  }

  start(): void {
    this.running.add(this)
    this.#capture.start()
    this.#teller.start()
    this.#hands.start()
    this.#meters.watch(this.#options.link.link)
    const { channels, link, page } = this.#options
    const { id: person, name, role } = link.peer
    const { spots } = this.#capture
    page.preview.add(link.link, { tap: this.#tap, capture: this.#capture, grant: link.grant })
    this.#viewer ??= page.ink.addViewer({
      person,
      name,
      channels,
      grant: link.grant,
      spots,
      mayClearAll: role !== 'guest',
    })
  }

  /** At once: nothing is read, drawn or applied any more. */
  stop(): void {
    const { link, page } = this.#options
    page.preview.remove(link.link)
    this.running.delete(this)
    this.#meters.stop()
    this.#hands.stop()
    this.#capture.stop()
    this.#teller.stop()
    this.#viewer?.stop()
    this.#viewer = null
  }

  setPolicy(policy: RedactionPolicy): void {
    this.#capture.setPolicy(policy)
    this.#teller.setPolicy(policy)
  }

  /** What she lets the agent do may have changed: lets go of what is held when it is nothing. */
  controlChanged(): void {
    const inControl = this.#permission() !== null
    if (this.#inControl && !inControl) this.#hands.release()
    this.#inControl = inControl
  }

  tabsChanged(): void {
    this.#teller.tabsChanged()
  }

  hidden(): Iterable<Element> {
    return this.#capture.hidden()
  }

  #permission(): Permission | null {
    return permissionOf(this.#options.link.peer, this.#options.permission)
  }

  #measured(stats: PathStats | null): void {
    const isOther = stats?.path !== this.#path?.path
    this.#path = stats
    if (isOther) this.#options.measured()
  }

  #makeHands(): Hands {
    const { window, channels, link, ownUi, page } = this.#options
    const { origins, tab, isAsking } = this.#options
    return new Hands({
      window,
      ownUi,
      channel: channels.input,
      view: link.grant,
      spots: this.#capture.spots,
      changes: page.changes,
      judge: (element) => this.#capture.judge(element),
      permission: () => this.#permission(),
      isOwnSite: ({ origin }) => origins.includes(origin),
      leavesSite: ({ href }) => page.navigator.leave(href),
      isAsking,
      navigate: (input) => page.navigator.navigate(input),
      tab: (act) => tab(link.peer, act),
    })
  }
}
