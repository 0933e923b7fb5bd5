import { html, nothing, type TemplateResult } from 'lit/html.js'
import { icons } from '../../ui/icons.js'
import { t } from '../text.js'
import type { Bar } from '../view_bar.js'
import type { WidgetActions } from './actions.js'
import { beside, hasLeft } from './folding.js'
import { participants } from './participants.js'
import { trusted } from './trusted.js'

/** What of the bar is open. */
export interface BarState {
  /** In narrow windows, what is not always needed. */
  more: boolean
  changes: boolean
}

/** Over the page for as long as it may flow: who sees it, who uses it, what, and how to end that. */
export function bar(
  view: Bar,
  state: BarState,
  actions: WidgetActions,
  toggleMore: () => void,
): TemplateResult {
  return html`
    <section class=${`bar ${view.tone}`} tabindex="-1" aria-label=${t('bar.title')}>
      <span class="dot" aria-hidden="true"></span>
      <p class="bar-text">
        ${
          view.status === ''
            ? nothing
            : html`<span class="bar-status" title=${view.detail || nothing}>${view.status}</span>`
        }
        ${view.control === null ? nothing : html`<span class="bar-control" title=${view.detail || nothing}>${view.control}</span>`}
        <span class=${view.isPrivate ? 'bar-note' : 'bar-note usual'}>${view.note}</span>
      </p>
      <div
        class=${state.more ? 'bar-tools shown' : 'bar-tools'}
        id="bar-tools"
        @focusout=${(event: FocusEvent) => {
          if (state.more && hasLeft(event, '.more')) toggleMore()
        }}
        @keydown=${trusted((event: KeyboardEvent) => {
          if (event.key !== 'Escape' || !state.more || event.defaultPrevented) return
          beside(event, '.more')?.focus()
          toggleMore()
        })}
      >
        ${tools(view, state, actions)}
      </div>
      ${view.control === null ? nothing : endControl(actions)} ${ending(view, actions)}
      ${moreButton(state.more, toggleMore)}
    </section>
  `
}

function tools(view: Bar, state: BarState, actions: WidgetActions): TemplateResult {
  return html`
    ${view.outlines === null ? nothing : outlineSwitch(view.outlines, actions)}
    ${view.preview ? tool(icons.screen, t('bar.preview'), () => actions.preview()) : nothing}
    ${view.changes === 0 ? nothing : changesButton(view.changes, state.changes, actions)}
    ${view.switch === null ? nothing : switchButton(view.switch, actions)}
    ${view.people.length < 2 && view.invite === null ? nothing : participants(view, actions)}
    ${tool(icons.newTab, t('tabs.open'), () => actions.openTab())}
    ${view.tabs ? tool(icons.tabOff, t('tabs.unshare'), () => actions.unshareTab()) : nothing}
    ${view.mayPause ? tool(icons.pause, t('bar.pause'), () => actions.pause()) : nothing}
  `
}

function tool(icon: unknown, name: string, act: () => void): TemplateResult {
  return html`
    <button class="button quiet tool" type="button" title=${name} @click=${trusted(act)}>
      ${icon}<span>${name}</span>
    </button>
  `
}

function outlineSwitch(on: boolean, actions: WidgetActions): TemplateResult {
  return html`
    <button
      class="button quiet tool"
      type="button"
      aria-pressed=${on ? 'true' : 'false'}
      title=${t('bar.outline')}
      @click=${trusted(() => actions.outline(!on))}
    >
      ${on ? icons.eye : icons.eyeOff}<span>${t('bar.outline')}</span>
    </button>
  `
}

function changesButton(count: number, shown: boolean, actions: WidgetActions): TemplateResult {
  return html`
    <button
      class="button quiet tool changes-button"
      type="button"
      aria-expanded=${shown ? 'true' : 'false'}
      title=${t('bar.changes')}
      @click=${trusted(() => actions.showChanges(!shown))}
    >
      ${icons.list}<span>${t('bar.changes')}</span><b class="count" aria-hidden="true">${count}</b>
    </button>
  `
}

function switchButton(to: NonNullable<Bar['switch']>, actions: WidgetActions): TemplateResult {
  const act = () => (to === 'take' ? actions.endControl() : actions.giveControl(to.give))
  return html`
    <button class="button quiet tool" type="button" title=${t('bar.switch')} @click=${trusted(act)}>
      ${icons.swap}<span>${t('bar.switch')}</span>
    </button>
  `
}

function endControl(actions: WidgetActions): TemplateResult {
  return html`
    <button class="button take" type="button" @click=${trusted(() => actions.endControl())}>
      ${icons.hand}<span>${t('bar.end_control')}</span>
    </button>
  `
}

function ending(view: Bar, actions: WidgetActions): TemplateResult {
  if (view.tone !== 'paused') {
    const stop = () => (view.stop === 'pause' ? actions.pause() : actions.stop())
    return html`
      <button class="button danger" type="button" @click=${trusted(stop)}>
        ${icons.stop}<span>${t('bar.stop')}</span>
      </button>
    `
  }
  return html`
    <button class="button primary" type="button" @click=${trusted(() => actions.resume())}>
      ${icons.play}<span>${t('bar.resume')}</span>
    </button>
    <button class="button danger" type="button" @click=${trusted(() => actions.stop())}>
      ${icons.stop}<span>${t('bar.end_session')}</span>
    </button>
  `
}

function moreButton(shown: boolean, toggle: () => void): TemplateResult {
  return html`
    <button
      class="button quiet icon more"
      type="button"
      aria-label=${t('bar.more')}
      aria-expanded=${shown ? 'true' : 'false'}
      aria-controls="bar-tools"
      @click=${trusted(toggle)}
    >
      ${icons.more}
    </button>
  `
}
