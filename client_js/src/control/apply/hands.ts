/**
 * The agent's hands in the customer's page: the one dispatcher of what arrives on `input`
 * (docs/control.md). Everything is applied at once, in the order in which it arrives, or refused;
 * nothing is left for later, so nothing happens after `permission` has said no.
 */

import { Bucket } from '../../bucket.js'
import type { Judgement } from '../../mirror/capture/judgement.js'
import type { CapturedSpots } from '../../mirror/capture/spots.js'
import type { PageChannel } from '../../mirror/channels.js'
import {
  type InputAnswer,
  type InputDone,
  type InputMessage,
  parseInput,
  type RefusalCode,
} from '../messages.js'
import type { Permission } from '../permission.js'
import type { Changes } from './changes.js'
import { Customer } from './customer.js'
import { Drag } from './drag.js'
import { Editing } from './editing.js'
import { Focus } from './focus.js'
import { Gate } from './gate.js'
import { Guard } from './guard.js'
import { Hover } from './hover.js'
import { Keyboard } from './keyboard.js'
import { type Grip, Mouse } from './mouse.js'
import { Pickers } from './pickers.js'
import { LeavesSite, Refusal } from './refusal.js'
import { Selecting } from './selecting.js'
import { Sliding } from './sliding.js'
import { Travel, type TravelOptions } from './travel.js'
import { Typing } from './typing.js'
import { Wheel } from './wheel.js'

/** Refusals told: an agent's console must hear why, a flood of them helps nobody. */
const ANSWERS_A_SECOND = 20
const ANSWERS_AT_ONCE = 40

/** What only the customer can decide or do: she is asked. */
const ASKED: readonly RefusalCode[] = ['control.leaves_site', 'control.needs_click']

/** Refusals of presses on what people may take for a field. */
const CLOSED: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'control.secret_field',
  'control.hidden',
  'control.file',
  'control.read_only',
  'control.other_site',
])

export interface HandsOptions extends TravelOptions {
  window: Window
  /** The channel `input`. */
  channel: PageChannel
  /** The number of the grant for `view`, under which answers are told. */
  view: number
  spots: CapturedSpots
  judge(element: Element): Judgement
  /** What she lets the agent do at this moment; null for nothing. Asked before every step. */
  permission(): Permission | null
  /** Host of our own UI in the page. */
  ownUi: Element
  /** Is this address one of the site's? */
  isOwnSite(url: URL): boolean
  /** The agent wants to go where the site ends: ask her. */
  leavesSite(url: URL): void
  /** Is she being asked something? She is not asked again and again. */
  isAsking(): boolean
  /** What agents have changed in the page's fields is kept here. */
  changes: Changes
}

