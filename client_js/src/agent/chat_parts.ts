import { html, nothing, type TemplateResult } from 'lit'
import { pieces } from '../chat/links.js'
import type { Mark } from '../chat/marks.js'
import { type Entry, fileName, save, transcript } from '../chat/transcript.js'
import type { Person } from '../signaling/messages.js'
import { customerLabel } from './labels.js'
import type { Conversation } from './state.js'
import { locale, say, t } from './texts.js'
import { rowsOf } from './timeline.js'

/** What somebody wrote, with its addresses as links. */
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
  return html`<span class="mark soft" aria-live="off">${t(`talk.${mark}`)}</span>`
}

/** Below the log, always as high as one line: nothing moves when somebody begins to write. */
export function talkLine(conversation: Conversation, typing: readonly Person[]): TemplateResult {
  const { view, timeline } = conversation
  const maySave = view.policy.transcript_export && timeline.length > 0
  return html`
    <div class="talk soft">
      <p class="typing" role="status">${view.state === 'ended' ? '' : typingText(typing)}</p>
      ${
        maySave
          ? html`<button class="save" type="button" @click=${() => saveTranscript(conversation)}>
            ${t('talk.save')}
          </button>`
          : nothing
      }
    </div>
  `
}

function typingText(people: readonly Person[]): string {
  if (people.length === 0) return ''
  const names = people.map(({ role, name }) => (role === 'customer' ? t('talk.customer') : name))
  const list = new Intl.ListFormat(locale()).format(names)
  return t('talk.typing', { names: list, count: people.length })
}

function saveTranscript(conversation: Conversation): void {
  const { view } = conversation
  const title = t('talk.title', { name: `${customerLabel(view)}, ${view.site_name}` })
  save(fileName(new Date()), transcript(title, entriesOf(conversation), locale()), document)
}

/** What the log shows, with everybody by name. */
export function entriesOf({ view, timeline }: Conversation): Entry[] {
  return rowsOf(timeline).map((row) => {
    if (row.kind === 'notice') return { at: row.at, who: null, text: say(row.sentence) }
    const who = row.by.role === 'customer' ? customerLabel(view) : row.by.name
    return { at: row.at, who, text: row.text }
  })
}
