import { html, type TemplateResult } from 'lit'
import type { Change } from './book_api.js'
import { changeWords, type FieldWords } from './change_words.js'
import { t } from './texts.js'

/** What is different, one sentence a line. */
export function changeList(changes: readonly Change[], words: FieldWords): TemplateResult {
  if (changes.length === 0) return html`<p class="soft">${t('admin.rulebook.no_changes')}</p>`
  return html`<ul>
    ${changes.map((change) => html`<li><bdi>${changeWords(change, words)}</bdi></li>`)}
  </ul>`
}
