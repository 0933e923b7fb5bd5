import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import './confirm.js'
import '../documents/ui/document_element.js'
import { isHeld } from './calling/gate.js'
import './calling/customer_screen.js'
import { isScreenOn } from './calling/full_device.js'
import './calling/full_device_tools.js'
import { type Chip, chipOf, pathChipOf } from './chip.js'
import { coBrowseStyles } from './co_browse_styles.js'
import type { Confirm } from './confirm.js'
import { type Control, controlOf } from './control.js'
import './control_tools.js'
import type { ControlTools } from './control_tools.js'
import type { Desk } from './desk.js'
import { type AtDoor, DOOR } from './door.js'
import './drawing_tools.js'
import { errorSentence } from './errors.js'
import { sharedElsewhere } from './inbox_groups.js'
import { KeepFocus } from './keep_focus.js'
import { customerLabel } from './labels.js'
import { LEAVE } from './mirrors.js'
import './navigation_tools.js'
import './participants.js'
import { type AskObstacle, askObstacle, isIn, mayEnd, type Pane } from './pane.js'
import { obstacleWords, paneWords, timeLeft } from './pane_words.js'
import { panels } from './styles.js'
import type { TabInput } from './tab_strip.js'
import { type Sentence, say, t } from './texts.js'
import { toolbarFocus, toolbarKey } from './toolbar.js'
import './tab_strip.js'
import './view_tools.js'

const SETTLED_MS = 1_000

/** The co-browse pane: its toolbar, and the page or what there is instead of it. */
@customElement('alongside-co-browse')
export class CoBrowse extends LitElement {
  static override styles = [controls, panels, coBrowseStyles]

  @property({ attribute: false }) desk!: Desk
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @state() private settled = ''
  #next = ''
  #settles: ReturnType<typeof setTimeout> | undefined

  @query('alongside-confirm') private readonly confirm!: Confirm
  @query('alongside-control-tools') private readonly controlTools!: ControlTools | null

  constructor() {
    super()
    new KeepFocus(this, '.tools .button', '.tools')
  }

  override firstUpdated(): void {
    this.desk.mirrors.stage.addEventListener(LEAVE, () => this.controlTools?.focus())
  }

  /** To the first of its buttons. */
  override focus(): void {
    const first = this.renderRoot.querySelector<HTMLElement>('.tools .button')
    const tools = this.renderRoot.querySelector<HTMLElement>('.tools')
    ;(first ?? tools)?.focus()
  }

  override render(): TemplateResult {
    const { desk } = this
    const pane = desk.pane
    return html`
      ${this.#toolbar(pane)} ${this.#tabs(pane)}
      <div class="frame ${pane.kind} ${this.#screenOn || this.#document ? 'screen' : ''}">
        ${desk.mirrors.stage} ${this.#screenOn ? this.#screen() : this.#card(pane)}
        ${this.#document ?? nothing}
      </div>
      <alongside-confirm
        .question=${t('agent.co_browse.question')}
        .body=${t(this.#includesControl ? 'agent.co_browse.question_body_control' : 'agent.co_browse.question_body')}
        .yes=${t('agent.co_browse.question_submit')}
        @confirm=${this.#ask}
      ></alongside-confirm>
    `
  }

