import { html, nothing, svg, type TemplateResult } from 'lit/html.js'
import { pieces } from '../../chat/links.js'
import type { Mark } from '../../chat/marks.js'
import type { Person } from '../../signaling/messages.js'
import { trusted } from '../ui/trusted.js'
import { t, typingText } from './text.js'

/** What somebody wrote, with its addresses as links. They open in a tab that knows nothing of this
 * one, so it is no part of the shared session. */
export function words(text: string) {
  return pieces(text).map((piece) =>
    typeof piece === 'string'
      ? piece
      : html`<a href=${piece.href} target="_blank" rel="noopener noreferrer" dir="ltr">${piece.shown}</a>`,
  )
}

/** The log reads itself out; a mark that comes later is no news. */
export function markLine(mark: Mark | null): TemplateResult | typeof nothing {
  if (mark === null) return nothing
  return html`<p class="meta" aria-live="off">${t(`talk.${mark}`)}</p>`
}

/** A small window beside a large one. */
const OWN_WINDOW = svg`<svg class="icon-image" viewBox="0 0 24 24" aria-hidden="true"><path d="M11 5H4v14h16v-6M14 4h6v6M20 4l-9 9"/></svg>`

export function ownWindowButton(open: (() => void) | null): TemplateResult | typeof nothing {
  if (open === null) return nothing
  const name = t('talk.window')
  return html`<button
    class="button quiet icon"
    type="button"
    aria-label=${name}
    title=${name}
    @click=${trusted(open)}
  >
    ${OWN_WINDOW}
  </button>`
}

/** In the log, which reads itself out: what can be pressed is no news. */
export function receiptButton(fetched: (() => void) | null): TemplateResult | typeof nothing {
  if (fetched === null) return nothing
  return html`<p class="receipt" aria-live="off">
    <button class="save" type="button" @click=${trusted(fetched)}>${t('talk.receipt')}</button>
  </p>`
}

/** Always as high as one line: nothing moves when somebody begins to write. */
export function foot(people: readonly Person[], saved: (() => void) | null): TemplateResult {
  return html`
    <p class="typing" role="status">${typingText(people)}</p>
    ${
      saved === null
        ? nothing
        : html`<button class="save" type="button" @click=${trusted(saved)}>${t('talk.save')}</button>`
    }
  `
}
