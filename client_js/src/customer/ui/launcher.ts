import { html, nothing, type TemplateResult } from 'lit/html.js'
import { icons } from '../../ui/icons.js'
import { t } from '../text.js'
import type { WidgetView } from '../view.js'
import type { WidgetActions } from './actions.js'
import { trusted } from './trusted.js'

/** The round-cornered button in the corner, with a blurb for what waits behind it. */
export function launcher(view: WidgetView, actions: WidgetActions): TemplateResult {
  const blurb = view.open || !view.blurbs ? null : blurbText(view)
  return html`
    <div class="launcher-row">
      ${blurb === null ? nothing : html`<p class="blurb" id="blurb">${blurb}</p>`}
      <button
        class="button primary launcher"
        type="button"
        aria-haspopup="dialog"
        aria-expanded=${view.open ? 'true' : 'false'}
        aria-describedby=${blurb === null ? nothing : 'blurb'}
        @click=${trusted(() => actions.open())}
      >
        ${icons.chat}<span>${t('launcher.help')}</span>
        ${
          view.unread > 0 && !view.open
            ? html`<span class="badge" aria-hidden="true">${view.unread}</span>`
            : nothing
        }
      </button>
    </div>
  `
}

function blurbText(view: WidgetView): string | null {
  if (view.prompt !== null) {
    const { kind, agent } = view.prompt
    if (kind === 'view') return t('launcher.asks', { agent })
    if (view.prompt.kind === 'join')
      return view.prompt.transfer ? t('join.change') : t('join.title', { agent })
    if (kind === 'control') return t('launcher.asks_control', { agent })
    return view.calls?.ui.blurb(kind, agent) ?? null
  }
  if (view.unread > 0) return t('launcher.unread', { count: view.unread })
  return null
}
