import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { brandMark } from '../agent/brand.js'
import type { OwnPage } from '../i18n/own_page.js'
import { controls } from '../ui/controls.js'
import '../ui/language_select.js'
import { pageStyles } from './page_styles.js'
import { type Row, Run, type State } from './run.js'
import { type Key, t } from './texts.js'

const GROUPS = ['server', 'connection', 'devices'] as const

const TONES: Partial<Record<Key, State>> = {
  'check.sum.good': 'ok',
  'check.sum.limited': 'warn',
  'check.sum.blocked': 'failed',
}

/** The page `/check`. Begins at once. */
@customElement('alongside-check')
export class CheckPage extends LitElement {
  static override styles = [controls, pageStyles]

  @property({ attribute: false }) page!: OwnPage
  @state() private run = this.#newRun()
  @state() private copied: boolean | null = null

  override connectedCallback(): void {
    super.connectedCallback()
    void this.run.go()
  }

  override render(): TemplateResult {
    const { run } = this
    return html`<main aria-busy=${run.isOver ? 'false' : 'true'}>
      <header>${brandMark}
        <div><h1>${t('check.title')}</h1><p class="soft">${t('check.lead')}</p></div>
      </header>
      <p class="sum ${TONES[run.sum] ?? 'running'}" role="status">${t(run.sum)}</p>
      ${GROUPS.map((group) => this.#group(group))}
      <footer>
        <button class="button primary" type="button" ?disabled=${!run.isOver} @click=${this.#copy}>
          ${t('check.copy')}
        </button>
        <button class="button" type="button" ?disabled=${!run.isOver} @click=${this.#again}>
          ${t('check.again')}
        </button>
        <p class="soft" role="status">${this.#answer}</p>
        <alongside-language .page=${this.page}></alongside-language>
      </footer>
      ${this.copied === false ? this.#report() : nothing}
    </main>`
  }

  override updated(): void {
    document.title = t('check.title')
  }

  #group(group: (typeof GROUPS)[number]): TemplateResult {
    const rows = this.run.rows.filter(({ step }) => step.group === group)
    return html`<section aria-labelledby=${group}>
      <h2 id=${group}>${t(`check.group.${group}`)}</h2>
      <ul>${rows.map(row)}</ul>
    </section>`
  }

  #report(): TemplateResult {
    return html`<textarea class="field" readonly rows="14" aria-label=${t('check.report')}
      .value=${this.#text}></textarea>`
  }

  get #answer(): string {
    if (this.copied === null) return t('check.why')
    return t(this.copied ? 'check.copied' : 'check.not_copied')
  }

  get #text(): string {
    return this.run.report(new Date(), navigator.userAgent)
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.#text)
      this.copied = true
    } catch {
      this.copied = false
    }
  }

  readonly #again = (): void => {
    this.copied = null
    this.run = this.#newRun()
    void this.run.go()
  }

  #newRun(): Run {
    return new Run(() => this.requestUpdate())
  }
}

function row({ step, state, finding }: Row): TemplateResult {
  const words = finding ? t(finding.words.key, finding.words.params) : ''
  return html`<li class=${state}>
    <span class="badge">${t(`check.state.${state}`)}</span>
    <div><h3>${t(step.key)}</h3><p class="soft">${words}</p></div>
  </li>`
}
