import { type Hands, HandsMaker } from '../agent/hands.js'

const nothing = (): void => undefined

/** Guests touch nothing, whatever the customer's browser were to let them do. */
const IDLE: Hands = {
  open: nothing,
  close: nothing,
  start: nothing,
  stop: nothing,
  focus: nothing,
  navigate: nothing,
  goTo: nothing,
  tab: nothing,
}

export const idleHands = new HandsMaker(() => IDLE)
