/** The agent's side: from an event of the agent's mouse or keyboard to what comes of it in the
 * mirror. */
import { now } from './link.js'

/** What is waited for, of which event it comes, and how it is seen. */
const KINDS = {
  click: { event: 'pointerup', watch: watchText },
  key: { event: 'keydown', watch: watchValue },
  drag: { event: 'pointermove', watch: watchStyle },
} as const

const PATIENCE_MS = 10_000

class ControlBench {
  #trip: Promise<number> | null = null

  /** Before the agent does it; where there is no mirror, until it comes back. */
  arm(kind: keyof typeof KINDS): void {
    const { event, watch } = KINDS[kind]
    let from = Number.NaN
    const note = ({ timeStamp }: Event): void => {
      from = performance.timeOrigin + timeStamp
    }
    addEventListener(event, note, { capture: true, once: true })
    this.#trip = new Promise((resolve, reject) => {
      const seen = (): void => resolve(now() - from)
      if (window.control.echoed) window.control.echoed = seen
      else watch(inMirror(), seen)
      setTimeout(() => reject(new Error(`nothing came of ${kind}`)), PATIENCE_MS)
    })
  }

  /** Milliseconds from the event's time. */
  trip(): Promise<number> | null {
    return this.#trip
  }

  /** Where the middle of an element of the mirror is in this window, with a mirror of the same size. */
  middle(selector: string): [number, number] {
    const mirror = inMirror()
    const box = find(mirror, selector).getBoundingClientRect()
    const frame = mirror.defaultView?.frameElement?.getBoundingClientRect() ?? new DOMRect()
    const scale = frame.width / (mirror.defaultView?.innerWidth || frame.width)
    const at = [box.x + box.width / 2, box.y + box.height / 2] as const
    return [frame.x + at[0] * scale, frame.y + at[1] * scale]
  }
}

function inMirror(): Document {
  const mirror = window.viewer.document
  if (!mirror) throw new Error('no mirror')
  return mirror
}

function find(mirror: Document, selector: string): HTMLElement {
  const found = mirror.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`no ${selector} in the mirror`)
  return found
}

function watchText(mirror: Document, seen: () => void): void {
  once(find(mirror, '#state'), { childList: true, characterData: true, subtree: true }, seen)
}

function watchStyle(mirror: Document, seen: () => void): void {
  once(find(mirror, '#thumb'), { attributeFilter: ['style'] }, seen)
}

function once(target: Node, what: MutationObserverInit, seen: () => void): void {
  const observer = new MutationObserver(() => {
    observer.disconnect()
    seen()
  })
  observer.observe(target, what)
}

/** A field's value changes without an event: this one property tells of it. It is seen when there is
 * one letter more, as React has made it: large. */
function watchValue(mirror: Document, seen: () => void): void {
  const field = find(mirror, '#name') as HTMLInputElement
  const { HTMLInputElement: Input } = mirror.defaultView as Window & typeof globalThis
  const native = Object.getOwnPropertyDescriptor(Input.prototype, 'value')
  const expected = `${field.value}X`
  Object.defineProperty(field, 'value', {
    configurable: true,
    get: () => native?.get?.call(field),
    set: (value: string) => {
      native?.set?.call(field, value)
      if (value !== expected) return
      Reflect.deleteProperty(field, 'value')
      seen()
    },
  })
}

declare global {
  interface Window {
    controlBench: ControlBench
  }
}

window.controlBench = new ControlBench()
