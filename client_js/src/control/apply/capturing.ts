import { isConnected } from '../../mirror/capture/dom.js'
import { type Pointing, pointerEvent } from './events.js'
import { dispatch, realmOf } from './natives.js'

const METHODS = ['setPointerCapture', 'releasePointerCapture', 'hasPointerCapture'] as const

/**
 * Pointer capture for a mouse that is not there. Browsers ignore `setPointerCapture` while no real
 * button is down, so while a handler of the page deals with an event of ours, these three methods
 * are ours.
 */
export class Capturing {
  /** All events of the held pointer go to this element. */
  #element: Element | null = null

  /** Where an event of the pointer goes that is over `element`. */
  targetOver(element: Element): Element {
    return this.#element && isConnected(this.#element) ? this.#element : element
  }

  /** `act` dispatches to `target` while a button is down. */
  during<T>(target: Element, act: () => T): T {
    const { prototype } = realmOf(target).Element
    const own = METHODS.map((name) => Object.getOwnPropertyDescriptor(prototype, name))
    Object.defineProperties(prototype, {
      setPointerCapture: { ...own[0], value: this.#setter() },
      releasePointerCapture: { ...own[1], value: this.#releaser() },
      hasPointerCapture: { ...own[2], value: this.#asker() },
    })
    try {
      return act()
    } finally {
      for (const [n, name] of METHODS.entries()) {
        const descriptor = own[n]
        if (descriptor) Object.defineProperty(prototype, name, descriptor)
      }
    }
  }

  /** The button is up. */
  end(pointing: Pointing): void {
    const element = this.#element
    this.#element = null
    if (element && isConnected(element)) {
      dispatch(element, pointerEvent(element, 'lostpointercapture', pointing))
    }
  }

  #setter(): (this: Element) => void {
    const capture = (element: Element): void => {
      this.#element = element
    }
    return function (this: Element): void {
      capture(this)
    }
  }

  #releaser(): (this: Element) => void {
    const release = (element: Element): void => {
      if (this.#element === element) this.#element = null
    }
    return function (this: Element): void {
      release(this)
    }
  }

  #asker(): (this: Element) => boolean {
    const has = (element: Element): boolean => this.#element === element
    return function (this: Element): boolean {
      return has(this)
    }
  }
}
