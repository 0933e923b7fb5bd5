import { repeat } from 'lit/directives/repeat.js'
import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Change } from '../../control/changes.js'
import { icons } from '../../ui/icons.js'
import { t } from '../text.js'
import type { WidgetActions } from './actions.js'
import { trusted } from './trusted.js'

/** What agents have changed in this page, the newest first, each to be taken back. Not modal. */
export function changes(list: readonly Change[], actions: WidgetActions): TemplateResult {
  const newest = [...list].reverse()
  const close = () => actions.showChanges(false)
  const leave = trusted((event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
  })
  return html`
    <section class="changes" role="dialog" aria-labelledby="changes-title" @keydown=${leave}>
      <div class="head">
        <h2 id="changes-title" tabindex="-1">${t('changes.title')}</h2>
        <button
          class="button quiet icon"
          type="button"
          aria-label=${t('changes.close')}
          @click=${trusted(close)}
        >
          ${icons.close}
        </button>
      </div>
      <ul class="change-list" tabindex="0" aria-labelledby="changes-title">
        ${repeat(
          newest,
          ({ id }) => id,
          (one) => change(one, actions),
        )}
      </ul>
      ${
        list.length < 2
          ? nothing
          : html`
            <button
              class="button wide"
              type="button"
              @click=${trusted(() => actions.undo(newest.map(({ id }) => id)))}
            >
              ${t('changes.undo_all')}
            </button>
          `
      }
    </section>
  `
}

function change(one: Change, actions: WidgetActions): TemplateResult {
  const label = `change-${one.id}`
  return html`
    <li>
      <p class="change-label" id=${label}>${one.label || t('changes.unnamed')}</p>
      <p class="change-values">
        <span class="visually-hidden">${t('changes.before')}</span>
        <s>${value(one, one.before)}</s>
        <span aria-hidden="true">→</span>
        <span class="visually-hidden">${t('changes.after')}</span>
        <b>${value(one, one.after)}</b>
      </p>
      <button
        class="button"
        type="button"
        aria-describedby=${label}
        @click=${trusted(() => actions.undo([one.id]))}
      >
        ${t('changes.undo')}
      </button>
    </li>
  `
}

function value({ kind }: Change, text: string): string {
  if (kind === 'check') return t(text === 'true' ? 'changes.checked' : 'changes.unchecked')
  return text === '' ? t('changes.empty') : text
}
