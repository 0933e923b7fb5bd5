import { css } from 'lit'
import { tokens } from '../ui/tokens.js'
import { AgentConsole } from './console.js'
import { EmbeddedConsole } from './embedded/embedded_console.js'
import { embeddedIn } from './embedded/embedding.js'
import { ownPage } from './own_page.js'
import { wishOf } from './pop_out.js'

const page = css`
  html,
  body {
    height: 100%;
    margin: 0;
    background: var(--surface);
  }
  alongside-agent-console,
  alongside-embedded-console {
    height: 100%;
  }
  @media (max-height: 520px) {
    alongside-agent-console {
      height: auto;
      min-height: 100%;
    }
  }
`

// The tokens are inherited through every shadow root below.
for (const { styleSheet } of [tokens, page]) {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet)
}

const embedding = embeddedIn(window)

// A window of its own begins with a copy of its opener's; what belongs to calls is not for two.
if (wishOf(location.search).alone) sessionStorage.clear()

if (embedding) {
  const pane = new EmbeddedConsole()
  // The page around greets as soon as this document has loaded.
  pane.begin(embedding)
  await ownPage.begin(embedding.language)
  document.body.append(pane)
} else {
  await ownPage.begin()
  if (!document.querySelector('alongside-agent-console')) document.body.append(new AgentConsole())
}
