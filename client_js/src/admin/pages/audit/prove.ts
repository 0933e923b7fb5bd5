import { html, nothing, type TemplateResult } from 'lit'
import '../../parts/copy.js'
import { t } from './texts.js'

export interface Proof {
  /** Where the file is. */
  readonly href: string
  /** What the link to it says. */
  readonly download: string
  /** All that have signed; the last one signs now. */
  readonly keys: readonly string[]
  /** The last checkpoint, where it is known. */
  readonly note?: string | undefined
}

/** What somebody needs who does not trust this server. */
export function proveCard({ href, download, keys, note }: Proof): TemplateResult {
  const [key = '', ...older] = [...keys].reverse()
  const trusted = keys.map((one) => `--key ${one}`).join(' ')
  return html`<section class="card" aria-labelledby="prove">
    <h2 id="prove">${t('admin.audit.prove')}</h2>
    <p class="soft">${t('admin.audit.prove_lead')}</p>
    <p><a class="button" href=${href} download>${download}</a></p>
    <alongside-copy label=${t('admin.audit.key')} text=${key}></alongside-copy>
    ${older.map((one) => html`<alongside-copy label=${t('admin.audit.old_key')} text=${one}></alongside-copy>`)}
    <alongside-copy label=${t('admin.audit.command')}
      text="alongside audit verify audit.jsonl ${trusted}"></alongside-copy>
    ${
      note === undefined
        ? nothing
        : html`<alongside-copy label=${t('admin.audit.checkpoint')} text=${note}></alongside-copy>
          <p class="soft">${t('admin.audit.checkpoint_more')}</p>`
    }
  </section>`
}
