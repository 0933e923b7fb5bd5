import { html, nothing, type TemplateResult } from 'lit/html.js'
import { locale } from '../../i18n/spoken.js'
import { trusted } from '../ui/trusted.js'
import type { Invitation, Inviting } from './inviting.js'
import { t } from './text.js'

const ERRORS = ['session_full', 'policy_forbids', 'too_many_tries', 'wrong_state'] as const

/** Below the list of participants, once she wants to invite somebody. */
export function panel(inviting: Inviting): TemplateResult | typeof nothing {
  const { invitation } = inviting
  switch (invitation.kind) {
    case 'none':
      return nothing
    case 'making':
      return html`<p class="hint" role="status">${t('invite.making')}</p>`
    case 'failed': {
      const known = ERRORS.find((code) => code === invitation.code) ?? 'other'
      return html`<p class="hint" role="alert">${t(`invite.error.${known}`)}</p>`
    }
    case 'link':
      return link(invitation, inviting)
  }
}

function link(
  { url, expires, copied }: Extract<Invitation, { kind: 'link' }>,
  inviting: Inviting,
): TemplateResult {
  const time = new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(expires * 1000)
  const select = (event: Event): void => (event.currentTarget as HTMLInputElement).select()
  const answer = copied === null ? '' : t(copied ? 'invite.copied' : 'invite.by_hand')
  return html`
    <div class="invitation">
      <p class="hint" id="invite-hint">${t('invite.until', { time })}</p>
      <input
        class="field"
        readonly
        dir="ltr"
        aria-label=${t('invite.link')}
        aria-describedby="invite-hint"
        .value=${url}
        @focus=${select}
      />
      <div class="ways">
        ${
          typeof navigator.share === 'function'
            ? html`<button class="button" type="button" @click=${trusted(() => inviting.share(t('invite.title')))}>
                ${t('invite.send')}
              </button>`
            : nothing
        }
        <button class="button primary" type="button" @click=${trusted(() => inviting.copy())}>
          ${t('invite.copy')}
        </button>
        <button class="button quiet" type="button" @click=${trusted(() => inviting.close())}>
          ${t('invite.close')}
        </button>
      </div>
      <p class="hint" role="status">${answer}</p>
    </div>
  `
}
