import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { get, part, patch, post, remove } from '../../api.js'
import '../../parts/confirm.js'
import type { Confirm } from '../../parts/confirm.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import { moment } from '../../parts/times.js'
import { toast } from '../../parts/toast.js'
import { hrefOf } from '../../place.js'
import './deliveries.js'
import type { Deliveries } from './deliveries.js'
import { secretOnce } from './secret.js'
import { t } from './texts.js'
import { pathOf, type Tested, type Webhook, type WithSecret } from './webhook_api.js'
import './webhook_form.js'
import { failureWords, refusal, stateOf, stateSentence } from './words.js'

const EVERY_MS = 2000

/** One webhook: its state, what it is told, its secret, what it got and what it did not. */
@customElement('alongside-webhook')
export class WebhookPage extends LitElement {
  static override styles = [controls, pageStyles]

  @property() site = ''
  /** Its id. */
  @property() webhook = ''

  @state() private secret = ''
  /** What came of the last test. */
  @state() private tested: Tested | 'under way' | null = null
  @state() private failure = ''
  @query('alongside-admin-confirm') private readonly confirm!: Confirm
  @query('alongside-webhook-deliveries') private readonly deliveries!: Deliveries | null

  readonly #webhook = new Loading(this, () => get<Webhook>(this.#path), EVERY_MS)

  get #path(): string {
    return `${pathOf(this.site)}/${part(this.webhook)}`
  }

  override render(): TemplateResult {
    return html`
      ${this.#webhook.draw((webhook) => this.#draw(webhook))}
      <alongside-admin-confirm></alongside-admin-confirm>
    `
  }

  #draw(webhook: Webhook): TemplateResult {
    return html`
      ${this.failure ? html`<div class="notice bad" role="alert">${this.failure}</div>` : nothing}
      ${this.#stateCard(webhook)}
      <section class="card" aria-labelledby="about">
        <h2 id="about">${t('admin.webhooks.about')}</h2>
        <alongside-webhook-form site=${this.site} .webhook=${webhook}
          @saved=${({ detail }: CustomEvent<Webhook>) => this.#changed(detail, t('admin.webhooks.saved'))}></alongside-webhook-form>
      </section>
      ${this.#secretCard(webhook)}
      <alongside-webhook-deliveries site=${this.site} webhook=${webhook.id} dead=${webhook.dead}
        @redelivered=${() => this.#webhook.reload()}></alongside-webhook-deliveries>
      <button class="button danger" type="button" @click=${() => void this.#remove(webhook)}>
        ${t('admin.webhooks.remove')}
      </button>
    `
  }

  #stateCard(webhook: Webhook): TemplateResult {
    const isOn = webhook.enabled
    const tone = { on: 'good', failing: 'bad', paused: '', off: 'warn' }[stateOf(webhook)]
    return html`<section class="card" aria-labelledby="state">
      <h2 id="state">${t('admin.webhooks.state')}</h2>
      <p class="notice ${tone}" role="status">
        <strong>${t(`admin.webhooks.${stateOf(webhook)}`)}</strong> ${stateSentence(webhook)}
      </p>
      <div class="buttons">
        <button class="button ${isOn ? '' : 'primary'}" type="button"
          @click=${() => void this.#switch(!isOn)}>
          ${t(isOn ? 'admin.webhooks.pause' : 'admin.webhooks.resume')}
        </button>
        <button class="button" type="button" aria-disabled=${this.tested === 'under way'}
          @click=${() => void this.#test()}>${t('admin.webhooks.test')}</button>
      </div>
      <div role="status">${this.#testResult()}</div>
    </section>`
  }

  #testResult(): TemplateResult | typeof nothing {
    const { tested } = this
    if (tested === null) return nothing
    if (tested === 'under way') return html`<p class="soft">${t('admin.webhooks.testing')}</p>`
    const { delivered, status, failure } = tested
    return html`<p class="notice ${delivered ? 'good' : 'bad'}">
      ${
        delivered
          ? t('admin.webhooks.tested', { status: status ?? '' })
          : t('admin.webhooks.test_failed', { why: failureWords(failure) })
      }
    </p>`
  }

  #secretCard({ previous_secret_until: until }: Webhook): TemplateResult {
    return html`<section class="card" aria-labelledby="secret">
      <h2 id="secret" tabindex="-1">${t('admin.webhooks.secret')}</h2>
      ${
        this.secret
          ? secretOnce(this.secret)
          : html`<p class="soft">${t('admin.webhooks.secret_lead')}</p>`
      }
      ${
        until === null
          ? nothing
          : html`<p class="notice">${t('admin.webhooks.two_secrets', { time: moment(until) })}</p>`
      }
      <button class="button" type="button" @click=${() => void this.#rotate()}>
        ${t('admin.webhooks.rotate')}
      </button>
    </section>`
  }

  #changed(webhook: Webhook, said: string): void {
    this.#webhook.set(webhook)
    toast(this, said)
  }

  async #switch(enabled: boolean): Promise<void> {
    await this.#try(async () => {
      const webhook = await patch<Webhook>(this.#path, { enabled })
      this.#changed(webhook, t(`admin.webhooks.${stateOf(webhook)}`))
    })
  }

  async #test(): Promise<void> {
    if (this.tested === 'under way') return
    this.tested = 'under way'
    const isOver = await this.#try(async () => {
      this.tested = await post<Tested>(`${this.#path}/test`)
    })
    if (!isOver) this.tested = null
    await this.deliveries?.reload()
  }

  async #rotate(): Promise<void> {
    const sure = await this.confirm.ask({
      question: t('admin.webhooks.rotate_question'),
      body: t('admin.webhooks.rotate_body'),
      yes: t('admin.webhooks.rotate_yes'),
    })
    if (!sure) return
    const isMade = await this.#try(async () => {
      const { secret, ...webhook } = await post<WithSecret>(`${this.#path}/rotate`)
      this.secret = secret
      this.#webhook.set(webhook)
    })
    if (!isMade) return
    await this.updateComplete
    this.renderRoot.querySelector<HTMLElement>('#secret')?.focus()
  }

  async #remove({ url }: Webhook): Promise<void> {
    const sure = await this.confirm.ask({
      question: t('admin.webhooks.remove_question'),
      body: t('admin.webhooks.remove_body', { url }),
      yes: t('admin.webhooks.remove_yes'),
      tone: 'danger',
    })
    if (!sure) return
    await this.#try(async () => {
      await remove(this.#path)
      toast(this, t('admin.webhooks.removed'))
      location.hash = hrefOf('webhooks', this.site)
    })
  }

  /** Whether it was done; what it was refused with is shown. */
  async #try(act: () => Promise<void>): Promise<boolean> {
    this.failure = ''
    try {
      await act()
      return true
    } catch (error) {
      this.failure = refusal(error).text
      return false
    }
  }
}
