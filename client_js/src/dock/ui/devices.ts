import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { type Device, DeviceList } from '../../devices/device_list.js'
import { controls } from '../../ui/controls.js'
import type { Dock } from '../dock.js'
import { t } from '../texts.js'

/** Which microphone, camera and speaker. Fires `speaker` with its id, or null, as its detail. */
@customElement('alongside-devices')
export class Devices extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
        padding: var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-sunken);
      }
      label {
        display: grid;
        gap: var(--space-1);
        font-size: var(--text-small);
        font-weight: 600;
      }
      .field {
        appearance: auto;
        font-size: var(--text-small);
        text-overflow: ellipsis;
      }
    `,
  ]

  @property({ attribute: false }) dock!: Dock
  @property({ attribute: false }) speaker: string | null = null
  /** Rises with every change of the dock. */
  @property({ attribute: false }) revision = 0

  readonly #list = new DeviceList(() => this.requestUpdate())

  override connectedCallback(): void {
    super.connectedCallback()
    this.#list.start()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#list.stop()
  }

  override render(): TemplateResult {
    const { voice, camera } = this.dock
    const canChooseSpeaker = 'setSinkId' in HTMLMediaElement.prototype
    return html`
      ${this.#choice('dock.microphone', this.#list.microphones, voice.deviceId, (id) => voice.choose(id))}
      ${this.#choice('dock.camera', this.#list.cameras, camera.deviceId, (id) => camera.choose(id))}
      ${
        canChooseSpeaker && this.#list.speakers.length > 0
          ? this.#choice('dock.speaker', this.#list.speakers, this.speaker, (id) => this.#hear(id))
          : nothing
      }
    `
  }

  override updated(): void {
    // The names come with the permission.
    void this.#list.refresh()
  }

  #choice(
    name: 'dock.microphone' | 'dock.camera' | 'dock.speaker',
    devices: readonly Device[],
    chosen: string | null,
    choose: (id: string | null) => void,
  ): TemplateResult {
    const pick = (event: Event): void => choose((event.target as HTMLSelectElement).value || null)
    return html`<label>${t(name)}
      <select class="field" @change=${pick}>
        <option value="" ?selected=${chosen === null}>${t('dock.default')}</option>
        ${devices
          .filter(({ id }) => id !== 'default')
          .map(
            ({ id, label }, at) => html`<option value=${id} ?selected=${id === chosen}>
              ${label ?? t('dock.device_number', { number: at + 1 })}
            </option>`,
          )}
      </select>
    </label>`
  }

  #hear(id: string | null): void {
    this.dispatchEvent(new CustomEvent('speaker', { detail: id }))
  }
}
