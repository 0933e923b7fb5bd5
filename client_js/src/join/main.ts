import { css } from 'lit'
import { OwnPage } from '../i18n/own_page.js'
import { tokens } from '../ui/tokens.js'
import { GuestPage } from './guest_page.js'

const page = css`
  html,
  body {
    height: 100%;
    margin: 0;
    background: var(--surface-sunken);
  }
`

// The tokens are inherited through every shadow root below.
for (const { styleSheet } of [tokens, page]) {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet)
}

const ownPage = new OwnPage('join')
await ownPage.begin()
const guest = new GuestPage()
guest.page = ownPage
guest.invitation = location.hash.slice(1)
document.body.append(guest)
// Another invitation in the same window.
addEventListener('hashchange', () => location.reload())
