import { Changes } from '../../control/apply/changes.js'
import type { TabAct } from '../../control/apply/travel.js'
import type { ChangeList } from '../../control/changes.js'
import type { RefusalCode } from '../../control/messages.js'
import type { Permission } from '../../control/permission.js'
import type { SharedTab } from '../../control/whereabouts_messages.js'
import { type InkPolicy, PageInk } from '../../ink/page_ink.js'
import { Capture } from '../../mirror/capture/capture.js'
import { PageName } from '../../mirror/capture/page_name.js'
import type { RedactionPolicy, RedactionRule } from '../../mirror/capture/policy.js'
import type { PageChannels } from '../../mirror/channels.js'
import type { PathMeters } from '../../rtc/path_meters.js'
import type { ConversationView, PageLinkView, Person } from '../../signaling/messages.js'
import { Navigator } from '../navigation/navigator.js'
import { Preview, type PreviewOptions } from '../preview/preview.js'
import type { Question } from '../questions.js'
import type { Running } from '../sharing.js'
import { OnLink } from './on_link.js'

export interface TogetherWords {
  /** For her screen reader. */
  pointsAt(agent: string, target: string): string
  /** May the agent take her to an address of another site? */
  leave(agent: string, url: string): Question
}

export interface TogetherOptions {
  window: Window
  /** Our own UI in the page: never mirrored, pointed at or controlled. */
  ownUi: HTMLElement
  /** Puts an element between the page and our own UI. */
  lay(element: HTMLElement): void
  words: TogetherWords
  /** The site's origins, as browsers write them. */
  origins: readonly string[]
  /** What of the site may be seen, now. */
  policy(): RedactionPolicy
  captureProblem(code: string): void
  /** The browser does not understand these rules of the policy. */
  rulesFailed(rules: readonly RedactionRule[]): void
  /** What agents may draw, now; null: they may not even point. */
  ink(): InkPolicy | null
  /** What each agent may do, by id, as the server says: no agent is believed about it. */
  permissions(): ConversationView['permissions']
  /** What she lets this agent do on the page, at this very moment. */
  permission(agent: string): Permission | null
  /** To be called whenever agents have changed a field of the page, or a change was taken back. */
  changed(changes: ChangeList): void
  /** Something that only she can decide. Resolves to her answer. */
  ask(question: Question): Promise<boolean>
  /** Whether a question is before her. */
  isAsking(): boolean
  /** What an agent in control wants with her tabs: why not, or null. */
  tab(agent: Person, act: TabAct): RefusalCode | null
  /** The connection that carries a link; null while none does. */
  peer(link: string): RTCPeerConnection | null
  /** Makes what measures the connections. */
  meters(...given: ConstructorParameters<typeof PathMeters>): PathMeters
  /** To be called whenever a connection was found to run on another path. */
  measured(): void
  /** The tabs that she shares, by what agents may know of their titles. */
  tabs(): readonly SharedTab[]
}

/** What two people do on this page: made once, with the first link. */
export class Together {
  readonly #options: TogetherOptions
  readonly #ink: PageInk
  readonly #changes: Changes
  readonly #preview = new Preview()
  readonly #name: PageName
  readonly #running = new Set<OnLink>()
  /** For all who see the page; over when nobody does. */
  #capture: Capture | null = null

  constructor(options: TogetherOptions) {
    this.#options = options
    this.#name = new PageName(options.window, options.policy())
    this.#changes = new Changes(options.window, () => options.changed(this.#changes))
    this.#ink = new PageInk({ host: options.ownUi, policy: options.ink, words: options.words })
    options.lay(this.#ink.element)
  }

  /** What runs on one page link; not started yet. `expected`: as in ViewerOptions. */
  on(link: PageLinkView, channels: PageChannels, expected: boolean): Running {
    const page = {
      capture: this.#currentCapture(),
      ink: this.#ink,
      changes: this.#changes,
      navigator: this.#navigator(link.peer),
      preview: this.#preview,
    }
    const options = { ...this.#options, page, link, channels, expected }
    return new OnLink(options, this.#running)
  }

  /** The page's, as agents may know it. */
  get title(): string {
    this.#name.setPolicy(this.#options.policy())
    return this.#name.read()?.title ?? ''
  }

  /** To be called whenever what agents may do has changed, at once. */
  controlChanged(): void {
    for (const running of this.#running) running.controlChanged()
    this.#ink.policyChanged()
  }

  /** The tabs that she shares are others now, or called otherwise. */
  tabsChanged(): void {
    for (const running of this.#running) running.tabsChanged()
  }

  /** Shows what leaves this page for an agent, until it is closed. */
  preview(options: PreviewOptions): void {
    this.#preview.open(options)
  }

  /** Idempotent. */
  closePreview(): void {
    this.#preview.close()
  }

  #currentCapture(): Capture {
    const { window, ownUi, policy, captureProblem, rulesFailed } = this.#options
    if (this.#capture === null || this.#capture.isOver) {
      const onProblem = captureProblem
      const exclude = [ownUi]
      this.#capture = new Capture({ window, exclude, policy: policy(), onProblem, rulesFailed })
    }
    this.#capture.setPolicy(policy())
    return this.#capture
  }

  #navigator({ name }: Person): Navigator {
    const { window, origins, ask, words } = this.#options
    return new Navigator({
      window,
      origins: () => origins,
      askToLeave: (url) => {
        void ask(words.leave(name, url)).then((yes) => {
          if (yes) window.location.assign(url)
        })
      },
    })
  }
}
