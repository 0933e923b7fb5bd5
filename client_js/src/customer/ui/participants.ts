import { html, nothing, type TemplateResult } from 'lit/html.js'
import { icons } from '../../ui/icons.js'
import { t } from '../text.js'
import type { Bar, Other } from '../view_bar.js'
import type { WidgetActions } from './actions.js'
import { hasLeft } from './folding.js'
import { trusted } from './trusted.js'

/** Who is in the session, each to be taken out of it, and the way in for somebody else. With one
 * agent only, and nobody to invite, there is nothing in it that the bar and its Stop do not say. */
export function participants(
  { people, invite }: Pick<Bar, 'people' | 'invite'>,
  actions: WidgetActions,
): TemplateResult {
  const count = people.length + 1
  const leave = trusted((event: KeyboardEvent) => {
    const details = event.currentTarget as HTMLDetailsElement
    if (event.key !== 'Escape' || !details.open) return
    event.preventDefault()
    details.open = false
    details.querySelector('summary')?.focus()
  })
  const left = (event: FocusEvent): void => {
    if (hasLeft(event)) (event.currentTarget as HTMLDetailsElement).open = false
  }
  return html`
    <details class="people" @keydown=${leave} @focusout=${left}>
      <summary class="button quiet tool" title=${t('people.title')}>
        ${icons.people}<span>${t('people.title')}</span><b class="count">${count}</b>
      </summary>
      <div class="people-list">
        <ul aria-label=${t('people.title')}>
          <li>${t('people.you')}</li>
          ${people.map((one) => participant(one, actions))}
        </ul>
        ${invite === null ? nothing : invitation(invite.panel, actions)}
      </div>
    </details>
  `
}

function invitation(panel: unknown, actions: WidgetActions): TemplateResult {
  return html`
    <button class="button" type="button" @click=${trusted(() => actions.invite())}>
      ${icons.link}<span>${t('people.invite')}</span>
    </button>
    ${panel ?? nothing}
  `
}

function participant(
  { person, name, guest, state }: Other,
  actions: WidgetActions,
): TemplateResult {
  const does = { sees: t('people.sees'), away: t('people.away'), here: '' }[state]
  const words = [guest ? t('people.guest') : '', does].filter(Boolean).join(', ')
  const remove = t('people.remove', { agent: name })
  return html`
    <li>
      <span>${name}${words === '' ? nothing : html` <small>${words}</small>`}</span>
      <button
        class="button quiet icon"
        type="button"
        aria-label=${remove}
        title=${remove}
        @click=${trusted(() => actions.remove(person))}
      >
        ${icons.close}
      </button>
    </li>
  `
}
