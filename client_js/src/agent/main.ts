import { css } from 'lit'
import { tokens } from '../ui/tokens.js'
import { AgentConsole } from './console.js'
import { ownPage } from './own_page.js'

const page = css`
  html,
  body {
    height: 100%;
    margin: 0;
    background: var(--surface);
  }
  alongside-agent-console {
    height: 100%;
  }
`

// The tokens are inherited through every shadow root below.
for (const { styleSheet } of [tokens, page]) {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet)
}

await ownPage.begin()
if (!document.querySelector('alongside-agent-console')) document.body.append(new AgentConsole())
