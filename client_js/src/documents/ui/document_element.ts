import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { CUSTOMER_COLOUR, colour, PALETTE } from '../../ink/palette.js'
import { controls } from '../../ui/controls.js'
import type { FromFrame, Tool } from '../frame_messages.js'
import type { SharedDocument } from '../shared_document.js'
import { t } from '../texts.js'
import { documentStyles } from './document_styles.js'
import { documentIcons } from './icons.js'
import { ViewerFrame } from './viewer_frame.js'

const STEP = 1.25
/** Milliseconds that a frame may take to open a file, or to paint a page of it. */
const PATIENCE = 20_000

/** A document that both sides look at: the same on both. */
@customElement('alongside-document')
export class DocumentElement extends LitElement {
  static override styles = [controls, documentStyles]

  @property({ attribute: false }) shared!: SharedDocument
  @property() side: 'agent' | 'customer' = 'agent'
  /** Of the frame: a customer's site may frame its parent. */
  @property({ attribute: false }) url = '/document'
  /** Nothing is seen while the session is paused. */
  @property({ type: Boolean }) held = false
  @property({ attribute: false }) patience = PATIENCE
  /** Rises whenever something may have changed. */
  @property({ attribute: false }) revision = 0

  @state() private tool: Tool = 'point'
  @state() private missed = false
  /** Whether the list of pages is open: each side has its own. */
  @state() private listed = false
  /** The page that can be seen; 0: none yet. */
  @state() private painted = 0

  @query('iframe') private readonly frame!: HTMLIFrameElement | null
  readonly #viewer = new ViewerFrame((message) => this.#heard(message))
  #looked = ''

  override willUpdate(): void {
    this.shared.inked = (ink) => this.#viewer.say({ type: 'ink', ink })
  }

  override updated(): void {
    this.#show()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#viewer.close()
  }

  override render(): TemplateResult | typeof nothing {
    const { shared } = this
    if (shared.phase === 'none') return nothing
    return html`<section aria-label=${t('documents.region')}>
      <div class="head">
        <div class="words">
          <bdi class="name" title=${shared.name}>${shared.name || t('documents.unnamed')}</bdi>
          ${this.#line()}
        </div>
        <button class="button" type="button" @click=${() => shared.close()}>
          ${t(shared.phase === 'shown' ? 'documents.close' : 'documents.cancel')}</button>
      </div>
      ${this.#progress()} ${shared.pages > 0 && !this.held ? this.#tools() : nothing}
      <div class="paper" aria-busy=${this.#isBusy() ? 'true' : 'false'}>${this.#paper()}</div>
    </section>`
  }

