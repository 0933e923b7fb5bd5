import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, queryAll, state } from 'lit/decorators.js'
import { brandMark } from '../../agent/brand.js'
import '../../documents/ui/document_element.js'
import '../../documents/ui/share_document.js'
import { gradeOf } from '../../rtc/quality.js'
import { callIcons } from '../../ui/call_icons.js'
import { checkPage } from '../../ui/check_page.js'
import { controls } from '../../ui/controls.js'
import type { Agent } from '../agents.js'
import type { DockWindow } from '../dock_window.js'
import { isPlain } from '../endings.js'
import type { SiteFacts } from '../facts.js'
import type { Trouble } from '../own_devices.js'
import { isPathProblem, type WayTrouble } from '../phase.js'
import { t } from '../texts.js'
import './agent_tile.js'
import type { AgentTile } from './agent_tile.js'
import './devices.js'
import './level.js'
import { dockStyles } from './dock_styles.js'
import { screenCard } from './screen_card.js'
import { streamOf } from './streams.js'
import { agentsText, endingText, liveText, pathTexts, stageTexts, troubleText } from './words.js'

/**
 * The customer's call window. `data-stage` says what it shows, `data-capturing` what is captured of
 * hers at this moment.
 */
@customElement('alongside-dock')
export class DockElement extends LitElement {
  static override styles = [controls, dockStyles]

  @property({ attribute: false }) room!: DockWindow
  @property({ attribute: false }) facts!: SiteFacts
  @state() private revision = 0
  @state() private devicesOpen = false
  @state() private soundRefused = false
  @state() private speaker: string | null = null

  @query('.close') private readonly closeButton!: HTMLButtonElement | null
  @queryAll('alongside-agent-tile') private readonly tiles!: NodeListOf<AgentTile>

