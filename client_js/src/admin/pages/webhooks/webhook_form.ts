import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { customElement, property, state } from 'lit/decorators.js'
import { controls } from '../../../ui/controls.js'
import { part, patch, post } from '../../api.js'
import { eventWords, groupWords, SENT } from '../../parts/event_kinds.js'
import { field, valuesOf } from '../../parts/fields.js'
import { pageStyles } from '../../parts/page_styles.js'
import { t } from './texts.js'
import { pathOf, type Webhook } from './webhook_api.js'
import { refusal } from './words.js'

const URL_MOST = 2000

/** Where to, and what. `webhook`: null: a new one. Fires `saved` with what the server has now. */
@customElement('alongside-webhook-form')
export class WebhookForm extends LitElement {
  static override styles = [
    controls,
    pageStyles,
    css`
      fieldset {
        display: grid;
        gap: var(--space-2);
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        font-weight: 600;
      }
      .kinds {
        display: grid;
        gap: var(--space-4);
        padding-inline-start: var(--space-6);
      }
      label.one {
        display: flex;
        align-items: flex-start;
        gap: var(--space-2);
        min-height: 28px;
      }
      label.one input {
        flex: none;
        width: 20px;
        height: 20px;
        margin: 1px 0 0;
        accent-color: var(--accent);
      }
      @media (max-width: 479px) {
        .kinds {
          padding-inline-start: var(--space-3);
        }
      }
    `,
  ]

  @property() site = ''
  @property({ attribute: false }) webhook: Webhook | null = null

  @state() private url = ''
  @state() private all = true
  @state() private chosen: ReadonlySet<string> = new Set()
  @state() private wrong: { url?: string; events?: string } = {}
  @state() private failure = ''
  @state() private busy = false

  override willUpdate(changed: PropertyValues<this>): void {
    // What is typed stays while the page looks again and again.
    if (!changed.has('webhook') || changed.get('webhook')?.id === this.webhook?.id) return
    this.url = this.webhook?.url ?? ''
    this.chosen = new Set(this.webhook?.events)
    this.all = this.chosen.size === 0
  }

  override render(): TemplateResult {
    return html`<form class="form" novalidate @submit=${this.#submit}>
      ${field({
        id: 'url',
        label: t('admin.webhooks.url'),
        hint: t('admin.webhooks.url_hint'),
        value: this.url,
        wrong: this.wrong.url,
        type: 'url',
        most: URL_MOST,
        code: true,
        required: true,
        onInput: (url) => {
          this.url = url
        },
      })}
      <fieldset aria-describedby=${this.wrong.events ? 'events-wrong' : nothing}>
        <legend>${t('admin.webhooks.events')}</legend>
        ${this.#way('everything', true)}
        ${this.#way('some', false)}
        ${this.all ? nothing : this.#kinds()}
        ${this.wrong.events ? html`<span class="row"><span class="wrong" id="events-wrong" role="alert">${this.wrong.events}</span></span>` : nothing}
      </fieldset>
      ${this.failure ? html`<div class="notice bad" role="alert">${this.failure}</div>` : nothing}
      <div class="buttons">
        <button class="button primary" type="submit" aria-disabled=${this.busy}>
          ${t(this.webhook ? 'admin.webhooks.save' : 'admin.webhooks.add')}
        </button>
      </div>
    </form>`
  }

  #way(name: 'everything' | 'some', all: boolean): TemplateResult {
    return html`<label class="one">
      <input type="radio" name="way" id=${name} .checked=${this.all === all}
        @change=${() => {
          this.all = all
        }} />
      ${t(`admin.webhooks.${name}`)}
    </label>`
  }

  #kinds(): TemplateResult {
    return html`<div class="kinds">
      ${[...SENT].map(
        ([group, kinds]) => html`<fieldset>
          <legend>${groupWords(group)}</legend>
          ${kinds.map(
            (kind) => html`<label class="one">
              <input type="checkbox" .checked=${this.chosen.has(kind)}
                @change=${(event: Event) => this.#choose(kind, (event.currentTarget as HTMLInputElement).checked)} />
              <span>${eventWords(kind)} <code class="soft" dir="ltr">${kind}</code></span>
            </label>`,
          )}
        </fieldset>`,
      )}
    </div>`
  }

  #choose(kind: string, on: boolean): void {
    const chosen = new Set(this.chosen)
    if (on) chosen.add(kind)
    else chosen.delete(kind)
    this.chosen = chosen
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    const { url = '' } = valuesOf(event)
    if (this.busy) return
    this.failure = ''
    const none = !this.all && this.chosen.size === 0
    this.wrong = {
      ...(!mayBeUrl(url) && { url: t('admin.webhooks.bad_url') }),
      ...(none && { events: t('admin.webhooks.none_chosen') }),
    }
    if (this.wrong.url === undefined && !none) {
      await this.#send({ url, events: this.all ? [] : [...this.chosen] })
    }
    await this.updateComplete
    const first = this.wrong.url !== undefined ? '#url' : this.wrong.events && '#some'
    if (first) this.renderRoot.querySelector<HTMLElement>(first)?.focus()
  }

  async #send(wanted: object): Promise<void> {
    this.busy = true
    try {
      const path = pathOf(this.site)
      const detail = this.webhook
        ? await patch<Webhook>(`${path}/${part(this.webhook.id)}`, wanted)
        : await post<Webhook>(path, wanted)
      this.dispatchEvent(new CustomEvent('saved', { detail }))
    } catch (error) {
      const { text, ofUrl } = refusal(error)
      if (ofUrl) this.wrong = { url: text }
      else this.failure = text
    } finally {
      this.busy = false
    }
  }
}

/** The server judges; this is what it would refuse anyway. */
function mayBeUrl(text: string): boolean {
  return /^https?:\/\/[^\s/?#]/i.test(text)
}
