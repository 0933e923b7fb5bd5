import { AlongsideAgent, setHome } from './element.js'
import type { AlongsideAgentEvents } from './events.js'

declare global {
  interface HTMLElementTagNameMap {
    'alongside-agent': AlongsideAgent
  }
}

export type { AlongsideAgentEvents }

const NAME = 'alongside-agent'
const script = document.currentScript as HTMLScriptElement | null

// A page may have the tag twice.
if (!customElements.get(NAME)) {
  setHome(script?.src || null)
  customElements.define(NAME, AlongsideAgent)
}
