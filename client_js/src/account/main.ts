import { css } from 'lit'
import { OwnPage } from '../i18n/own_page.js'
import { tokens } from '../ui/tokens.js'
import { AccountPage } from './page.js'

const sheet = css`
  html,
  body {
    min-height: 100%;
    margin: 0;
    background: var(--surface-sunken);
  }
`

// The tokens are inherited through the shadow roots below.
for (const { styleSheet } of [tokens, sheet]) {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet)
}

const ownPage = new OwnPage('account')
await ownPage.begin()
const page = new AccountPage()
page.page = ownPage
document.body.append(page)
