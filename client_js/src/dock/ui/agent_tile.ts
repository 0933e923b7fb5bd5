import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { callIcons } from '../../ui/call_icons.js'
import { controls } from '../../ui/controls.js'
import type { Agent } from '../agents.js'
import { t } from '../texts.js'
import './level.js'
import { streamOf } from './streams.js'

/**
 * One agent in the call: heard, and seen where the agent's camera is on. Fires `sound-refused` when
 * the browser wants a click first: call `playSound` in it; and `sound-began`.
 */
@customElement('alongside-agent-tile')
export class AgentTile extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: relative;
        display: grid;
        place-items: center;
        min-height: 96px;
        border: 2px solid transparent;
        border-radius: var(--radius);
        background: var(--surface-sunken);
        overflow: hidden;
      }
      :host([speaks]) {
        border-color: var(--good);
      }
      video {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: cover;
        background: #000;
      }
      .face {
        display: grid;
        place-items: center;
        width: min(88px, 40%);
        aspect-ratio: 1;
        margin-bottom: var(--space-4);
        border-radius: 50%;
        background: var(--accent-soft);
        color: var(--accent-soft-ink);
        font-size: var(--text-title);
        font-weight: 600;
      }
      .name {
        position: absolute;
        inset-inline-start: var(--space-2);
        bottom: var(--space-2);
        display: flex;
        align-items: center;
        gap: var(--space-1);
        max-width: calc(100% - 60px);
        padding: 2px var(--space-2);
        border-radius: var(--radius-small);
        background: rgb(16 20 34 / 78%);
        color: #fff;
        font-size: var(--text-small);
        font-weight: 600;
      }
      .name .icon-image {
        width: 16px;
        height: 16px;
      }
      .name span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .button.icon {
        position: absolute;
        inset-inline-end: var(--space-2);
        bottom: var(--space-2);
      }
      alongside-level {
        position: absolute;
        inset-inline-start: 0;
        inset-inline-end: 0;
        bottom: 0;
        height: 3px;
        border-radius: 0;
        background: transparent;
      }
    `,
  ]

  @property({ attribute: false }) agent!: Agent
  @property({ attribute: false }) speaker: string | null = null
  @property({ type: Boolean, reflect: true }) speaks = false

  @query('audio') private readonly audio!: HTMLAudioElement
  @query('video') private readonly video!: HTMLVideoElement | null

  override render(): TemplateResult {
    const { person, camera, voice, says } = this.agent
    const name = person.name || t('dock.agent')
    const isSeen = camera !== null && says?.camera === true
    return html`
      ${isSeen ? this.#picture(camera, name) : html`<div class="face">${name.slice(0, 1)}</div>`}
      <div class="name">
        ${says?.muted === true ? this.#muted() : nothing}
        <span>${name}</span>
      </div>
      <audio autoplay .srcObject=${streamOf(voice)} @playing=${this.#began}></audio>
      <alongside-level aria-hidden="true" .track=${says?.muted === true ? null : voice}
        @speech=${(event: CustomEvent<boolean>) => {
          this.speaks = event.detail
        }}></alongside-level>
    `
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('agent') || changed.has('speaker')) this.#play()
  }

  /** In a click of hers, or when the browser may have changed its mind. */
  playSound(): void {
    this.#play()
  }

  readonly #began = (): void => void this.dispatchEvent(new Event('sound-began'))

  #muted(): TemplateResult {
    return html`${callIcons.microphoneOff}<span class="visually-hidden"
      >${t('dock.agent_muted')}:</span>`
  }

  #picture(camera: MediaStreamTrack, name: string): TemplateResult {
    const label = t('dock.picture_in_picture', { agent: name })
    return html`
      <video autoplay muted playsinline aria-label=${name} .srcObject=${streamOf(camera)}></video>
      ${
        document.pictureInPictureEnabled
          ? html`<button class="button icon" type="button" aria-label=${label} title=${label}
              @click=${this.#onTop}>${callIcons.pictureInPicture}</button>`
          : nothing
      }
    `
  }

  readonly #onTop = (): void => {
    const leave = document.pictureInPictureElement !== null
    const done = leave ? document.exitPictureInPicture() : this.video?.requestPictureInPicture()
    // A browser that refuses leaves everything as it is.
    done?.catch(() => undefined)
  }

  #play(): void {
    const { audio, speaker } = this
    if (audio.srcObject === null) return
    if (speaker !== null) void audio.setSinkId?.(speaker).catch(() => undefined)
    if (!audio.paused) return
    audio.play().catch((error: DOMException) => {
      if (error.name === 'NotAllowedError') this.dispatchEvent(new Event('sound-refused'))
    })
  }
}
