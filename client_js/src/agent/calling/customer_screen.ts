import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { callIcons } from '../../ui/call_icons.js'
import { controls } from '../../ui/controls.js'
import { icons } from '../../ui/icons.js'
import type { Desk } from '../desk.js'
import { t } from '../texts.js'
import { toolStyles } from '../tool_styles.js'
import { toolbarFocus, toolbarKey } from '../toolbar.js'
import { customerScreenStyles } from './customer_screen_styles.js'
import { checkLink, pathStyles, pathTag } from './path.js'
import { type ScreenSight, screenSight } from './screen_state.js'
import { Stillness } from './stillness.js'
import { streamOf } from './streams.js'

/** What the customer shows of her device, in place of the page. */
@customElement('alongside-customer-screen')
export class CustomerScreen extends LitElement {
  static override styles = [controls, toolStyles, customerScreenStyles, pathStyles]

  @property({ attribute: false }) desk!: Desk
  @property({ attribute: false }) conversation!: string
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @state() private actual = false
  @state() private full = false
  @state() private size = ''
  @state() private asked = false
  /** The track of which a picture has come. */
  @state() private painted: MediaStreamTrack | null = null

  @query('section') private readonly section!: HTMLElement
  @query('video') private readonly video!: HTMLVideoElement | null

  readonly #stillness = new Stillness(() => this.requestUpdate())

  override connectedCallback(): void {
    super.connectedCallback()
    document.addEventListener('fullscreenchange', this.#fullChanged)
  }

  override updated(): void {
    this.#stillness.watch(this.isConnected ? this.video : null)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stillness.watch(null)
    document.removeEventListener('fullscreenchange', this.#fullChanged)
  }

  override render(): TemplateResult {
    const { calls } = this.desk
    const track = calls.arrived(this.conversation, 'screen')
    const arrives = track !== null && !track.muted && this.painted === track
    const theirs = calls.theirs(this.conversation)
    const link = calls.linkState(this.conversation)
    const seen = { arrives, still: this.#stillness.still }
    const sight = screenSight(theirs, seen, link, calls.problem(this.conversation))
    return html`<section aria-label=${t('agent.screen.region')}>
      <div class="head">
        ${this.#badge(sight, theirs?.surface ?? null)}
        <span class="soft">${sight.shows ? this.size : ''}</span>
        ${sight.shows ? pathTag(calls, this.conversation) : nothing}
        <span class="grow"></span>
        ${this.#tools(sight)}
      </div>
      <div class="room ${this.actual ? '' : 'fit'}" tabindex=${this.actual ? '0' : nothing}>
        ${
          track
            ? html`<video autoplay playsinline .muted=${true} aria-label=${t('agent.screen.region')}
                .srcObject=${streamOf(track)} @resize=${this.#resized}
                @loadeddata=${() => {
                  this.painted = track
                }}></video>`
            : nothing
        }
        ${this.#cover(sight)}
      </div>
    </section>`
  }

  #badge(
    { words }: ScreenSight,
    surface: 'browser' | 'window' | 'monitor' | null,
  ): TemplateResult | typeof nothing {
    if (words?.heading === 'agent.screen.frozen') {
      return html`<span class="badge warn"><span class="dot"></span>${t('agent.screen.frozen')}</span>`
    }
    if (words || surface === null) return nothing
    return html`<span class="badge"><span class="dot"></span>${t(`agent.screen.surface_${surface}`)}</span>`
  }

  #tools({ shows }: ScreenSight): TemplateResult {
    const name = t(this.actual ? 'agent.screen.fit' : 'agent.screen.actual')
    const full = t(this.full ? 'agent.screen.full_end' : 'agent.screen.full')
    return html`<div role="toolbar" aria-label=${t('agent.screen.toolbar')} @keydown=${toolbarKey}
      @focusin=${toolbarFocus}>
      <button class="button" type="button" title=${t('agent.screen.again_hint')} @click=${this.#again}>
        ${icons.swap}${t('agent.screen.again')}</button>
      ${
        shows
          ? html`<button class="button icon" type="button" tabindex="-1" aria-label=${name} title=${name}
                @click=${() => {
                  this.actual = !this.actual
                }}>${this.actual ? icons.fitAll : icons.actualSize}</button>
              <button class="button icon" type="button" tabindex="-1" aria-label=${full} title=${full}
                @click=${this.#full}>${callIcons.fullScreen}</button>`
          : nothing
      }
      <span class="visually-hidden" role="status">${this.asked ? t('agent.screen.again_done') : ''}</span>
    </div>`
  }

  #cover({ shows, words, busy, check }: ScreenSight): TemplateResult {
    if (!words) return html`<div role="status"></div>`
    const symbol = busy ? html`<span class="spinner" aria-hidden="true"></span>` : icons.screen
    return html`<div class="cover ${shows ? 'above' : ''}" role="status">
      ${shows ? nothing : symbol}
      <strong>${t(words.heading)}</strong>
      <span class="soft">${t(words.more)} ${check ? checkLink() : nothing}</span>
    </div>`
  }

  #again(): void {
    this.desk.calls.screen.askForAnother(this.conversation)
    this.asked = true
  }

  #full(): void {
    if (this.full) void document.exitFullscreen()
    else void this.section.requestFullscreen()
  }

  readonly #fullChanged = (): void => {
    this.full = this.shadowRoot?.fullscreenElement === this.section
  }

  #resized(event: Event): void {
    const { videoWidth, videoHeight } = event.target as HTMLVideoElement
    this.size = t('agent.screen.size', { width: String(videoWidth), height: String(videoHeight) })
  }
}
