import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import type { Device } from '../../devices/device_list.js'
import { callIcons } from '../../ui/call_icons.js'
import { controls } from '../../ui/controls.js'
import { t } from '../texts.js'
import type { CallDesk } from './call_desk.js'

type Kind = 'microphone' | 'camera' | 'speaker'

/** Chooses microphone, camera and speaker of a call that goes on. What stands in it comes below. */
@customElement('alongside-device-menu')
export class DeviceMenu extends LitElement {
  static override styles = [
    controls,
    css`
      summary {
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      .choices {
        position: absolute;
        z-index: 5;
        /* As wide as the row it stands in. */
        inset: calc(100% + 6px) 0 auto 0;
        display: grid;
        gap: var(--space-2);
        padding: var(--space-3);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        box-shadow: var(--shadow-large);
      }
      label {
        display: grid;
        gap: 2px;
        color: var(--ink-soft);
        font: 400 var(--text-small) / 1.3 var(--font);
      }
      .field {
        appearance: auto;
        padding: 0 var(--space-2);
        font-size: var(--text-small);
        text-overflow: ellipsis;
      }
    `,
  ]

  @property({ attribute: false }) calls!: CallDesk
  @property({ type: Boolean }) video = false
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @query('details') private readonly details!: HTMLDetailsElement | null

  override connectedCallback(): void {
    super.connectedCallback()
    document.addEventListener('pointerdown', this.#pressed)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    document.removeEventListener('pointerdown', this.#pressed)
  }

  override render(): TemplateResult {
    const { devices, speaker } = this.calls
    const { microphones, cameras, speakers } = devices.list
    return html`<details @keydown=${this.#key}>
      <summary class="button icon" title=${t('agent.device.menu')} aria-label=${t('agent.device.menu')}
        role="button">${callIcons.devices}</summary>
      <div class="choices">
        ${this.#choice('microphone', microphones, devices.device('voice'), (id) => devices.choose('voice', id))}
        ${
          this.video
            ? this.#choice('camera', cameras, devices.device('camera'), (id) =>
                devices.choose('camera', id),
              )
            : nothing
        }
        ${this.#choice('speaker', speakers, speaker.device, (id) => speaker.choose(id))}
        <slot></slot>
      </div>
    </details>`
  }

  #choice(
    kind: Kind,
    devices: readonly Device[],
    chosen: string | null,
    choose: (id: string | null) => unknown,
  ): TemplateResult | typeof nothing {
    if (devices.length === 0) return nothing
    const name = t(`agent.device.${kind}`)
    // The browser lists its own default as a device, too.
    const others = devices.filter(({ id }) => id !== 'default')
    return html`<label>${name}
      <select class="field" @change=${(event: Event) => choose((event.target as HTMLSelectElement).value || null)}>
        <option value="" ?selected=${chosen === null}>${t('agent.device.default')}</option>
        ${others.map(
          ({ id, label }, at) => html`<option value=${id} ?selected=${chosen === id}>
            ${label ?? t('agent.device.unnamed', { kind: name, number: at + 1 })}</option>`,
        )}
      </select>
    </label>`
  }

  readonly #pressed = (event: PointerEvent): void => {
    if (this.details !== null && !event.composedPath().includes(this)) this.details.open = false
  }

  #key({ key }: KeyboardEvent): void {
    if (key !== 'Escape' || this.details === null) return
    this.details.open = false
    this.details.querySelector('summary')?.focus()
  }
}
