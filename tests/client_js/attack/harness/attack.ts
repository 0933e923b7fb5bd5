/** What the adversarial tests load into a page beside the harness of the mirror's tests. */
import { colours, everything, PHASES, prepareAll } from './canaries.js'

const attack = { colours, everything, PHASES, prepareAll }

declare global {
  interface Window {
    attack: typeof attack
  }
}

window.attack = attack
