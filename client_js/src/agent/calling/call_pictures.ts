import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { callIcons } from '../../ui/call_icons.js'
import { controls } from '../../ui/controls.js'
import { t } from '../texts.js'
import type { CallDesk } from './call_desk.js'
import { callPanelStyles } from './call_panel_styles.js'
import { streamOf } from './streams.js'
import { blankKey } from './words.js'

/** The cameras of a video call: the customer's, and in a corner the agent's own. */
@customElement('alongside-call-pictures')
export class CallPictures extends LitElement {
  static override styles = [
    controls,
    callPanelStyles,
    css`
      :host {
        border: 0;
      }
    `,
  ]

  @property({ attribute: false }) calls!: CallDesk
  @property({ attribute: false }) conversation!: string
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  /** The track of which a picture has come. */
  @state() private painted: MediaStreamTrack | null = null

  override render(): TemplateResult {
    const theirs = this.calls.arrived(this.conversation, 'camera')
    const said = this.calls.theirs(this.conversation)
    const isOff = said?.camera === false
    const shows = theirs !== null && !isOff
    const own = this.calls.devices.track('camera')
    return html`<div class="pictures">
      ${shows ? this.#video(theirs, 'theirs', t('agent.call.camera_theirs')) : nothing}
      ${
        shows && !theirs.muted && this.painted === theirs
          ? nothing
          : html`<span class="blank">${t(isOff ? blankKey(said) : 'agent.call.camera_theirs_waiting')}</span>`
      }
      ${own ? this.#video(own, 'own', t('agent.call.camera_own')) : nothing}
      ${shows ? this.#pictureInPicture(theirs) : nothing}
    </div>`
  }

  #video(track: MediaStreamTrack, name: 'theirs' | 'own', label: string): TemplateResult {
    return html`<video class=${name} aria-label=${label} autoplay playsinline .muted=${true}
      .srcObject=${streamOf(track)} @loadeddata=${() => {
        if (name === 'theirs') this.painted = track
      }}></video>`
  }

  #pictureInPicture(track: MediaStreamTrack): TemplateResult | typeof nothing {
    const { pictureInPicture } = this.calls
    if (!pictureInPicture.isPossible) return nothing
    const { isOn } = pictureInPicture
    const name = t(isOn ? 'agent.call.pip_close' : 'agent.call.pip')
    return html`<button class="button icon" type="button" aria-label=${name} title=${name}
      @click=${() => (isOn ? pictureInPicture.close() : pictureInPicture.open(track))}>
      ${callIcons.pictureInPicture}</button>`
  }
}
