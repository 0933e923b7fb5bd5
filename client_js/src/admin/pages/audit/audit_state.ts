import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { locale } from '../../../i18n/spoken.js'
import { controls } from '../../../ui/controls.js'
import { get } from '../../api.js'
import { errorText } from '../../parts/errors.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import { moment } from '../../parts/times.js'
import type { AuditState, Checked } from './audit_api.js'
import { proveCard } from './prove.js'
import { type Key, t } from './texts.js'

const EVERY_MS = 10_000
const PROBLEMS: ReadonlySet<string> = new Set([
  'edited',
  'erased',
  'deleted',
  'inserted',
  'reordered',
  'truncated',
  'rewritten',
  'bad_consent',
])

/** How far the log goes, whether it is whole, and how somebody else finds that out. */
@customElement('alongside-audit-state')
export class AuditStatePart extends LitElement {
  static override styles = [controls, pageStyles]

  /** Of the calls about it: `pathOf` a site, or ACTS_PATH. */
  @property() path = ''
  /** Where all of it is as a file. */
  @property() file = ''
  /** What the link to it says. */
  @property() download = ''
  @state() private checked: Checked | 'under way' | null = null
  @state() private failure = ''

  readonly #state = new Loading(this, () => get<AuditState>(`${this.path}/state`), EVERY_MS)

  override render(): TemplateResult {
    return this.#state.draw(
      (found) => html`
        ${this.#whole(found)}
        ${proveCard({
          href: this.file,
          download: this.download,
          keys: found.keys,
          note: found.checkpoint?.note,
        })}
      `,
    )
  }

  #whole({ rows, checkpoint }: AuditState): TemplateResult {
    return html`<section class="card" aria-labelledby="state">
      <h2 id="state">${t('admin.audit.state')}</h2>
      <p>${t('admin.audit.rows', { count: rows })}</p>
      ${
        checkpoint
          ? html`<p>${t('admin.audit.signed', { time: moment(checkpoint.at), rows: checkpoint.rows.toLocaleString(locale()) })}</p>`
          : rows > 0
            ? html`<p>${t('admin.audit.unsigned')}</p>`
            : nothing
      }
      <button class="button" type="button" aria-disabled=${this.checked === 'under way'}
        @click=${() => void this.#check()}>${t('admin.audit.check')}</button>
      <div role="status">${this.#verdict()}</div>
      ${this.failure ? html`<div class="notice bad" role="alert">${this.failure}</div>` : nothing}
    </section>`
  }

  #verdict(): TemplateResult | typeof nothing {
    const { checked } = this
    if (checked === null) return nothing
    if (checked === 'under way') return html`<p class="soft">${t('admin.audit.checking')}</p>`
    const tone = { whole: 'good', tampered: 'bad', too_long: 'warn' }[checked.verdict]
    return html`<p class="notice ${tone}">${verdictWords(checked)}</p>`
  }

  async #check(): Promise<void> {
    if (this.checked === 'under way') return
    this.failure = ''
    this.checked = 'under way'
    try {
      this.checked = await get<Checked>(`${this.path}/check`)
    } catch (error) {
      this.checked = null
      this.failure = errorText(error)
    }
    await this.#state.reload()
  }
}

function verdictWords({ verdict, rows, erased, row, problem }: Checked): string {
  switch (verdict) {
    case 'too_long':
      return t('admin.audit.too_long')
    case 'whole': {
      const whole = t('admin.audit.whole', { rows })
      return erased > 0 ? `${whole} ${t('admin.audit.erased', { count: erased })}` : whole
    }
    case 'tampered': {
      const what = t(
        PROBLEMS.has(problem ?? '')
          ? (`admin.audit.problem.${problem}` as Key)
          : 'admin.audit.problem.other',
      )
      return row === null
        ? t('admin.audit.tampered_somewhere', { what })
        : t('admin.audit.tampered', { row, what })
    }
  }
}
