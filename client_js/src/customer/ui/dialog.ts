import { repeat } from 'lit/directives/repeat.js'
import { html, nothing, type TemplateResult } from 'lit/html.js'
import { icons } from '../../ui/icons.js'
import type { Chatting } from '../chatting/chatting.js'
import type { Line } from '../telling.js'
import { clockTime, t } from '../text.js'
import type { SharePanel, WidgetView } from '../view.js'
import type { WidgetActions } from './actions.js'
import { language } from './language.js'
import { trusted } from './trusted.js'

const MOST_CHARACTERS = 4096

/** The chat window. Not modal: the page stays in use beside it. */
export function dialog(view: WidgetView, actions: WidgetActions): TemplateResult {
  const leave = trusted((event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.isComposing) actions.close()
  })
  return html`
    <section class="dialog" role="dialog" aria-labelledby="title" @keydown=${leave}>
      <div class="head">
        <div class="heading">
          <h2 id="title">${t('dialog.title')}</h2>
          <p>${view.subtitle}</p>
        </div>
        ${view.languages === null ? nothing : language(view.languages, actions)}
        ${view.chat?.ownWindow ?? nothing}
        <button
          class="button quiet icon"
          type="button"
          aria-label=${t('dialog.close')}
          @click=${trusted(() => actions.close())}
        >
          ${icons.minimise}
        </button>
      </div>
      ${view.status === null ? nothing : html`<p class="status">${view.status}</p>`}
      <div class="log" role="log" aria-label=${t('chat.log')} tabindex="0">
        ${
          view.lines.length === 0
            ? welcome()
            : repeat(
                view.lines,
                ({ seq }) => seq,
                (one) => line(one, view.chat, true),
              )
        }
      </div>
      <div class="talk">${view.chat?.foot ?? nothing}</div>
      ${view.calls === null ? nothing : view.calls.ui.panel(view.calls.state, view.calls)}
      ${sharePanel(view.share, actions)} ${composer(view, actions)}
    </section>
  `
}

export function welcome(): TemplateResult {
  return html`
    <div class="welcome">
      <p class="welcome-title">${t('dialog.welcome')}</p>
      <p>${t('dialog.welcome_more')}</p>
    </div>
  `
}

/** `notices`: what they say as well is not read out here. */
export function line(one: Line, chat: Chatting | null, notices = false): TemplateResult {
  switch (one.kind) {
    case 'event':
      return html`
        <p class="event" aria-live=${notices && one.noticed ? 'off' : nothing}>${one.text}</p>
        ${chat?.receipt(one.ended) ?? nothing}
      `
    case 'message':
      return html`
        <div class=${one.mine ? 'message mine' : 'message'}>
          <p class="meta"><bdi>${one.author}</bdi> · <bdi>${clockTime(one.at)}</bdi></p>
          <p class="text" dir="auto">${chat?.words(one.text) ?? one.text}</p>
          ${chat?.mark(one.seq) ?? nothing}
        </div>
      `
    case 'sending':
      return html`
        <div class="message mine sending" aria-live="off">
          <p class="meta">${t('chat.sending')}</p>
          <p class="text" dir="auto">${one.text}</p>
        </div>
      `
  }
}

function sharePanel(panel: SharePanel, actions: WidgetActions): TemplateResult | typeof nothing {
  switch (panel.kind) {
    case 'none':
      return nothing
    case 'button':
      return html`
        <div class="share">
          <button
            class="button wide"
            type="button"
            aria-describedby="share-hint"
            ?disabled=${panel.disabled}
            @click=${trusted(() => actions.share(panel.control))}
          >
            ${icons.share}<span>${panel.again ? t('share.again') : t('share.button')}</span>
          </button>
          <p class="hint" id="share-hint">
            ${panel.control ? t('share.hint_control') : t('share.hint')}
          </p>
        </div>
      `
    case 'over':
      return html`<p class="share hint">${t('share.over')}</p>`
    case 'waiting':
      return html`
        <div class="share waiting">
          ${panel.code === null ? nothing : codeBlock(panel.code)}
          <p class="hint">${panel.note}</p>
          ${panel.validity === '' ? nothing : html`<p class="hint">${panel.validity}</p>`}
          <button class="button wide" type="button" @click=${trusted(() => actions.stop())}>
            ${t('share.cancel')}
          </button>
        </div>
      `
    case 'elsewhere':
      return html`
        <div class="share waiting">
          <p class="hint">${t('share.elsewhere')}</p>
          <button class="button wide" type="button" @click=${trusted(() => actions.stop())}>
            ${t('share.end_there')}
          </button>
        </div>
      `
  }
}

function codeBlock(code: string): TemplateResult {
  return html`
    <dl class="code">
      <dt>${t('session.code')}</dt>
      <dd dir="ltr">${code}</dd>
    </dl>
  `
}

export function composer(
  { maySend, chat }: Pick<WidgetView, 'maySend' | 'chat'>,
  actions: Pick<WidgetActions, 'send'>,
): TemplateResult {
  const send = (form: HTMLFormElement): void => {
    const field = form.elements.namedItem('message') as HTMLTextAreaElement
    const text = field.value.trim()
    if (text === '') return
    field.value = ''
    chat?.sent()
    actions.send(text)
  }
  const submit = trusted((event: SubmitEvent) => {
    event.preventDefault()
    send(event.currentTarget as HTMLFormElement)
  })
  const enter = trusted((event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send((event.currentTarget as HTMLTextAreaElement).form as HTMLFormElement)
  })
  return html`
    <form class="composer" @submit=${submit}>
      <textarea
        class="field"
        name="message"
        rows="1"
        maxlength=${MOST_CHARACTERS}
        autocomplete="off"
        aria-label=${t('chat.message')}
        placeholder=${t('dialog.hint')}
        ?disabled=${!maySend}
        @keydown=${enter}
        @input=${(event: InputEvent) => chat?.typed((event.target as HTMLTextAreaElement).value !== '')}
      ></textarea>
      <button
        class="button primary icon"
        type="submit"
        aria-label=${t('chat.send')}
        ?disabled=${!maySend}
      >
        ${icons.send}
      </button>
    </form>
  `
}
