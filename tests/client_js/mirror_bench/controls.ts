import type { Link } from './link.js'

/** Both halves of a way to control the customer's page: each page calls its own. */
export interface Control {
  /** On the customer's side, when the recorder has been started. */
  take(link: Link): void
  /** On the agent's side, when the mirror can be seen: what the agent's mouse and keyboard do on the
   * window goes to the customer's side. */
  reach(link: Link): void
  /** Without a mirror: called when what the agent has done has come back. */
  echoed?: () => void
}

declare global {
  interface Window {
    control: Control
  }
}
