import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import type { Person } from '../../signaling/messages.js'
import { callIcons } from '../../ui/call_icons.js'
import { controls } from '../../ui/controls.js'
import { icons } from '../../ui/icons.js'
import type { Desk } from '../desk.js'
import { errorSentence } from '../errors.js'
import { KeepFocus } from '../keep_focus.js'
import { timeLeft } from '../pane_words.js'
import { say, t } from '../texts.js'
import type {
  Call,
  CallObstacle,
  CallScope,
  OngoingCall,
  Possible,
  Question,
  Video,
} from './call.js'
import { type CallDesk, callPlace } from './call_desk.js'
import { callPanelStyles } from './call_panel_styles.js'
import './call_pictures.js'
import './device_menu.js'
import './meter.js'
import type { OwnSlot } from './own_devices.js'
import { checkLink, pathStyles, pathTag } from './path.js'
import { callStatus } from './status.js'
import { callObstacleWords, callTime, deviceWords, namesOf, silenceKey } from './words.js'

/** The call with the customer of one conversation: starts it, shows it, ends it. */
@customElement('alongside-call-panel')
export class CallPanel extends LitElement {
  static override styles = [controls, callPanelStyles, pathStyles]

  @property({ attribute: false }) desk!: Desk
  @property({ attribute: false }) conversation!: string
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  constructor() {
    super()
    new KeepFocus(this, '.button', 'section')
  }

  override render(): TemplateResult | typeof nothing {
    const call = this.#calls.callIn(this.conversation)
    this.toggleAttribute('hidden', call.kind === 'none')
    if (call.kind === 'none') return nothing
    const code = this.desk.errorAt(callPlace(this.conversation))
    return html`<section tabindex="-1" aria-label=${t('agent.call.region')}>
      ${this.#body(call)}
      <p class="error" role="alert">${code ? say(errorSentence(code, 'call')) : ''}</p>
    </section>`
  }

