import { repeat } from 'lit/directives/repeat.js'
import { html, nothing, type TemplateResult } from 'lit/html.js'
import { t } from '../customer/chatting/text.js'
import { t as customerText } from '../customer/text.js'
import { composer, line, welcome } from '../customer/ui/dialog.js'
import { trusted } from '../customer/ui/trusted.js'
import { statusText } from '../customer/view.js'
import type { SiteFacts } from '../dock/facts.js'
import type { ChatWindow } from './chat_window.js'

/** All that stands in the window. */
export function chatWindow(room: ChatWindow, facts: SiteFacts): TemplateResult {
  if (room.isStray) return html`<main class="dialog"><p class="stray">${t('talk.stray')}</p></main>`
  const { chatting, lines, connection, conversation, asking, failure } = room
  const status = statusText({ connection, conversation: conversation.view })
  const actions = { send: (text: string) => room.send(text) }
  return html`
    <main class="dialog" aria-labelledby="title">
      <div class="head">
        <div class="heading">
          <h1 id="title">${customerText('dialog.title')}</h1>
          <p>${facts.organisation}</p>
        </div>
      </div>
      ${status === null ? nothing : html`<p class="status">${status}</p>`}
      <div role="status" class="asking">
        ${asking === null ? nothing : hint(asking, () => room.showPage())}
      </div>
      <div class="log" role="log" aria-label=${customerText('chat.log')} tabindex="0">
        ${
          lines.length === 0
            ? welcome()
            : repeat(
                lines,
                ({ seq }) => seq,
                (one) => line(one, chatting),
              )
        }
      </div>
      <div class="talk">${chatting.foot}</div>
      <p class="failure" role="alert">${failure ?? ''}</p>
      ${composer({ maySend: connection !== 'stopped', chat: chatting }, actions)}
    </main>
  `
}

function hint(agent: string, showPage: () => void): TemplateResult {
  return html`
    <p>${t('talk.asks', { agent })}</p>
    <button class="button" type="button" @click=${trusted(showPage)}>${t('talk.show_page')}</button>
  `
}