  #toolbar(pane: Pane): TemplateResult {
    const { desk } = this
    const conversation = desk.store.current
    const obstacle = askObstacle(conversation, desk.connection === 'open', desk.now)
    const ends = mayEnd(conversation, desk.store.me)
    const why = obstacleWords(obstacle, desk.now)
    const code = conversation && desk.errorAt(`co-browse:${conversation.view.conversation}`)
    const blocked = desk.popOut.blocked ? t('agent.co_browse.pop_out_blocked') : ''
    const error = code ? say(errorSentence(code, 'co-browse')) : blocked
    return html`
      <div class="panel-head">
        ${this.#title()}
        <div class="tools" role="toolbar" tabindex="-1" aria-label=${t('agent.co_browse.toolbar')}
          @keydown=${toolbarKey} @focusin=${toolbarFocus}>
          ${ends ? this.#endButton() : nothing}
          ${!ends && this.#mayAsk ? this.#requestButton(obstacle, why) : nothing}
          ${this.#participants()} ${this.#windowButton(pane)}
          <alongside-full-device .desk=${desk} .revision=${this.revision}></alongside-full-device>
        </div>
      </div>
      <div class="line">
        ${this.#viewTools()} ${this.#drawingTools()}
        ${pane.kind === 'elsewhere' ? nothing : this.#controlTools()}
        <alongside-full-device-state .desk=${desk} .revision=${this.revision}></alongside-full-device-state>
        <span id="why" class="soft">${conversation && why && !error ? say(why) : ''}</span>
        <span class="error" role="alert">${error}</span>
      </div>
      ${this.#navigationTools()}
    `
  }

  #requestButton(obstacle: AskObstacle | null, why: Sentence | null): TemplateResult {
    return html`<button class="button ${obstacle ? '' : 'primary'}" type="button"
      aria-disabled=${obstacle ? 'true' : 'false'} aria-describedby="why"
      title=${why ? say(why) : nothing}
      @click=${() => obstacle || this.confirm.ask()}>
      ${icons.eye}${t('agent.co_browse.request')}
    </button>`
  }

  #participants(): TemplateResult | typeof nothing {
    const { desk, revision } = this
    const view = desk.store.current?.view
    const me = desk.store.me
    if (!view?.session || !me || !isIn(view.session, me)) return nothing
    if (view.session.state === 'asked' || view.session.state === 'ended') return nothing
    return html`<alongside-participants .desk=${desk} .view=${view} .me=${me} .revision=${revision}>
    </alongside-participants>`
  }

  /** Into a window of its own, and back out of it. */
  #windowButton(pane: Pane): TemplateResult | typeof nothing {
    const { desk } = this
    const view = desk.store.current?.view
    if (desk.wish.alone) {
      return window.opener === null
        ? nothing
        : html`<button class="button" type="button" @click=${() => window.close()}>
          ${icons.back}${t('agent.co_browse.bring_back')}
        </button>`
    }
    // Nobody is signed in in a window that the agent pane opens.
    if (desk.wish.embedded || !view?.session || view.session.state === 'ended') return nothing
    if (pane.kind === 'elsewhere' || pane.kind === 'not-available') return nothing
    return html`<button class="button" type="button" title=${t('agent.co_browse.pop_out')}
      aria-label=${t('agent.co_browse.pop_out')} @click=${() => desk.popOut.open(view.conversation)}>
      ${icons.outside}
    </button>`
  }

  #endButton(): TemplateResult {
    return html`<button class="button danger" type="button" @click=${this.#end}>
      ${icons.stop}${t('agent.co_browse.end')}
    </button>`
  }

  #title(): TemplateResult {
    const { desk } = this
    const pane = desk.pane
    const view = desk.store.current?.view
    const level = this.#control.kind === 'mine' ? '' : ` · ${t('agent.co_browse.view_only')}`
    return html`
      <div class="title">
        <h2>${this.#document ? t('agent.document.region') : this.#screenOn ? t('agent.screen.region') : this.#pageTitle(pane)}</h2>
        ${view ? html`<p class="soft">${view.site_name}${level} ${this.#path(pane)}</p>` : nothing}
      </div>
    `
  }

  #pageTitle(pane: Pane): TemplateResult {
    return html`${t('agent.co_browse.mirror')} ${badge(chipOf(pane, this.desk.now))}`
  }

  #path(pane: Pane): TemplateResult | typeof nothing {
    return this.#screenOn ? nothing : badge(pathChipOf(pane, this.desk.mirrors.path))
  }

  /** In place of the page, whose mirror goes on behind it. */
  #screen(): TemplateResult {
    return html`<alongside-customer-screen .desk=${this.desk} .revision=${this.revision}
      .conversation=${this.desk.store.selected ?? ''}></alongside-customer-screen>`
  }

  /** Over the page, whose mirror goes on behind it; null: there is none. */
  get #document(): TemplateResult | null {
    const { store, calls } = this.desk
    const view = store.current?.view
    const shared = view && calls.documents.in(view.conversation)
    if (!shared || shared.phase === 'none') return null
    return html`<alongside-document class="document" side="agent" .shared=${shared}
      ?held=${isHeld(view)} .revision=${this.revision}></alongside-document>`
  }

  get #screenOn(): boolean {
    return this.desk.pane.kind !== 'elsewhere' && isScreenOn(this.desk.store.current)
  }

  /** Of interest while there is more than one; under control always, to ask for another. */
  #tabs(pane: Pane): TemplateResult | typeof nothing {
    const view = this.desk.store.current?.view
    const pages = view?.session?.pages.filter(({ present }) => present) ?? []
    const visible = pane.kind === 'live' || pane.kind === 'unshared' || pane.kind === 'connecting'
    if (!view || !visible || this.#screenOn) return nothing
    const { mirrors } = this.desk
    const { atHand } = mirrors
    const mayAct = atHand !== null && view.policy.tabs_by_agents
    if (pages.length < 2 && !mayAct) return nothing
    return html`<alongside-tab-strip .pages=${pages} ?mayAct=${mayAct}
      .titles=${mirrors.titlesIn(view.conversation)}
      @tab=${({ detail }: CustomEvent<TabInput>) => atHand?.tab(detail)}></alongside-tab-strip>`
  }

  #viewTools(): TemplateResult | typeof nothing {
    const { mirrors } = this.desk
    const { sight } = mirrors
    if (!sight || this.#screenOn) return nothing
    return html`<alongside-view-tools .mirrors=${mirrors} .sight=${sight}></alongside-view-tools>`
  }

  get #control(): Control {
    const { store, mirrors, connection, now } = this.desk
    const sees = mirrors.sight !== null
    return controlOf(store.current, store.me, { sees, online: connection === 'open', now })
  }

  #controlTools(): TemplateResult | typeof nothing {
    const { desk, revision } = this
    const id = desk.store.selected
    const control = this.#control
    if (!id || control.kind === 'none') return nothing
    return html`<alongside-control-tools .desk=${desk} .conversation=${id} .control=${control}
      .revision=${revision}></alongside-control-tools>`
  }

  #drawingTools(): TemplateResult | typeof nothing {
    const { mirrors, store } = this.desk
    const policy = store.current?.view.policy
    if (!mirrors.sight || !policy) return nothing
    return html`<alongside-drawing-tools .mirrors=${mirrors} .tool=${mirrors.tool} .policy=${policy}
      .why=${this.#screenOn ? t('agent.screen.tools_rest') : ''}></alongside-drawing-tools>`
  }

  /** A row of its own, while she has control: an address needs the room. */
  #navigationTools(): TemplateResult | typeof nothing {
    const { mirrors, store } = this.desk
    const { sight, atHand } = mirrors
    if (!sight || !atHand) return nothing
    const navigates = store.current?.view.policy.navigation_by_agents
    return html`<div class="line">
      ${
        navigates
          ? html`<alongside-navigation-tools class="wide" .mirrors=${mirrors} .sight=${sight}>
            </alongside-navigation-tools>`
          : nothing
      }
      <span class="soft">${t('agent.control.leave')}</span>
    </div>`
  }

  get #mayAsk(): boolean {
    const { current, me } = this.desk.store
    if (!current) return true
    const { policy, owner } = current.view
    return policy.agent_may_ask && owner?.id === me?.id
  }

  get #includesControl(): boolean {
    const policy = this.desk.store.current?.view.policy
    return policy?.control === 'included' && policy.scopes.includes('control')
  }

  /** What comes and goes faster than it could be read out is not: until then it is on its way. */
  #settle(words: string): void {
    if (words === this.#next) return
    this.#next = words
    clearTimeout(this.#settles)
    this.#settles = setTimeout(() => {
      this.settled = words
    }, SETTLED_MS)
  }

  /** Stays in the document in every state: the live region is in it, too. */
  #card(pane: Pane): TemplateResult {
    const { desk } = this
    const { heading, more } = paneWords(pane, this.#mayAsk)
    const deadline = 'deadline' in pane ? pane.deadline : null
    const words = [heading, more].map((one) => (one ? say(one) : '')).join(' ')
    this.#settle(words)
    return html`
      <div class=${pane.kind === 'live' ? 'visually-hidden' : 'cover'}>
        <div class="empty">
          ${pane.kind === 'live' ? nothing : symbolOf(pane)}
          <div class="words" role="status" aria-busy=${words === this.settled ? 'false' : 'true'}>
            <strong>${say(heading)}</strong>
            ${more ? html`<span class="soft">${say(more)}</span>` : nothing}
          </div>
          <span class="left">${deadline === null ? nothing : timeLeft(deadline, desk.now)}</span>
          ${this.#way(pane)}
        </div>
      </div>
    `
  }

  /** The way on from this state, if there is one beside the toolbar. */
  #way(pane: Pane): TemplateResult | typeof nothing {
    const id = this.desk.store.selected
    if (id && pane.kind === 'asked' && pane.mine) {
      return html`<button class="button" type="button"
        @click=${() => this.desk.withdraw(id, pane.request)}>${t('agent.co_browse.withdraw')}</button>`
    }
    if (id && pane.kind === 'waiting' && pane.mayView) {
      return html`<button class="button primary" type="button"
        @click=${() => this.desk.viewShared(id, pane.session)}>${t('agent.co_browse.view')}</button>`
    }
    if (pane.kind === 'agreed') {
      return html`<button class="button primary" type="button"
        @click=${() => this.desk.view(pane.session)}>${icons.eye}${t('agent.co_browse.press_view')}</button>`
    }
    if (pane.kind === 'door') return this.#atDoor(pane.at)
    if (pane.kind === 'elsewhere') return this.#inOwnWindow()
    return AT_REST.has(pane.kind) ? this.#elsewhere() : nothing
  }

  #atDoor(at: AtDoor): TemplateResult {
    const { door } = this.desk
    const code = this.desk.errorAt(DOOR)
    return html`
      <div class="ways">
        ${
          at.state === 'asking'
            ? html`<button class="button" type="button" @click=${() => door?.withdraw()}>
              ${t('agent.co_browse.withdraw')}</button>`
            : html`<button class="button primary" type="button" @click=${() => door?.ask()}>
                ${icons.people}${t('agent.door.ask')}</button>
              <button class="button" type="button" @click=${() => door?.leave()}>
                ${t('agent.door.leave')}</button>`
        }
      </div>
      <span class="error" role="alert">${code ? say(errorSentence(code, 'door')) : ''}</span>
    `
  }

  #inOwnWindow(): TemplateResult {
    const { popOut } = this.desk
    return html`<div class="ways">
      <button class="button primary" type="button" @click=${() => popOut.focus()}>
        ${icons.outside}${t('agent.co_browse.focus')}
      </button>
      <button class="button" type="button" @click=${() => popOut.bringBack()}>
        ${icons.back}${t('agent.co_browse.bring_back')}
      </button>
    </div>`
  }

  /** Another customer's page is live while there is none here. */
  #elsewhere(): TemplateResult | typeof nothing {
    const { store, wish } = this.desk
    if (wish.embedded) return nothing
    const view = sharedElsewhere(store, store.selected)
    if (!view) return nothing
    return html`<button class="button" type="button" @click=${() => this.#goTo(view.conversation)}>
      ${icons.eye}${t('agent.co_browse.elsewhere', { customer: customerLabel(view) })}
    </button>`
  }

  #goTo(conversation: string): void {
    this.desk.store.select(conversation)
    this.dispatchEvent(new CustomEvent('chosen'))
  }

  #ask(): void {
    const id = this.desk.store.selected
    if (id) void this.desk.ask(id)
  }

  #end(): void {
    const view = this.desk.store.current?.view
    if (view?.session) void this.desk.endSession(view.conversation, view.session.session)
  }
}

/** Nothing goes on in these. */
const AT_REST: ReadonlySet<Pane['kind']> = new Set([
  'nothing-selected',
  'not-available',
  'idle',
  'ended',
])
const BUSY: ReadonlySet<Pane['kind']> = new Set(['asked', 'connecting', 'away', 'lost'])

function badge(chip: Chip | null): TemplateResult | typeof nothing {
  if (!chip) return nothing
  const { tone, words, more } = chip
  return html`<span class="badge ${tone}" title=${more ? say(more) : nothing}
    ><span class="dot"></span>${say(words)}</span>`
}

function symbolOf(pane: Pane): TemplateResult | TemplateResult<2> {
  switch (pane.kind) {
    case 'paused':
    case 'unshared':
      return icons.lock
    case 'agreed':
      return icons.eye
    case 'away':
      if (pane.outside) return icons.outside
  }
  return BUSY.has(pane.kind) ? html`<span class="spinner" aria-hidden="true"></span>` : icons.share
}
