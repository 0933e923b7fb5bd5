/** For the tests of remote control: the agent's hands in the mirror, and a customer's end that only
 * writes down what it is told. */
import {
  type InputMessage,
  type PageInfo,
  parseInput,
} from '../../../client_js/src/control/messages.js'
import { Reach } from '../../../client_js/src/control/take/reach.js'
import type { ReachWords } from '../../../client_js/src/control/take/words.js'
import type { Spot } from '../../../client_js/src/mirror/spot.js'

const WORDS: ReachWords = {
  surface: "Customer's page, in your control",
  leave: 'Escape twice leaves',
  refused: (code) => `refused: ${code}`,
  asked: (code) => `asked: ${code}`,
  pasteTooLong: 'too long',
  pickers: {
    list: 'Choose',
    value: 'Set a value',
    set: 'Set',
    clear: 'Clear',
    cancel: 'Cancel',
    empty: 'Nothing to choose from',
  },
}

class ReachLab {
  /** At the customer's end. */
  readonly heard: InputMessage[] = []
  unreadable = 0
  /** At the agent's end. */
  readonly pages: PageInfo[] = []
  left = 0
  reach: Reach | null = null
  #seq = 0

  /** The customer's end, from now on. */
  listen(): void {
    window.lab.channels.input.addEventListener('message', ({ data }) => {
      const message = parseInput(data)
      if (message) this.heard.push(message)
      else this.unreadable++
    })
  }

  /** The customer's end says something. */
  say(message: object): void {
    window.lab.channels.input.send(JSON.stringify(message))
  }

  /** The agent's end. */
  open(viewGrant: number): void {
    const { view, channels } = window.lab
    if (!view) throw new Error('no view')
    this.reach = new Reach({
      view,
      channel: channels.input,
      viewGrant,
      next: () => ++this.#seq,
      words: WORDS,
      delegate: {
        leave: () => {
          this.left++
          ;(document.activeElement as HTMLElement | null)?.blur()
        },
        page: (info) => this.pages.push(info),
      },
    })
    this.reach.open()
  }

  /** At the agent's end: resolves when the customer's has dealt with all that was done. Where the
   * mouse is now is told in the next frame. */
  async dealt(grant: number): Promise<void> {
    const { input } = window.lab.channels
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const seq = ++this.#seq
    await new Promise<void>((resolve) => {
      const answered = ({ data }: MessageEvent): void => {
        if (!isAnswerTo(data, seq)) return
        input.removeEventListener('message', answered)
        resolve()
      }
      input.addEventListener('message', answered)
      input.send(JSON.stringify({ type: 'mark', grant, seq }))
    })
  }

  /** At the customer's end: what a spot addresses, and where in the outermost window it is. */
  addressed(spot: Spot): { element: Element | null; x: number; y: number } {
    const spots = window.lab.capture?.spots
    const at = spots?.place(spot)
    const element = (spots?.known(spot)?.node as Element | undefined) ?? null
    return { element, x: at?.x ?? Number.NaN, y: at?.y ?? Number.NaN }
  }

  /** Whether a spot is where the point is, and addresses what is there. A pixel to any side counts:
   * two windows of other sizes do not round the same. */
  isUnder(spot: Spot, { x, y }: { x: number; y: number }, slack: number): boolean {
    const { element, ...at } = this.addressed(spot)
    if (Math.hypot(at.x - x, at.y - y) > slack) return false
    const around = [
      [0, 0],
      [slack, 0],
      [-slack, 0],
      [0, slack],
      [0, -slack],
    ] as const
    return around.some(([dx, dy]) => deepestAt(document, x + dx, y + dy) === element)
  }
}

function isAnswerTo(data: unknown, seq: number): boolean {
  const answer = JSON.parse(String(data))
  return answer.seq === seq && (answer.type === 'done' || answer.type === 'refused')
}

function deepestAt(root: Document | ShadowRoot, x: number, y: number): Element | null {
  const found = root.elementFromPoint(x, y)
  if (!found) return null
  const inner = found.localName === 'iframe' ? (found as HTMLIFrameElement).contentDocument : null
  if (inner) {
    const { left, top } = found.getBoundingClientRect()
    return deepestAt(inner, x - left - found.clientLeft, y - top - found.clientTop) ?? found
  }
  if (!found.shadowRoot || found.shadowRoot === root) return found
  const within = deepestAt(found.shadowRoot, x, y)
  return within && within !== found ? within : found
}

declare global {
  interface Window {
    reaching: ReachLab
  }
}

window.reaching = new ReachLab()
