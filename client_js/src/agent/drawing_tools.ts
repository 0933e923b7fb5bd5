import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import { TOOLS, type Tool } from '../ink/hand.js'
import type { InkPolicy } from '../ink/page_ink.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import type { Mirrors } from './mirrors.js'
import { t } from './texts.js'
import { toolStyles } from './tool_styles.js'
import { toolbarFocus, toolbarKey } from './toolbar.js'

/** Laser, pen, and taking drawings away: what the site's policy lets agents do. */
@customElement('alongside-drawing-tools')
export class DrawingTools extends LitElement {
  static override styles = [controls, toolStyles]

  @property({ attribute: false }) mirrors!: Mirrors
  @property({ attribute: false }) tool: Tool = 'none'
  @property({ attribute: false }) policy!: InkPolicy
  /** Why they cannot be used now; empty: they can. */
  @property() why = ''

  override render(): TemplateResult | typeof nothing {
    const { pen, laser, clear_all } = this.policy
    if (!pen && !laser) return nothing
    return html`
      <div role="toolbar" aria-label=${t('agent.ink.toolbar')} @keydown=${toolbarKey} @focusin=${toolbarFocus}>
        ${TOOLS.filter((tool) => this.policy[tool]).map((tool, at) => this.#tool(tool, at === 0))}
        ${pen ? this.#clear(false) : nothing} ${pen && clear_all ? this.#clear(true) : nothing}
      </div>
    `
  }

  #tool(tool: (typeof TOOLS)[number], first: boolean): TemplateResult {
    const pressed = this.tool === tool
    const name = t(`agent.ink.${tool}`)
    return html`<button class="button icon" type="button" tabindex=${first ? '0' : '-1'}
      aria-label=${name} title=${`${name}: ${this.why || t(`agent.ink.${tool}_hint`)}`}
      aria-pressed=${pressed ? 'true' : 'false'} aria-disabled=${this.why ? 'true' : 'false'}
      @click=${() => this.why || this.mirrors.use(pressed ? 'none' : tool)}>${icons[tool]}</button>`
  }

  #clear(all: boolean): TemplateResult {
    const key = all ? 'agent.ink.clear_all' : 'agent.ink.clear'
    const name = t(key)
    return html`<button class=${all ? 'button' : 'button icon'} type="button" tabindex="-1"
      aria-label=${name} title=${`${name}: ${this.why || t(`${key}_hint`)}`}
      aria-disabled=${this.why ? 'true' : 'false'}
      @click=${() => this.why || this.mirrors.clear(all)}>${all ? name : icons.clear}</button>`
  }
}
