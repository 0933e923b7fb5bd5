import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { get, part, post } from '../../api.js'
import { errorText } from '../../parts/errors.js'
import { eventWords } from '../../parts/event_kinds.js'
import { Loading } from '../../parts/loading.js'
import { pageStyles } from '../../parts/page_styles.js'
import '../../parts/table.js'
import type { Column } from '../../parts/table.js'
import { moment } from '../../parts/times.js'
import { toast } from '../../parts/toast.js'
import { t } from './texts.js'
import { type DeadMessage, type Delivery, pathOf } from './webhook_api.js'
import { failureWords } from './words.js'

const EVERY_MS = 2000
const FEW = 20
const MANY = 100

interface Lists {
  readonly deliveries: readonly Delivery[]
  readonly hasMore: boolean
  readonly messages: readonly DeadMessage[]
}

/** What a webhook was sent last, and what was given up. `dead`: how many; when it changes they are looked up. */
@customElement('alongside-webhook-deliveries')
export class Deliveries extends LitElement {
  static override styles = [controls, pageStyles]

  @property() site = ''
  @property() webhook = ''
  @property({ type: Number }) dead = 0
  @state() private most = FEW

  readonly #lists = new Loading(this, () => this.#load(), EVERY_MS)

  get #path(): string {
    return `${pathOf(this.site)}/${part(this.webhook)}`
  }

  reload(): Promise<void> {
    return this.#lists.reload()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.get('dead') !== undefined) void this.reload()
  }

  override render(): TemplateResult {
    return this.#lists.draw(
      ({ deliveries, hasMore, messages }) => html`
        <section class="card" aria-labelledby="deliveries">
          <h2 id="deliveries" tabindex="-1">${t('admin.webhooks.deliveries')}</h2>
          <alongside-table label=${t('admin.webhooks.deliveries')}
            search=${t('admin.webhooks.deliveries_search')} .columns=${columns()}
            .rows=${deliveries} .empty=${t('admin.webhooks.deliveries_empty')}></alongside-table>
          ${
            hasMore && this.most === FEW
              ? html`<button class="button" type="button" @click=${this.#more}>
                ${t('admin.webhooks.more')}
              </button>`
              : nothing
          }
        </section>
        ${this.#givenUp(messages)}
      `,
    )
  }

  #givenUp(messages: readonly DeadMessage[]): TemplateResult {
    return html`<section class="card" aria-labelledby="given-up">
      <h2 id="given-up" tabindex="-1">${t('admin.webhooks.given_up')}</h2>
      <p class="soft">${t('admin.webhooks.given_up_lead')}</p>
      ${
        messages.length > 0
          ? html`<button class="button" type="button" @click=${() => void this.#again()}>
            ${t('admin.webhooks.again_all')}
          </button>`
          : nothing
      }
      <alongside-table label=${t('admin.webhooks.given_up')}
        search=${t('admin.webhooks.given_up_search')} .columns=${this.#deadColumns()}
        .rows=${messages} .empty=${t('admin.webhooks.given_up_empty')}></alongside-table>
    </section>`
  }

  #deadColumns(): readonly Column<DeadMessage>[] {
    return [
      { heading: t('admin.webhooks.time'), cell: ({ created_at }) => moment(created_at) },
      {
        heading: t('admin.webhooks.event'),
        cell: ({ type }) => eventWords(type),
        text: ({ type }) => `${type} ${eventWords(type)}`,
      },
      {
        heading: t('admin.webhooks.result'),
        cell: ({ failure }) => failureWords(failure),
        text: ({ failure }) => failureWords(failure),
      },
      {
        heading: t('admin.webhooks.message'),
        cell: ({ message }) => html`<code dir="ltr">${message}</code>`,
        text: ({ message }) => message,
      },
      {
        heading: '',
        cell: ({ message }) => html`<button class="button" type="button"
          aria-label=${t('admin.webhooks.again_of', { message })}
          @click=${() => void this.#again(message)}>${t('admin.webhooks.again')}</button>`,
      },
    ]
  }

  async #load(): Promise<Lists> {
    const [sent, dead] = await Promise.all([
      get<{ deliveries: readonly Delivery[]; next: string | null }>(
        `${this.#path}/deliveries?limit=${this.most}`,
      ),
      get<{ messages: readonly DeadMessage[] }>(`${this.#path}/dead?limit=${MANY}`),
    ])
    return {
      deliveries: sent.deliveries,
      hasMore: sent.next !== null,
      messages: dead.messages,
    }
  }

  readonly #more = async (): Promise<void> => {
    this.most = MANY
    await this.reload()
    // The button is gone.
    this.renderRoot.querySelector<HTMLElement>('#deliveries')?.focus()
  }

  /** `message`: none: all of them. */
  async #again(message?: string): Promise<void> {
    try {
      const { redelivered: count } = await post<{ redelivered: number }>(
        `${this.#path}/redeliver`,
        message === undefined ? {} : { message },
      )
      toast(this, t('admin.webhooks.redelivered', { count }))
    } catch (error) {
      toast(this, errorText(error))
    }
    this.dispatchEvent(new CustomEvent('redelivered'))
    await this.reload()
    // The button has gone with its row.
    this.renderRoot.querySelector<HTMLElement>('#given-up')?.focus()
  }
}

function columns(): readonly Column<Delivery>[] {
  return [
    { heading: t('admin.webhooks.time'), cell: ({ at }) => moment(at) },
    {
      heading: t('admin.webhooks.event'),
      cell: ({ type }) => eventWords(type),
      text: ({ type }) => `${type} ${eventWords(type)}`,
    },
    {
      heading: t('admin.webhooks.result'),
      cell: (one) =>
        html`<span class="badge ${one.failure === null ? 'good' : 'bad'}">${resultWords(one)}</span>`,
      text: resultWords,
    },
    { heading: t('admin.webhooks.attempt'), cell: ({ attempt }) => String(attempt) },
    {
      heading: t('admin.webhooks.message'),
      cell: ({ message }) => html`<code dir="ltr">${message}</code>`,
      text: ({ message }) => message,
    },
  ]
}

function resultWords({ failure, status }: Delivery): string {
  return failure === null
    ? t('admin.webhooks.delivered', { status: status ?? '' })
    : failureWords(failure)
}
