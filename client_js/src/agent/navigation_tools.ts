import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { MAX_ADDRESS } from '../control/messages.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import type { Mirrors, Sight } from './mirrors.js'
import { t } from './texts.js'
import { toolStyles } from './tool_styles.js'
import { toolbarFocus, toolbarKey } from './toolbar.js'

const STEPS = [
  ['back', icons.arrowBack],
  ['forward', icons.arrowForward],
  ['refresh', icons.refresh],
] as const

/** Where the customer is, and ways to go on from there, for the agent in control. */
@customElement('alongside-navigation-tools')
export class NavigationTools extends LitElement {
  static override styles = [
    controls,
    toolStyles,
    css`
      :host {
        display: block;
      }
      [role='toolbar'] {
        flex-wrap: nowrap;
      }
      .button {
        width: 34px;
        padding: 0;
      }
      form {
        flex: 1;
        min-width: 0;
      }
      .field {
        min-height: 30px;
        padding: 2px var(--space-3);
        border-radius: var(--radius-round);
        font-size: var(--text-small);
        text-overflow: ellipsis;
      }
    `,
  ]

  @property({ attribute: false }) mirrors!: Mirrors
  @property({ attribute: false }) sight!: Sight

  /** The agent is typing an address: it is not overwritten by where the customer is. */
  @state() private typing = false
  @query('input') private readonly field!: HTMLInputElement

  override render(): TemplateResult {
    return html`
      <div role="toolbar" aria-label=${t('agent.navigation.toolbar')}
        @keydown=${toolbarKey} @focusin=${toolbarFocus}>
        ${STEPS.map(([to, icon], at) => this.#step(to, icon, at === 0))}
        <form @submit=${this.#go}>
          <input class="field" type="text" dir="ltr" inputmode="url" autocomplete="off" spellcheck="false"
            dir="ltr" tabindex="-1" maxlength=${MAX_ADDRESS}
            aria-label=${t('agent.navigation.address')}
            title=${this.sight.page?.title || nothing}
            @input=${() => {
              this.typing = true
            }}
            @keydown=${this.#key} @blur=${this.#reset}>
        </form>
      </div>
    `
  }

  override updated(changed: PropertyValues<this>): void {
    const address = this.sight.page?.address ?? ''
    if (changed.has('sight') && !this.typing && this.field.value !== address) {
      this.field.value = address
    }
  }

  #step(to: (typeof STEPS)[number][0], icon: TemplateResult<2>, first: boolean): TemplateResult {
    const name = t(`agent.navigation.${to}`)
    const { page } = this.sight
    const enabled = to === 'refresh' || page === null || page[to]
    return html`<button class="button" type="button" tabindex=${first ? '0' : '-1'}
      title=${name} aria-label=${name}
      aria-disabled=${enabled ? 'false' : 'true'} @click=${() => enabled && this.mirrors.atHand?.navigate(to)}>${icon}</button>`
  }

  #go(event: Event): void {
    event.preventDefault()
    const address = this.field.value.trim()
    if (address === '') return
    this.typing = false
    this.mirrors.atHand?.goTo(address)
  }

  /** Escape brings back where the customer is, and so does leaving: what is said is true. */
  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#reset()
  }

  #reset(): void {
    this.typing = false
    this.field.value = this.sight.page?.address ?? ''
  }
}
