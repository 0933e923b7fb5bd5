/** What the adversarial tests load into a page beside the harness of the mirror's tests. */
import { colours, everything, PHASES, prepareAll } from './canaries.js'
import { FLOODS, hammer } from './floods.js'
import { Forgery, parse } from './forge.js'
import { plant, refusable, replant, VectorForgery } from './vectors.js'

const attack = {
  colours,
  everything,
  PHASES,
  prepareAll,
  parse,
  plant,
  replant,
  refusable,
  FLOODS,
  hammer,
  Forgery,
  VectorForgery,
}

declare global {
  interface Window {
    attack: typeof attack
  }
}

window.attack = attack