  get #calls(): CallDesk {
    return this.desk.calls
  }

  #body(call: Exclude<Call, { kind: 'none' }>): TemplateResult {
    switch (call.kind) {
      case 'off':
        return this.#off(call.may)
      case 'ringing':
        return this.#ringing(call)
      case 'on':
        return call.mine ? this.#mine(call) : this.#theirs(call)
    }
  }

  #off(may: readonly Possible[]): TemplateResult {
    const whys = may.map(({ obstacle }) => this.#why(obstacle))
    // One reason is enough; it is the same for all but a while after a declined call.
    return html`
      <div class="row">${may.map(({ scope }, at) => this.#callButton(scope, whys[at] ?? '', t(`agent.call.${scope}_hint`)))}</div>
      <p class="soft">${whys.find((why) => why !== '') ?? ''}</p>
    `
  }

  #why(obstacle: CallObstacle | null): string {
    return obstacle ? say(callObstacleWords(obstacle, this.desk.now)) : ''
  }

  #callButton(scope: CallScope, why: string, hint: string): TemplateResult {
    return html`<button class="button" type="button" aria-disabled=${why ? 'true' : 'false'}
      title=${why || hint} @click=${() => why || this.#calls.call(this.conversation, scope)}>
      ${scope === 'voice' ? callIcons.phone : callIcons.camera}${t(`agent.call.${scope}`)}
    </button>`
  }

  #ringing({ scope, request, by, mine, deadline }: Question): TemplateResult {
    if (!mine) {
      const words =
        by.role === 'customer'
          ? t('agent.call.ringing')
          : t('agent.call.calling_other', { name: by.name })
      return html`<p class="soft" role="status">${words}</p>`
    }
    const words = t(scope === 'video' ? 'agent.call.calling_video' : 'agent.call.calling')
    const left = deadline === null ? '' : timeLeft(deadline, this.desk.now)
    return html`
      <div class="row">
        <span class="state waiting" role="status"><span class="dot"></span>${words}</span>
        <span class="soft time">${left}</span>
      </div>
      <div class="row">
        <button class="button danger" type="button"
          @click=${() => this.#calls.withdraw(this.conversation, request)}>
          ${callIcons.hangUp}${t('agent.call.withdraw')}</button>
      </div>
    `
  }

  #theirs({ agents, since }: OngoingCall): TemplateResult {
    const words =
      agents.length > 0
        ? t('agent.call.theirs', { name: namesOf(agents) })
        : t('agent.call.theirs_unknown')
    const isBusy = this.#calls.ledger.engaged !== null
    return html`
      <p class="soft">${words} <span class="time">${this.#time(since)}</span></p>
      <div class="row">
        <button class="button primary" type="button" aria-disabled=${isBusy ? 'true' : 'false'}
          title=${isBusy ? t('agent.call.busy') : nothing}
          @click=${() => isBusy || this.#calls.join(this.conversation)}>
          ${callIcons.phone}${t('agent.call.join')}</button>
        <span class="soft">${isBusy ? t('agent.call.busy') : ''}</span>
      </div>
    `
  }

  #mine(call: OngoingCall): TemplateResult {
    const { held, video, since } = call
    const status = callStatus(this.#calls, this.conversation, call)
    const others = this.#calls.others(this.conversation, call)
    return html`
      ${
        video.kind === 'on' && !held
          ? html`<alongside-call-pictures .calls=${this.#calls} .conversation=${this.conversation}
              .revision=${this.revision}></alongside-call-pictures>`
          : nothing
      }
      <div class="row">
        <span class="state ${status.tone}" role="status"><span class="dot"></span>${t(status.key)}</span>
        <span class="soft time">${this.#time(since)}</span>
        ${status.tone === 'on' ? pathTag(this.#calls, this.conversation) : nothing}
      </div>
      ${status.more ? html`<p class="soft">${t(status.more)} ${status.check ? checkLink() : nothing}</p>` : nothing}
      ${others.length > 0 ? this.#others(others) : nothing}
      ${this.#meters(held)} ${this.#buttons(call)}
      ${this.#videoWords(video)} ${this.#troubles()}
    `
  }

  /** Hanging up would end it for them, too. */
  #others(agents: readonly Person[]): TemplateResult {
    return html`<div class="row">
      <span class="soft">${t('agent.call.with', { names: namesOf(agents) })}</span>
      <button class="button" type="button" title=${t('agent.call.leave_hint')}
        @click=${() => this.#calls.leaveCall()}>${t('agent.call.leave')}</button>
    </div>`
  }

  #meters(held: boolean): TemplateResult | typeof nothing {
    if (held) return nothing
    const { ledger, devices } = this.#calls
    const theirs = this.#calls.theirs(this.conversation)
    return html`
      <div class="row">
        <alongside-meter name=${t('agent.call.level_own')}
          .track=${ledger.muted ? null : devices.track('voice')}></alongside-meter>
        <alongside-meter name=${t('agent.call.level_theirs')}
          .track=${this.#calls.arrived(this.conversation, 'voice')}></alongside-meter>
      </div>
      <p class="soft" role="status">${ledger.muted ? t('agent.call.muted') : ''}${
        ledger.muted && theirs?.muted ? '. ' : ''
      }${theirs?.muted ? t(silenceKey(theirs)) : ''}</p>
    `
  }

  #buttons(call: OngoingCall): TemplateResult {
    const { ledger } = this.#calls
    const { muted } = ledger
    return html`<div class="row buttons">
      <button class="button icon" type="button" aria-pressed=${muted ? 'true' : 'false'}
        aria-label=${t('agent.call.mute')} title=${t('agent.call.mute')}
        @click=${() => this.#calls.mute(!muted)}>
        ${muted ? callIcons.microphoneOff : callIcons.microphone}</button>
      ${this.#videoButton(call)}
      <button class="button danger" type="button" @click=${() => this.#calls.hangUp()}>
        ${callIcons.hangUp}${t('agent.call.hang_up')}</button>
      <alongside-device-menu .calls=${this.#calls} ?video=${call.video.kind === 'on'}
        .revision=${this.revision}>${this.#endVideo(call.video)}</alongside-device-menu>
    </div>`
  }

  #videoButton({ video, held }: OngoingCall): TemplateResult | typeof nothing {
    if (video.kind === 'none') return nothing
    // It keeps its place while video is asked for: Hang up must not come under the pointer.
    if (video.kind !== 'on') {
      const why = video.kind === 'off' ? this.#why(video.obstacle) : t('agent.call.video_asked')
      return this.#callButton('video', why, t('agent.call.video_add_hint'))
    }
    const on = this.#calls.ledger.camera
    const name = t(on ? 'agent.call.camera_off' : 'agent.call.camera_on')
    return html`<button class="button icon" type="button" aria-label=${name}
      aria-disabled=${held ? 'true' : 'false'} title=${held ? t('agent.call.paused') : name}
      @click=${() => held || this.#calls.camera(!on)}>
      ${on ? callIcons.camera : callIcons.cameraOff}</button>`
  }

  #endVideo(video: Video): TemplateResult | typeof nothing {
    if (video.kind !== 'on') return nothing
    return html`<button class="button" type="button"
      @click=${() => this.#calls.endVideo(this.conversation, video.grant)}>
      ${t('agent.call.end_video')}</button>`
  }

  #videoWords(video: Video): TemplateResult | typeof nothing {
    if (video.kind !== 'asked' || video.by.role === 'customer') return nothing
    if (!video.mine) {
      return html`<p class="soft">${t('agent.call.asked_video_other', { name: video.by.name })}</p>`
    }
    const left = video.deadline === null ? '' : timeLeft(video.deadline, this.desk.now)
    return html`<div class="row"><span class="soft time">${t('agent.call.asked_video', { left })}</span>
      <button class="button" type="button"
        @click=${() => this.#calls.withdraw(this.conversation, video.request)}>
        ${t('agent.call.withdraw_video')}</button></div>`
  }

  #troubles(): TemplateResult {
    const { speaker } = this.#calls
    return html`
      ${this.#trouble('voice')} ${this.#trouble('camera')}
      ${
        speaker.blocked
          ? html`<div class="problem" role="alert"><span>${t('agent.call.unblock_more')}</span>
              <button class="button" type="button" @click=${() => speaker.unblock()}>
                ${callIcons.sound}${t('agent.call.unblock')}</button></div>`
          : nothing
      }
    `
  }

  #trouble(slot: OwnSlot): TemplateResult | typeof nothing {
    const { devices } = this.#calls
    const problem = devices.problem(slot)
    if (problem !== null) {
      return html`<div class="problem" role="alert"><span>${t(deviceWords(slot, problem))}</span>
        <button class="button" type="button" @click=${() => devices.retry(slot)}>
          ${icons.refresh}${t('agent.device.retry')}</button></div>`
    }
    return devices.fellBack(slot)
      ? html`<p class="soft" role="status">${t(`agent.device.fell_back_${slot}`)}</p>`
      : nothing
  }

  #time(since: number | null): string {
    return since === null ? '' : callTime(this.desk.now - since)
  }
}
