import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import { customElement, property } from 'lit/decorators.js'
import '../../documents/ui/share_document.js'
import { controls } from '../../ui/controls.js'
import type { Desk } from '../desk.js'
import { errorSentence } from '../errors.js'
import { say, t } from '../texts.js'
import { documentPlace } from './document_desk.js'

/** Begins to share a document with the customer of one conversation. */
@customElement('alongside-document-tools')
export class DocumentTools extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        padding: var(--space-2) var(--space-4);
        border-bottom: 1px solid var(--line);
      }
      .error {
        margin: 0;
        color: var(--live-soft-ink);
        font-size: var(--text-small);
      }
      .error:empty {
        display: none;
      }
    `,
  ]

  @property({ attribute: false }) desk!: Desk
  @property({ attribute: false }) conversation!: string
  /** Rises whenever the desk has changed. */
  @property({ attribute: false }) revision = 0

  override render(): TemplateResult | typeof nothing {
    const { documents } = this.desk.calls
    const view = this.desk.store.mine.get(this.conversation)?.view
    const shared = documents.in(this.conversation)
    const isHidden = !view || !documents.isOffered(view) || shared.phase !== 'none'
    this.toggleAttribute('hidden', isHidden)
    if (isHidden) return nothing
    const obstacle = documents.obstacle(view)
    const code = this.desk.errorAt(documentPlace(this.conversation))
    return html`
      <alongside-share-document .shared=${shared} .revision=${this.revision}
        label=${t('agent.document.share')}
        why=${obstacle === null ? '' : t(`agent.document.${obstacle}`)}></alongside-share-document>
      <p class="error" role="alert">${code ? say(errorSentence(code, 'document')) : ''}</p>
    `
  }
}
