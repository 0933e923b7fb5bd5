const MOST_MS = 500
const MOST_PX = 5
const MOST_CLICKS = 3

interface Press {
  readonly button: number
  readonly clientX: number
  readonly clientY: number
  /** Milliseconds. */
  readonly timeStamp: number
}

/** Tells double and triple clicks, for pointer events do not count. */
export class ClickCount {
  #last: Press | null = null
  #count = 0

  /** The how manyth click this press begins. */
  press(event: Press): number {
    const last = this.#last
    const again =
      last !== null &&
      last.button === event.button &&
      event.timeStamp - last.timeStamp < MOST_MS &&
      Math.abs(event.clientX - last.clientX) <= MOST_PX &&
      Math.abs(event.clientY - last.clientY) <= MOST_PX
    this.#count = again ? Math.min(this.#count + 1, MOST_CLICKS) : 1
    const { button, clientX, clientY, timeStamp } = event
    this.#last = { button, clientX, clientY, timeStamp }
    return this.#count
  }
}
