import { css } from 'lit'
import { tokens } from '../ui/tokens.js'
import { CheckPage } from './page.js'

const page = css`
  html,
  body {
    height: 100%;
    margin: 0;
    background: var(--surface-sunken);
  }
`

// The tokens are inherited through the shadow root below.
for (const { styleSheet } of [tokens, page]) {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet)
}

document.body.append(new CheckPage())
