import type { Control } from './controls.js'
import type { Link } from './link.js'

/** The floor: there and back over the data channel, with nothing done in between. */
class EchoControl implements Control {
  echoed = (): void => undefined

  take({ channels: { input } }: Link): void {
    input.addEventListener('message', ({ data }) => input.send(String(data)))
  }

  reach({ channels: { input } }: Link): void {
    for (const type of ['pointermove', 'pointerup', 'keydown'] as const) {
      addEventListener(type, () => input.send(type))
    }
    input.addEventListener('message', () => this.echoed())
  }
}

window.control = new EchoControl()
