import { css } from 'lit'
import { tokens } from '../ui/tokens.js'
import { AdminConsole } from './admin_console.js'
import { watchActs } from './attended.js'
import { ownPage } from './own_page.js'

const page = css`
  html,
  body {
    min-height: 100%;
    margin: 0;
    background: var(--surface);
  }
`

// The tokens are inherited through every shadow root below.
for (const { styleSheet } of [tokens, page]) {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet)
}

watchActs(window)
await ownPage.begin()
document.body.append(new AdminConsole())
