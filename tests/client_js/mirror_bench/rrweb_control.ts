import type { Control } from './controls.js'
import type { Link } from './link.js'
import type { RrwebRecorder } from './rrweb_recorder.js'
import type { RrwebViewer } from './rrweb_viewer.js'

interface Act {
  type: string
  id: number
  x: number
  y: number
  key: string
}

const KEY = 'keydown'
const VALUE = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')

/** The least that works over rrweb, which has no remote control: nothing is checked, nothing asked
 * for, and nobody told. The mouse is aimed by the ids of rrweb's own mirror. */
class RrwebControl implements Control {
  take(link: Link): void {
    const { mirror } = window.recorder as RrwebRecorder
    link.channels.input.addEventListener('message', ({ data }) => {
      const act = JSON.parse(String(data)) as Act
      const element = mirror.getNode(act.id) as HTMLElement | null
      if (element) apply(act, element)
    })
  }

  reach(link: Link): void {
    let focused = 0
    const send = (act: Act): void => link.channels.input.send(JSON.stringify(act))
    for (const type of ['pointerdown', 'pointermove', 'pointerup'] as const) {
      addEventListener(type, (event) => {
        if (type === 'pointermove' && event.buttons === 0) return
        const { id, x, y } = under(event)
        if (type === 'pointerdown') focused = id
        send({ type, id, x, y, key: '' })
      })
    }
    addEventListener(KEY, ({ key }) => send({ type: KEY, id: focused, x: 0, y: 0, key }))
  }
}

function under({ clientX, clientY }: PointerEvent): { id: number; x: number; y: number } {
  const viewer = window.viewer as RrwebViewer
  const frame = viewer.document?.defaultView?.frameElement?.getBoundingClientRect()
  const x = clientX - (frame?.left ?? 0)
  const y = clientY - (frame?.top ?? 0)
  const element = viewer.document?.elementFromPoint(x, y)
  return { id: element ? viewer.idOf(element) : 0, x, y }
}

function apply({ type, x, y, key }: Act, element: HTMLElement): void {
  if (type === KEY) {
    const input = element as HTMLInputElement
    // React hears of it when the value was set behind its back only.
    VALUE?.set?.call(input, input.value + key)
    input.dispatchEvent(new InputEvent('input', { bubbles: true, data: key }))
    return
  }
  const buttons = type === 'pointerup' ? 0 : 1
  const how = { bubbles: true, cancelable: true, clientX: x, clientY: y, buttons }
  element.dispatchEvent(new PointerEvent(type, how))
  if (type === 'pointerup') element.click()
}

window.control = new RrwebControl()
