import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { controls } from '../../ui/controls.js'
import { icons } from '../../ui/icons.js'
import '../confirm.js'
import type { Confirm } from '../confirm.js'
import type { Desk } from '../desk.js'
import { errorSentence } from '../errors.js'
import { timeLeft } from '../pane_words.js'
import { say, t } from '../texts.js'
import type { FullDevice } from './full_device.js'
import { screenPlace } from './screen_desk.js'
import { screenObstacleWords } from './words.js'

/** The switch. It stands in the document of its toolbar, which moves between buttons, and looks as
 * the others there. */
@customElement('alongside-full-device')
export class FullDeviceSwitch extends LitElement {
  @property({ attribute: false }) desk!: Desk
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @query('alongside-confirm') private readonly confirm!: Confirm

  protected override createRenderRoot(): this {
    return this
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.desk.calls.screen.stateIn(this.desk.store.selected)
    if (state.kind === 'none') return nothing
    const pressed = state.kind === 'on'
    const obstacle = state.kind === 'off' ? state.obstacle : null
    const enabled = pressed || (state.kind === 'off' && !obstacle)
    const why = obstacle ? say(screenObstacleWords(obstacle, this.desk.now)) : ''
    const hint = t(pressed ? 'agent.screen.release_hint' : 'agent.screen.ask_hint')
    return html`
      <button class="button ${pressed ? 'primary' : ''}" type="button" tabindex="-1"
        aria-pressed=${pressed ? 'true' : 'false'} aria-disabled=${enabled ? 'false' : 'true'}
        title=${why || hint} @click=${() => enabled && this.#press(state)}>
        ${icons.screen}${t('agent.screen.button')}</button>
      <alongside-confirm
        .question=${t('agent.screen.question')} .body=${t('agent.screen.question_body')}
        .yes=${t('agent.screen.question_submit')} @confirm=${this.#ask}
      ></alongside-confirm>
    `
  }

  #press(state: FullDevice): void {
    const { selected } = this.desk.store
    if (selected === null) return
    if (state.kind === 'on') void this.desk.calls.screen.release(selected, state.grant)
    else this.confirm.ask()
  }

  #ask(): void {
    const { selected } = this.desk.store
    if (selected !== null) void this.desk.calls.screen.ask(selected)
  }
}

/** How it stands with the question for the screen, in words. */
@customElement('alongside-full-device-state')
export class FullDeviceState extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-2);
        color: var(--ink-soft);
        font: 400 var(--text-small) / 1.4 var(--font);
        font-variant-numeric: tabular-nums;
      }
      .button {
        min-height: 30px;
        padding: 0 var(--space-3);
        font-size: var(--text-small);
      }
      .error {
        color: var(--live-soft-ink);
      }
    `,
  ]

  @property({ attribute: false }) desk!: Desk
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  override render(): TemplateResult | typeof nothing {
    const { selected } = this.desk.store
    const state = this.desk.calls.screen.stateIn(selected)
    if (selected === null || state.kind === 'none') return nothing
    const code = this.desk.errorAt(screenPlace(selected))
    const error = code ? say(errorSentence(code, 'screen')) : ''
    return html`
      ${
        state.kind === 'asked' && state.mine
          ? html`<span>${this.#asked(state)}</span><button class="button" type="button"
              @click=${() => this.desk.calls.screen.withdraw(selected, state.request)}>
              ${t('agent.screen.withdraw')}</button>`
          : html`<span>${this.#lasting(state)}</span>`
      }
      <span class="error" role="alert">${error}</span>
      <span class="visually-hidden" role="status">${this.#spoken(state)}</span>
    `
  }

  #asked({ deadline }: Extract<FullDevice, { kind: 'asked' }>): string {
    if (deadline === null) return t('agent.screen.asked_lasting')
    return t('agent.screen.asked', { left: timeLeft(deadline, this.desk.now) })
  }

  #lasting(state: FullDevice): string {
    if (state.kind === 'asked') return t('agent.screen.asked_other', { name: state.by.name })
    if (state.kind !== 'off' || state.obstacle?.why !== 'cool-down') return ''
    return say(screenObstacleWords(state.obstacle, this.desk.now))
  }

  /** The seconds that run are not read out. */
  #spoken(state: FullDevice): string {
    if (state.kind === 'on') return t('agent.screen.live')
    if (state.kind !== 'asked') return ''
    return state.mine ? t('agent.screen.asked_lasting') : this.#lasting(state)
  }
}
