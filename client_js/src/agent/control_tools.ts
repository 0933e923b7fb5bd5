import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { controls } from '../ui/controls.js'
import { icons } from '../ui/icons.js'
import type { Control, ControlObstacle } from './control.js'
import type { Desk } from './desk.js'
import { errorSentence } from './errors.js'
import { obstacleWords, timeLeft } from './pane_words.js'
import { say, t } from './texts.js'
import { toolStyles } from './tool_styles.js'

const LIMITS = {
  typing: 'agent.control.mine_typing',
  region: 'agent.control.mine_region',
} as const

/** Asks for remote control, gives it back, and says how it stands. */
@customElement('alongside-control-tools')
export class ControlTools extends LitElement {
  static override styles = [
    controls,
    toolStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-1) var(--space-2);
      }
      .state {
        color: var(--ink-soft);
        font-size: var(--text-small);
        font-variant-numeric: tabular-nums;
      }
      .state.mine {
        padding: 3px 10px;
        border-radius: var(--radius-round);
        background: var(--good-soft);
        color: var(--good-soft-ink);
        font-weight: 600;
      }
      .state.error {
        color: var(--live);
      }
      .state:empty {
        display: none;
      }
    `,
  ]

  @property({ attribute: false }) desk!: Desk
  @property({ attribute: false }) conversation!: string
  @property({ attribute: false }) control!: Control
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  @query('button') private readonly button!: HTMLButtonElement | null

  /** Takes the focus from the page. */
  override focus(): void {
    this.button?.focus()
  }

  override render(): TemplateResult | typeof nothing {
    const { control } = this
    if (control.kind === 'none') return nothing
    const { words, tone } = this.#state(control)
    return html`
      ${this.#button(control)}
      ${
        control.kind === 'asked' && control.mine
          ? html`<button class="button" type="button"
              @click=${() => this.desk.withdraw(this.conversation, control.request, 'control')}>
              ${t('agent.control.withdraw')}</button>`
          : nothing
      }
      <span class="state ${tone}">${words}</span>
      <span class="visually-hidden" role="status">${this.#spoken(control)}</span>
    `
  }

  #button(control: Control): TemplateResult {
    const pressed = control.kind === 'mine'
    const obstacle = control.kind === 'off' ? control.obstacle : null
    const enabled = pressed || (control.kind === 'off' && !obstacle)
    const why = obstacle ? this.#obstacle(obstacle) : ''
    const hint = pressed ? t('agent.control.release_hint') : t('agent.control.ask_hint')
    return html`<button class="button" type="button" aria-pressed=${pressed ? 'true' : 'false'}
      aria-disabled=${enabled ? 'false' : 'true'} title=${why || hint}
      @click=${() => enabled && this.#press(control)}>
      ${icons.hand}${t('agent.control.button')}</button>`
  }

  #press(control: Control): void {
    if (control.kind === 'mine') void this.desk.release(this.conversation, control.grant)
    else void this.desk.ask(this.conversation, 'control')
  }

  #state(control: Control): { words: string; tone: string } {
    const code = this.desk.errorAt(`control:${this.conversation}`)
    if (code) return { words: say(errorSentence(code, 'control')), tone: 'error' }
    if (control.kind === 'asked' && control.mine && control.deadline !== null) {
      const left = timeLeft(control.deadline, this.desk.now)
      return { words: t('agent.control.asked', { left }), tone: '' }
    }
    const isMine = control.kind === 'mine'
    if (isMine && this.desk.mirrors.sight?.looking) {
      return { words: t('agent.control.resting'), tone: '' }
    }
    return { words: this.#lasting(control), tone: isMine ? 'mine' : '' }
  }

  /** What lasts; a screen reader reads it out with every change. */
  #lasting(control: Control): string {
    switch (control.kind) {
      case 'asked':
        return control.mine
          ? t('agent.pane.asked')
          : t('agent.control.asked_other', { name: control.by.name })
      case 'theirs':
        return t('agent.control.theirs', { name: control.name })
      case 'mine':
        return t(control.limit ? LIMITS[control.limit] : 'agent.control.mine')
      case 'off':
        if (control.obstacle?.why === 'cool-down') return this.#obstacle(control.obstacle)
        return this.#isSwitched ? t('agent.control.hers') : ''
      case 'none':
        return ''
    }
  }

  /** One of the two sides holds control, and everybody sees which. */
  get #isSwitched(): boolean {
    return this.desk.store.current?.view.policy.control === 'switched'
  }

  #spoken(control: Control): string {
    const code = this.desk.errorAt(`control:${this.conversation}`)
    if (code) return say(errorSentence(code, 'control'))
    if (control.kind === 'off') return '' // the log says what has been decided
    const leave = control.kind === 'mine' ? ` ${t('agent.control.leave')}` : ''
    return this.#lasting(control) + leave
  }

  #obstacle(obstacle: ControlObstacle): string {
    if (obstacle.why === 'no-picture') return t('agent.control.no-picture')
    if (obstacle.why === 'screen-on') return t('agent.screen.tools_rest')
    const words = obstacleWords(obstacle, this.desk.now)
    return words ? say(words) : ''
  }
}
