import { html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property, query } from 'lit/decorators.js'
import { callIcons } from '../../ui/call_icons.js'
import { controls } from '../../ui/controls.js'
import type { SharedDocument } from '../shared_document.js'
import { t } from '../texts.js'
import { documentStyles } from './document_styles.js'

const ACCEPTED =
  '.pdf,.png,.jpg,.jpeg,.webp,.gif,application/pdf,image/png,image/jpeg,image/webp,image/gif'

/** Picks a document to share, and says why the last one is not shown. */
@customElement('alongside-share-document')
export class ShareDocument extends LitElement {
  static override styles = [controls, documentStyles]

  @property({ attribute: false }) shared!: SharedDocument
  /** On the button. */
  @property() label = ''
  /** Why not now; empty: it may be. */
  @property() why = ''
  /** Whether there is room to say what may be shared. */
  @property({ type: Boolean }) wide = false
  @property({ attribute: false }) revision = 0

  @query('input') private readonly input!: HTMLInputElement

  override render(): TemplateResult | typeof nothing {
    const { shared, why } = this
    if (shared.phase !== 'none') return nothing
    const hint = why || t('documents.choose_more')
    return html`<div class="choose">
      ${this.#trouble()}
      ${this.wide ? html`<p>${hint}</p>` : nothing}
      <button class="button ${this.wide ? '' : 'small'}" type="button" title=${hint} aria-disabled=${why ? 'true' : 'false'}
        @click=${() => why || this.input.click()}>${callIcons.document}${this.label}</button>
      <input type="file" hidden accept=${ACCEPTED} @change=${this.#picked}>
    </div>`
  }

  #trouble(): TemplateResult | typeof nothing {
    const { trouble } = this.shared
    if (trouble === null) return nothing
    return html`<div class="trouble" role="alert">
      ${callIcons.warning}
      <p><strong>${t('documents.trouble')}</strong>${t(`documents.trouble.${trouble}`)}</p>
      <button class="button" type="button" @click=${() => this.shared.dismiss()}>
        ${t('documents.dismiss')}</button>
    </div>`
  }

  #picked(): void {
    const [file] = this.input.files ?? []
    // The same file may be picked again.
    if (file !== undefined) void this.shared.pick(file)
    this.input.value = ''
  }
}
