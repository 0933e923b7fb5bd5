import { css } from '@lit/reactive-element/css-tag.js'
import { render } from 'lit/html.js'
import { talkStyles } from '../customer/chatting/styles.js'
import { t as customerText } from '../customer/text.js'
import { chat } from '../customer/ui/chat_styles.js'
import { readFacts } from '../dock/facts.js'
import { OwnPage } from '../i18n/own_page.js'
import { controls } from '../ui/controls.js'
import { tokens } from '../ui/tokens.js'
import { ChatWindow } from './chat_window.js'
import { chatWindow } from './view.js'

/** The chat fills the window. */
const page = css`
  html,
  body {
    height: 100%;
    margin: 0;
    background: var(--surface);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  h1,
  p {
    margin: 0;
  }
  .dialog {
    height: 100%;
    border: 0;
    border-radius: 0;
    box-shadow: none;
    animation: none;
  }
  .heading h1 {
    font: 700 var(--text-large) / 1.2 var(--font);
  }
  .asking:has(p) {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2);
    padding: var(--space-2) var(--space-4);
    border-bottom: 1px solid var(--line);
    background: var(--accent-soft);
  }
  /* Little height: the window scrolls as a whole, and the question stays in sight. */
  @media (max-height: 520px) {
    .asking {
      position: sticky;
      top: 56px;
      z-index: 1;
    }
  }
  .stray {
    margin: auto;
    padding: var(--space-4);
    text-align: center;
  }
  .failure:not(:empty) {
    padding: var(--space-2) var(--space-4);
    color: var(--live);
    font-size: var(--text-small);
  }
`

await new OwnPage('chat').begin(new URLSearchParams(location.search).get('language'))

const sheets = [tokens, controls, chat, talkStyles, page]
document.adoptedStyleSheets.push(...sheets.map(({ styleSheet }) => styleSheet as CSSStyleSheet))
document.title = customerText('dialog.title')
document.body.className = 'alongside-tokens'

const NEAR_THE_END_PX = 40
const facts = readFacts(document)
const room = new ChatWindow({ own: window, facts, changed: show })

function show(): void {
  const before = document.querySelector('.log')
  const atEnd =
    before === null ||
    before.scrollHeight - before.scrollTop - before.clientHeight < NEAR_THE_END_PX
  render(chatWindow(room, facts), document.body)
  if (atEnd) document.querySelector('.log')?.scrollTo(0, 1e9)
}

show()
document.querySelector('textarea')?.focus()
room.start()