  #clock: ReturnType<typeof setInterval> | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    // The countdown of a call.
    this.#clock = setInterval(() => this.#tick(), 1000)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#clock)
  }

  /** Something to show is another one now. */
  changed(): void {
    this.revision += 1
  }

  override render(): TemplateResult {
    return html`
      <header>
        ${brandMark}
        <div>
          <h1>${t('dock.title')}</h1>
          <p>${this.facts.organisation}</p>
        </div>
        ${this.#path()}
      </header>
      ${this.#way()}
      <main>${this.#main()}</main>
      ${this.#footer()}
    `
  }

  override updated(): void {
    document.title = t('dock.title')
    const { dock, isStray } = this.room
    const stage = isStray ? 'stray' : dock.stage
    // What had the focus is gone.
    if (stage === 'ended' && this.dataset.stage !== stage) this.closeButton?.focus()
    this.dataset.stage = stage
    const capturing = dock.capturing.join(' ')
    // Without a click of hers, Firefox lets a page play that captures.
    if (this.soundRefused && this.dataset.capturing !== capturing) this.#playSound()
    this.dataset.capturing = capturing
  }

  #path(): TemplateResult | typeof nothing {
    const { dock } = this.room
    const worst = dock.quality.worst()
    if (worst === null || dock.stage !== 'call') return nothing
    const [words, more] = pathTexts(worst)
    return html`<span class="path ${gradeOf(worst)}" title=${more}>
      <span class="dot"></span>${words}<span class="visually-hidden">. ${more}</span>
    </span>`
  }

  #main(): TemplateResult | readonly (TemplateResult | typeof nothing)[] {
    const { dock, isStray } = this.room
    if (isStray) {
      return scene('over', t('dock.stage.stray'), t('dock.stage.stray_more'), callIcons.hangUp)
    }
    if (dock.stage === 'ended' && !dock.document.isShown) return this.#ended()
    const inCall = dock.stage === 'call' && dock.holds('voice')
    return [
      ...dock.troubles.map((trouble) => this.#trouble(trouble)),
      dock.holds('screen') && dock.stage !== 'hold' ? screenCard(dock) : nothing,
      dock.stage === 'call' || dock.holds('screen') || dock.document.isShown
        ? nothing
        : this.#waiting(),
      this.#document(),
      inCall ? this.#call() : nothing,
      this.devicesOpen && dock.holds('voice') ? this.#devices() : nothing,
    ]
  }

  #document(): TemplateResult | typeof nothing {
    const { dock } = this.room
    if (dock.document.shared.phase !== 'none') {
      return html`<alongside-document side="customer" .shared=${dock.document.shared}
        .url=${`/document?site=${encodeURIComponent(this.facts.site)}`}
        ?held=${dock.isHeld} .revision=${this.revision}></alongside-document>`
    }
    if (!dock.document.isShown && !(dock.stage === 'call' && dock.document.mayShare(dock.view)))
      return nothing
    return html`<section class="card" aria-label=${t('dock.document')}>
      <alongside-share-document ?wide=${dock.document.isShown} label=${t('dock.document.share')}
        .shared=${dock.document.shared} .revision=${this.revision}></alongside-share-document>
      ${
        dock.document.isShown
          ? html`<button class="button" type="button" @click=${() => dock.closeDocument()}>
              ${t('dock.document.cancel')}</button>`
          : nothing
      }
    </section>`
  }

  #waiting(): TemplateResult {
    const { dock } = this.room
    const [title, more] = stageTexts(dock, this.facts.organisation)
    const isScreen = dock.awaits('screen') || (dock.holds('screen') && !dock.holds('voice'))
    const emblem = isScreen ? callIcons.screen : callIcons.microphone
    return scene(dock.stage === 'hold' ? 'over' : 'busy', title, more, emblem)
  }

  #ended(): TemplateResult {
    const { dock } = this.room
    const { ended } = dock
    if (ended === null) return html``
    const trouble = dock.troubles.at(-1)
    const why = trouble === undefined ? endingText(ended) : troubleText(trouble)
    const closes = isPlain(ended) && trouble === undefined
    const sharing = ended === 'stopped_sharing' || trouble?.what === 'screen'
    return html`<div class="scene">
      <span class="emblem over">${sharing ? callIcons.screenOff : callIcons.hangUp}</span>
      <h2>${t(dock.lastWasDocument ? 'dock.ended.document' : sharing ? 'dock.ended.sharing' : 'dock.ended')}</h2>
      <p role="alert">${why}</p>
      ${closes ? html`<p>${t('dock.ended.closes')}</p>` : nothing}
      <button class="button close" type="button" @click=${() => this.room.goAway()}>
        ${t('dock.close')}
      </button>
    </div>`
  }

  #call(): TemplateResult {
    const { dock } = this.room
    const agents = dock.talking
    const names = agentsText(dock, this.facts.organisation)
    const title =
      agents.length === 0 ? t('dock.stage.call_alone') : t('dock.stage.call', { agents: names })
    return html`
      <p class="with" role="status">${title}</p>
      ${
        dock.awaits('video')
          ? html`<p role="status">${t('dock.camera_asking', { agents: names })}</p>`
          : nothing
      }
      ${dock.videoRefused ? html`<p role="status">${t('dock.video_refused')}</p>` : nothing}
      ${
        this.soundRefused
          ? html`<div class="card trouble">
              <p role="alert">${t('dock.sound_refused')}</p>
              <button class="button primary" type="button" @click=${this.#soundOn}>
                ${callIcons.sound}${t('dock.sound_on')}
              </button>
            </div>`
          : nothing
      }
      ${agents.map((agent) => this.#theirTrouble(agent))}
      <div class="faces">
        ${agents.map(
          (agent) => html`<alongside-agent-tile .agent=${agent} .speaker=${this.speaker}
            @sound-refused=${() => {
              this.soundRefused = true
            }}
            @sound-began=${() => {
              this.soundRefused = false
            }}></alongside-agent-tile>`,
        )}
        ${this.#ownPicture()}
      </div>
    `
  }

  #theirTrouble({ person, says }: Agent): TemplateResult | readonly TemplateResult[] {
    const agent = person.name || t('dock.agent')
    const kinds = ['microphone', 'camera'] as const
    return kinds
      .filter((what) => says?.trouble[what] != null)
      .map((what) => html`<p role="status">${t(`dock.agent_trouble.${what}`, { agent })}</p>`)
  }

  #ownPicture(): TemplateResult | typeof nothing {
    const { camera } = this.room.dock
    if (!camera.isCapturing) return nothing
    return html`<video class="own" autoplay muted playsinline aria-label=${t('dock.own_camera')}
      .srcObject=${streamOf(camera.track)}></video>`
  }

  #trouble(trouble: Trouble): TemplateResult {
    const { dock } = this.room
    const retry = trouble.what === 'microphone'
    return html`<section class="card trouble" role="alert">
      <h2>${callIcons.warning}${t(`dock.trouble.${trouble.what}`)}</h2>
      <p>${troubleText(trouble)}</p>
      <div class="row">
        ${
          retry
            ? html`<button class="button" type="button" @click=${() => dock.voice.retry()}>
                ${t('dock.trouble.again')}
              </button>`
            : html`<button class="button" type="button" @click=${() => dock.dismissTrouble()}>
                ${t('dock.trouble.dismiss')}
              </button>`
        }
      </div>
    </section>`
  }

  #way(): TemplateResult | typeof nothing {
    const trouble = this.room.isStray ? null : this.room.dock.wayTrouble
    if (trouble !== null) return this.#wayTrouble(trouble)
    const goesOn = this.room.isDeserted && this.room.dock.ended === null
    return goesOn ? html`<p class="way" role="status">${t('dock.way.deserted')}</p>` : nothing
  }

  #wayTrouble(trouble: WayTrouble): TemplateResult {
    const page = isPathProblem(trouble) ? checkPage() : null
    return html`<p class="way" role="status">
      ${t(`dock.way.${trouble}`)}
      ${page === null ? nothing : html`<a href=${page} target="_blank" rel="noopener">${t('dock.way.check')}</a>`}
    </p>`
  }

  #devices(): TemplateResult {
    return html`<alongside-devices id="devices" .dock=${this.room.dock} .speaker=${this.speaker}
      .revision=${this.revision} @keydown=${this.#foldDevices}
      @speaker=${(event: CustomEvent<string | null>) => {
        this.speaker = event.detail
      }}></alongside-devices>`
  }

  #footer(): TemplateResult | typeof nothing {
    const { dock, isStray } = this.room
    const calling = dock.holds('voice') || dock.awaits('voice') || dock.awaits('video')
    if (isStray || dock.stage === 'ended') return nothing
    const live = liveText(dock)
    return html`<footer>
      <p class="live-line ${live === null ? '' : 'on'}" role="status">
        <span class="dot"></span>${live ?? t('dock.live.nothing')}
        ${
          dock.voice.isCapturing && !dock.voice.muted
            ? html`<alongside-level aria-hidden="true" .track=${dock.voice.track}></alongside-level>`
            : nothing
        }
      </p>
      ${calling ? this.#controls() : nothing}
    </footer>`
  }

  /** With Escape, on them or on a button beside the one that opened them. */
  readonly #foldDevices = ({ key }: KeyboardEvent): void => {
    if (key !== 'Escape' || !this.devicesOpen) return
    this.devicesOpen = false
    this.renderRoot.querySelector<HTMLElement>('.controls [aria-expanded]')?.focus()
  }

  #controls(): TemplateResult {
    const { dock } = this.room
    const { voice } = dock
    const isOn = dock.holds('voice') && dock.stage !== 'hold'
    return html`<div class="controls" role="group" aria-label=${t('dock.controls')}
      @keydown=${this.#foldDevices}>
      ${
        isOn
          ? html`
            <button class="button" type="button" ?disabled=${voice.problem !== null}
              @click=${() => voice.mute(!voice.muted)}>
              ${voice.muted ? callIcons.microphoneOff : callIcons.microphone}
              ${t(voice.muted ? 'dock.unmute' : 'dock.mute')}
            </button>
            ${this.#cameraButton()}
            <button class="button" type="button" aria-expanded=${this.devicesOpen}
              @click=${() => {
                this.devicesOpen = !this.devicesOpen
              }}>
              ${callIcons.devices}${t('dock.devices')}
            </button>`
          : nothing
      }
      <button class="button danger" type="button" @click=${() => dock.hangUp()}>
        ${callIcons.hangUp}${t('dock.hang_up')}
      </button>
    </div>`
  }

  #cameraButton(): TemplateResult | typeof nothing {
    const { dock } = this.room
    if (!dock.holds('video') && !dock.mayAskVideo && !dock.awaits('video')) return nothing
    if (dock.camera.isOn) {
      return html`<button class="button" type="button" @click=${() => dock.camera.switchOff()}>
        ${callIcons.camera}${t('dock.camera_off')}
      </button>`
    }
    return html`<button class="button" type="button" ?disabled=${dock.awaits('video')}
      @click=${() => dock.showCamera()}>
      ${callIcons.cameraOff}${t('dock.camera_on')}
    </button>`
  }

  readonly #soundOn = (): void => {
    this.soundRefused = false
    this.#playSound()
  }

  #playSound(): void {
    for (const tile of this.tiles) tile.playSound()
  }

  #tick(): void {
    if (this.room.dock.stage === 'ringing') this.changed()
  }
}

function scene(
  mood: 'busy' | 'over',
  title: string,
  more: string,
  emblem: TemplateResult<2>,
): TemplateResult {
  return html`<div class="scene">
    <span class="emblem ${mood}">${emblem}</span>
    <div role="status"><h2>${title}</h2></div>
    <p>${more}</p>
  </div>`
}
