/** Lets the operator point at an element of the page: nothing of the page hears of it. */
export class Picker {
  #on = false

  constructor(
    private readonly options: {
      own: Element
      aimed(element: Element): void
      picked(element: Element | null): void
    },
  ) {}

  start(): void {
    if (this.#on) return
    this.#on = true
    for (const type of TYPES) window.addEventListener(type, this.#heard, { capture: true })
  }

  stop(): void {
    this.#on = false
    for (const type of TYPES) window.removeEventListener(type, this.#heard, { capture: true })
  }

  readonly #heard = (event: Event): void => {
    const [target] = event.composedPath()
    if (!(target instanceof Element) || target === this.options.own) return
    if (event instanceof KeyboardEvent) {
      if (event.key === 'Escape') this.#done(event, null)
      return
    }
    if (event.type === 'pointermove') this.options.aimed(target)
    else if (event.type === 'click') this.#done(event, target)
    else swallow(event)
  }

  #done(event: Event, element: Element | null): void {
    swallow(event)
    this.stop()
    this.options.picked(element)
  }
}

const TYPES = [
  'pointermove',
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'click',
  'keydown',
]

function swallow(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}