export class Hands {
  /** Messages that were none, came twice, or make no sense where they are aimed. */
  dropped = 0
  /** Inputs that were refused. */
  refused = 0
  readonly #options: HandsOptions
  readonly #gate: Gate
  readonly #changes: Changes
  readonly #customer = new Customer({
    isOwnAct: () => this.#isActing,
    isSecret: (field) => this.#options.judge(field).treatment === 'secret',
    edited: (field) => this.#changes.close(field),
  })
  readonly #focus: Focus
  readonly #guard: Guard
  readonly #mouse: Mouse
  readonly #hover: Hover
  readonly #keyboard: Keyboard
  readonly #typing: Typing
  readonly #wheel: Wheel
  readonly #pickers: Pickers
  readonly #travel: Travel
  readonly #answers = new Bucket(ANSWERS_AT_ONCE, ANSWERS_A_SECOND)
  #isActing = false
  #isStarted = false
  /** Of moves of the mouse only the first refusal of a kind is told. */
  #toldOfMove: RefusalCode | null = null
  /** Why the press before was refused, if it was on something that might be typed into. */
  #closed: RefusalCode | null = null

  constructor(options: HandsOptions) {
    this.#options = options
    const { spots, window } = options
    const gate = new Gate(options)
    const travel = new Travel(gate, options)
    const guard = new Guard(gate, (url) => travel.openTab(url))
    const focus = new Focus(window.document)
    const editing = new Editing(gate, guard, focus)
    const wheel = new Wheel(spots, gate, guard)
    this.#gate = gate
    this.#travel = travel
    this.#focus = focus
    this.#guard = guard
    this.#wheel = wheel
    this.#changes = options.changes
    this.#hover = new Hover(gate)
    const grip: Grip = (target, pointing, input) =>
      Sliding.begin(target, gate) ??
      Drag.begin(target, pointing, gate, guard) ??
      new Selecting(spots, gate).begin(target, input)
    this.#mouse = new Mouse({ spots, gate, guard, focus, hover: this.#hover, grip })
    this.#typing = new Typing(gate, guard, focus, editing)
    this.#keyboard = new Keyboard({ document: window.document, gate, guard, focus, editing, wheel })
    this.#pickers = new Pickers(spots, gate, focus)
  }

  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    this.#options.channel.addEventListener('message', this.#received)
    this.#customer.watch(this.#options.window)
  }

  /** Lets go of what is held, and takes nothing any more. */
  stop(): void {
    if (!this.#isStarted) return
    this.#isStarted = false
    this.#options.channel.removeEventListener('message', this.#received)
    this.release()
    this.#customer.stop()
  }

  /** Breaks off what is being applied, and lets go of what the agent's mouse holds and points at.
   * Call when control ends, after `permission` has begun to say so. */
  release(): void {
    this.#guard.abort()
    this.#keyboard.forget()
    try {
      this.#act(() => {
        this.#hover.end()
        this.#mouse.cancel()
      })
    } catch {
      this.refused++ // what the page's handlers made of it
    }
  }

  readonly #received = ({ data }: MessageEvent<unknown>): void => {
    const message = parseInput(data)
    if (!message) {
      this.dropped++
      return
    }
    const refused = this.#gate.admit(message)
    if (refused === 'stale') this.dropped++
    else if (refused) this.#refuse(message, new Refusal(refused))
    else this.#apply(message)
  }

  #apply(message: InputMessage): void {
    this.#customer.watch(this.#options.window)
    try {
      this.#letHerGoFirst(message)
      this.#demandAim(message)
      this.#act(() => this.#changes.during(this.#touched(message), () => this.#dispatch(message)))
      this.#toldOfMove = null
    } catch (problem) {
      if (problem instanceof Refusal) this.#refuse(message, problem)
      else this.dropped++ // no sense in it, or a page that takes itself apart under our hands
    }
  }

  #dispatch(message: InputMessage): void {
    switch (message.type) {
      case 'pointer':
        this.#mouse.apply(message)
        break
      case 'wheel':
        this.#wheel.apply(message)
        break
      case 'key':
        this.#keyboard.apply(message)
        break
      case 'text':
        this.#typing.text(message.text)
        break
      case 'paste':
        this.#typing.paste(message.text)
        break
      case 'choose':
        this.#pickers.choose(message)
        break
      case 'value':
        this.#pickers.value(message)
        break
      case 'navigate':
        this.#travel.navigate(message)
        break
      case 'tab':
        this.#travel.tab(message)
        break
      case 'mark':
        this.#answer({ type: 'done', grant: this.#options.view, seq: message.seq })
        break
    }
  }

  /** The elements whose fields a message may change. */
  #touched(message: InputMessage): Element[] {
    if (['navigate', 'tab', 'mark'].includes(message.type)) return []
    const spot = 'spot' in message ? message.spot : 'target' in message ? message.target : null
    if (spot === null) return [this.#focus.active]
    const node = this.#options.spots.known({ x: 0, y: 0, ...spot })?.node
    return node ? [node as Element] : []
  }

  #letHerGoFirst(message: InputMessage): void {
    if (message.type === 'mark') return
    const moves = isMove(message) || message.type === 'wheel'
    if (!(moves ? this.#customer.isHolding : this.#customer.isBusy)) return
    this.#act(() => this.#mouse.cancel())
    throw new Refusal('control.customer_first')
  }

  /** Who has pressed on a field that is closed, and types on, must not type into another one. */
  #demandAim(message: InputMessage): void {
    if (message.type === 'pointer' && message.phase === 'down') this.#closed = null
    const types = ['key', 'text', 'paste'].includes(message.type)
    if (types && this.#closed) throw new Refusal(this.#closed)
  }

  /** Trusted events that come meanwhile are of our making. */
  #act(act: () => void): void {
    const outer = this.#isActing
    this.#isActing = true
    try {
      this.#guard.during(this.#customer.windows, act)
    } finally {
      this.#isActing = outer
    }
  }

  #refuse(message: InputMessage, refusal: Refusal): void {
    const { code } = refusal
    this.refused++
    if (message.type === 'pointer' && message.phase === 'down' && CLOSED.has(code)) {
      this.#closed = code
    }
    if (isMove(message)) {
      if (code === this.#toldOfMove) return
      this.#toldOfMove = code
    }
    if (refusal instanceof LeavesSite) this.#options.leavesSite(refusal.url)
    if (!this.#answers.take(performance.now())) return
    const type = ASKED.includes(code) && this.#options.isAsking() ? 'asked' : 'refused'
    this.#answer({ type, grant: this.#options.view, seq: message.seq, code })
  }

  #answer(answer: InputAnswer | InputDone): void {
    const { channel } = this.#options
    if (channel.readyState === 'open') channel.send(JSON.stringify(answer))
  }
}

/** A move of the mouse without a button. */
function isMove(message: InputMessage): boolean {
  return message.type === 'pointer' && message.phase === 'move' && message.buttons === 0
}
