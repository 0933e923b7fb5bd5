import { html, nothing, type TemplateResult } from 'lit'
import { callIcons } from '../../ui/call_icons.js'
import type { Dock } from '../dock.js'
import { t } from '../texts.js'
import { streamOf } from './streams.js'
import { surfacesText, viewersText } from './words.js'

/** What she shares of her screen, or is about to. */
export function screenCard(dock: Dock): TemplateResult {
  const { screen } = dock
  if (screen.track !== null) return shared(dock)
  if (screen.waitsForHer) return chooses(dock)
  return html`<section class="card" aria-label=${t('dock.screen')}>
    <p role="status">${t('dock.screen.choosing')}</p>
    ${stopButton(dock)}
  </section>`
}

function shared(dock: Dock): TemplateResult {
  const { screen } = dock
  return html`<section class="card live ${dock.holds('voice') ? 'beside' : ''}" aria-label=${t('dock.screen')}>
    <h2>${callIcons.screen}<span role="status">
      ${t(`dock.screen.${screen.surface ?? 'monitor'}`)}</span></h2>
    <p>${viewersText(dock)}</p>
    ${screen.state === 'frozen' ? html`<p role="status">${t('dock.screen.frozen')}</p>` : nothing}
    ${screen.wantedAnew ? html`<p role="alert">${t('dock.screen.wanted_anew')}</p>` : nothing}
    <div class="row">
      <button class="button ${screen.wantedAnew ? 'primary' : ''}" type="button"
        @click=${() => screen.pick()}>${t('dock.screen.anew')}</button>
      <button class="button danger" type="button" @click=${() => dock.stopScreen()}>
        ${t('dock.screen.stop')}
      </button>
    </div>
    <video class="preview" autoplay muted playsinline aria-label=${t('dock.screen.preview')}
      .srcObject=${streamOf(screen.track)}></video>
  </section>`
}

function chooses(dock: Dock): TemplateResult {
  const surfaces = surfacesText(dock)
  const more =
    dock.screen.state === 'forbidden'
      ? t('dock.screen.forbidden', { surfaces })
      : t(dock.picksAgain ? 'dock.screen.choose_again' : 'dock.screen.choose_more')
  return html`<section class="card" aria-label=${t('dock.screen')}>
    <p role=${dock.screen.state === 'forbidden' ? 'alert' : 'status'}>${more}</p>
    <p>${t('dock.screen.allowed', { surfaces })}</p>
    <button class="button primary choose" type="button" @click=${() => dock.screen.pick()}>
      ${callIcons.screen}${t('dock.screen.choose')}
    </button>
    ${stopButton(dock)}
  </section>`
}

function stopButton(dock: Dock): TemplateResult {
  return html`<button class="button" type="button" @click=${() => dock.stopScreen()}>
    ${t('dock.screen.stop')}
  </button>`
}
