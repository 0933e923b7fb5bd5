import { html, nothing, type TemplateResult } from 'lit'
import { icons } from '../../ui/icons.js'
import { t } from '../text.js'
import type { Bar } from '../view.js'
import type { WidgetActions } from './actions.js'
import { trusted } from './trusted.js'

/** Shown at the top of the window for as long as the page may flow: who sees it, what, Stop. */
export function bar(view: Bar, actions: WidgetActions): TemplateResult {
  return html`
    <div class=${`frame ${view.tone}`} aria-hidden="true"></div>
    <section class=${`bar ${view.tone}`} aria-label=${t('bar.title')}>
      <span class="dot" aria-hidden="true"></span>
      <p class="bar-text">
        <span class="bar-status" title=${view.detail || nothing}>${view.status}</span>
        ${
          view.isPrivate
            ? html`<span class="bar-note">${t('bar.private')}</span>`
            : html`<span class="bar-note usual">${t('bar.hidden')}</span>`
        }
      </p>
      ${view.outlines === null ? nothing : outlineSwitch(view.outlines, actions)}
      <button class="button danger" type="button" @click=${trusted(() => actions.stop())}>
        ${icons.stop}<span>${t('bar.stop')}</span>
      </button>
    </section>
  `
}

function outlineSwitch(on: boolean, actions: WidgetActions): TemplateResult {
  return html`
    <button
      class="button quiet outline-switch"
      type="button"
      aria-pressed=${on ? 'true' : 'false'}
      title=${t('bar.outline')}
      @click=${trusted(() => actions.outline(!on))}
    >
      ${on ? icons.eye : icons.eyeOff}<span>${t('bar.outline')}</span>
    </button>
  `
}