  /** Read out once for each state: how far it has come is the progress bar's. */
  #line(): TemplateResult {
    const said = this.held ? t('documents.state.held') : this.#state()
    const moves = this.shared.phase === 'moving' && !this.held
    return html`<p class="state" role="status" ?hidden=${moves}>${moves ? '' : said}</p>
      ${moves ? html`<p class="state">${said}</p>` : nothing}`
  }

  #paper(): TemplateResult {
    const { file } = this.shared
    if (file === null) return html`<p class="cover">${this.#state()}</p>`
    const frame = html`<iframe sandbox="allow-scripts" title=${t('documents.region')} src=${this.url}
      ?hidden=${this.held} @load=${this.#loaded}></iframe>`
    return html`${keyed(file.id, frame)}
      ${this.held ? html`<p class="cover">${t('documents.state.held')}</p>` : nothing}`
  }

  #isBusy(): boolean {
    return this.shared.file !== null && this.painted !== this.shared.view.page
  }

  #state(): string {
    const { phase, progress, file } = this.shared
    switch (phase) {
      case 'asking':
        return t(`documents.state.asking.${this.side}`)
      case 'shown':
        if (this.side === 'agent') return t('documents.state.shown.agent')
        return t('documents.state.shown.customer', { agents: this.shared.others })
      case 'moving': {
        const way = file?.mine === true ? 'sending' : 'receiving'
        return t(`documents.state.${way}`, { percent: Math.floor(progress * 100) })
      }
      case 'waiting':
        return t('documents.state.waiting')
      default:
        return t('documents.state.checking')
    }
  }

  #progress(): TemplateResult | typeof nothing {
    const { phase, progress } = this.shared
    if (phase !== 'moving') return nothing
    return html`<progress aria-label=${t('documents.progress')} max="1" .value=${progress}></progress>`
  }

  #tools(): TemplateResult {
    const { shared } = this
    const { page, zoom } = shared.view
    return html`<div class="tools" role="group" aria-label=${t('documents.tools')}>
      <div class="group">
        ${shared.pages > 1 ? this.#listButton() : nothing}
        ${this.#button('previous', documentIcons.previous, () => this.#turn(page - 1), page > 1)}
        <select aria-label=${t('documents.page')} .value=${String(page)} @change=${this.#chosen}>
          ${Array.from({ length: shared.pages }, (_, at) => this.#option(at + 1, page))}
        </select>
        ${this.#button('next', documentIcons.next, () => this.#turn(page + 1), page < shared.pages)}
      </div>
      <div class="group">
        ${this.#button('zoom_out', documentIcons.zoomOut, () => shared.look({ zoom: zoom / STEP }))}
        <span class="percent">${t('documents.zoom', { percent: Math.round(zoom * 100) })}</span>
        ${this.#button('zoom_in', documentIcons.zoomIn, () => shared.look({ zoom: zoom * STEP }))}
      </div>
      <div class="group">
        ${this.#toolButton('laser')} ${this.#toolButton('pen')}
        ${this.#button('clear', documentIcons.clear, () => this.#clear())}
      </div>
      ${shared.file?.kind === 'pdf' ? this.#search() : nothing}
    </div>`
  }

  #option(number: number, page: number): TemplateResult {
    const words = t('documents.page_of', { page: number, pages: this.shared.pages })
    return html`<option value=${number} ?selected=${number === page}>${words}</option>`
  }

  #button(
    name: 'previous' | 'next' | 'zoom_in' | 'zoom_out' | 'clear' | 'find_next',
    image: TemplateResult<2>,
    act: () => void,
    may = true,
  ): TemplateResult {
    const words = t(`documents.${name}`)
    // It keeps the focus on the last page, too.
    return html`<button class="button icon" type="button" aria-label=${words} title=${words}
      aria-disabled=${may ? 'false' : 'true'} @click=${() => may && act()}>${image}</button>`
  }

  #listButton(): TemplateResult {
    const words = t('documents.list')
    return html`<button class="button icon" type="button" aria-label=${words} title=${words}
      aria-pressed=${this.listed ? 'true' : 'false'} @click=${() => this.#list(!this.listed)}>
      ${documentIcons.list}</button>`
  }

  #list(open: boolean): void {
    this.listed = open
    const right = getComputedStyle(this).direction === 'rtl'
    this.#viewer.say({ type: 'list', open, label: t('documents.list'), right })
  }

  #toolButton(tool: 'laser' | 'pen'): TemplateResult {
    const words = t(`documents.${tool}`)
    const isOn = this.tool === tool
    return html`<button class="button icon" type="button" aria-label=${words} title=${words}
      aria-pressed=${isOn ? 'true' : 'false'} @click=${() => this.#take(isOn ? 'point' : tool)}>
      ${documentIcons[tool]}</button>`
  }

  #search(): TemplateResult {
    const words = t('documents.find')
    return html`<form role="search" aria-label=${t('documents.find_short')} @submit=${this.#find}>
      <input class="field" type="search" name="text" maxlength="200" autocomplete="off"
        aria-label=${words} placeholder=${t('documents.find_short')}>
      <button class="button icon" type="submit" aria-label=${t('documents.find_next')}
        title=${t('documents.find_next')}>${documentIcons.find}</button>
      <span class="state" role="status">${this.missed ? t('documents.find_none') : ''}</span>
    </form>`
  }

  readonly #find = (event: SubmitEvent): void => {
    event.preventDefault()
    const text = new FormData(event.currentTarget as HTMLFormElement).get('text')
    this.missed = false
    if (typeof text === 'string') this.#viewer.say({ type: 'find', text, back: false })
  }

  readonly #chosen = (event: Event): void => {
    this.#turn(Number((event.currentTarget as HTMLSelectElement).value))
  }

  /** A page is read from its beginning. */
  #turn(page: number): void {
    this.shared.look({ page, x: 0, y: 0 })
  }

  #take(tool: Tool): void {
    this.tool = tool
    this.#viewer.say({ type: 'tool', tool })
  }

  /** An agent has the same for all. */
  #colour(): void {
    const agent = colour(this.shared.colour)
    const isAgent = this.side === 'agent'
    const [own, other] = isAgent ? [agent, CUSTOMER_COLOUR] : [CUSTOMER_COLOUR, agent]
    this.#viewer.say({ type: 'colours', own, other, agents: PALETTE })
  }

  #clear(): void {
    this.#viewer.say({ type: 'clear' })
    this.shared.ink({ type: 'clear' })
  }

  readonly #loaded = (): void => {
    const { file } = this.shared
    if (file === null || this.frame === null) return
    this.#looked = ''
    this.painted = 0
    this.#viewer.connect(this.frame, this.patience)
    // A copy: it may have to be sent again.
    const bytes = file.bytes.slice().buffer
    this.#viewer.say({ type: 'open', kind: file.kind, bytes, within: this.patience })
  }

  #heard(message: FromFrame): void {
    const { shared } = this
    switch (message.type) {
      case 'opened': {
        this.#colour()
        this.#viewer.say({ type: 'tool', tool: this.tool })
        this.listed = false
        shared.opened(message.pages)
        this.#show()
        return
      }
      case 'painted':
        this.painted = message.page
        break
      case 'failed':
        shared.failed(message.why)
        break
      case 'looked': {
        const { page, zoom, x, y } = message
        this.#looked = JSON.stringify({ page, zoom, x, y })
        shared.look({ page, zoom, x, y })
        break
      }
      case 'turned':
        this.#turn(message.page)
        break
      case 'unlisted':
        this.listed = false
        break
      case 'ink':
        shared.ink(message.ink)
        break
      case 'found':
        this.missed = !message.found
    }
  }

  /** What was shown last need not be shown again: she has scrolled there herself. */
  #show(): void {
    const { pages, view } = this.shared
    if (pages === 0) return
    const { page, zoom, x, y } = view
    const looked = JSON.stringify({ page, zoom, x, y })
    if (looked === this.#looked) return
    this.#looked = looked
    this.#viewer.say({ type: 'look', page, zoom, x, y })
  }
}
