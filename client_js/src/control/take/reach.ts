import type { PageChannel } from '../../mirror/channels.js'
import type { Target } from '../../mirror/view/spots.js'
import {
  type Input,
  type InputAnswer,
  type PageInfo,
  parseInputAnswer,
  parsePageInfo,
} from '../messages.js'
import type { Aimed, At } from './aim.js'
import { Keys } from './keys.js'
import { Notice } from './notice.js'
import { Outlet } from './outlet.js'
import { Pickers } from './pickers/pickers.js'
import { Pointing } from './pointing.js'
import { adoptReachStyles } from './styles.js'
import { Touch } from './touch.js'
import type { ReachWords } from './words.js'

export interface ReachDelegate {
  /** She wants out of the page by keyboard: put the focus elsewhere. */
  leave(): void
  /** Where the customer is now. */
  page(info: PageInfo): void
}

export interface ReachOptions {
  view: Aimed
  /** The channel `input`. */
  channel: PageChannel
  /** Of the view: the customer's answers carry its number. */
  viewGrant: number
  /** Numbers what is sent under a grant for control. */
  next(grant: number): number
  words: ReachWords
  delegate: ReachDelegate
}

/** What the agent may do. `grant`: of control. */
export interface Hold {
  readonly grant: number
  readonly paste: boolean
}

/**
 * The agent's hands in one mirror: while control is granted, what she does with mouse, touch and
 * keyboard on its pane goes to the customer's browser, which judges it. `open()` listens to that
 * browser's answers until `close()`; `start()` and `stop()` take and let go of the pane.
 */
export class Reach {
  readonly #options: ReachOptions
  readonly #keys = new Keys()
  readonly #help = document.createElement('span')
  readonly #notice: Notice
  #hold: Hold | null = null
  #outlet: Outlet | null = null
  #pointing: Pointing | null = null
  #pickers: Pickers | null = null
  #listeners = new AbortController()

  constructor(options: ReachOptions) {
    this.#options = options
    this.#notice = new Notice(options.view.room)
    this.#help.id = 'alongside-leave'
    this.#help.className = 'alongside-unseen'
    this.#help.textContent = options.words.leave
    this.#keys.field.setAttribute('aria-label', options.words.surface)
    this.#keys.field.setAttribute('aria-describedby', this.#help.id)
  }

  open(): void {
    this.#options.channel.addEventListener('message', this.#answered)
  }

  close(): void {
    this.stop()
    this.#options.channel.removeEventListener('message', this.#answered)
  }

  /** Idempotent for the same grant. */
  start(hold: Hold): void {
    if (this.#hold?.grant === hold.grant) return
    this.stop()
    this.#hold = hold
    const { view, channel, next, words } = this.#options
    const outlet = new Outlet(channel, hold.grant, () => next(hold.grant))
    this.#outlet = outlet
    this.#pickers = new Pickers(view, words.pickers, {
      send: (input) => outlet.send(input),
      refused: (code) => this.#notice.say(words.refused(code)),
      closed: () => this.focus(),
    })
    this.#keys.start(
      {
        send: (input) => outlet.send(input),
        takesKey: (event) => this.#pickers?.takesKey(event) ?? false,
        leave: () => this.#options.delegate.leave(),
        pasteRefused: (why) => this.#pasteRefused(why),
      },
      hold.paste,
    )
    this.#takePane(outlet)
  }

  /** Lets go of the pane and of all that is held in the page. Idempotent. */
  stop(): void {
    if (!this.#hold) return
    this.#pickers?.close()
    this.#pointing?.cancel()
    this.#keys.release()
    this.#pointing?.stop()
    this.#keys.stop()
    this.#listeners.abort()
    this.#notice.clear()
    this.#hold = null
    this.#outlet = null
    const { pane } = this.#options.view.room.lookAround
    pane.classList.remove('taken')
    pane.setAttribute('aria-hidden', 'true')
    for (const part of [this.#help, this.#keys.field, this.#notice.element]) part.remove()
  }

  /** Puts the focus into the page. */
  focus(): void {
    if (this.#hold) this.#keys.field.focus({ preventScroll: true })
  }

  navigate(to: 'back' | 'forward' | 'refresh'): void {
    this.#outlet?.send({ type: 'navigate', to })
  }

  tab(act: Extract<Input, { type: 'tab' }>): void {
    this.#outlet?.send(act)
  }

  goTo(address: string): void {
    this.#outlet?.send({ type: 'navigate', to: 'address', address })
  }

  #takePane(outlet: Outlet): void {
    const { view } = this.#options
    const { room } = view
    const { pane } = room.lookAround
    pane.removeAttribute('aria-hidden')
    pane.classList.add('taken')
    pane.append(this.#keys.field, this.#help)
    pane.after(this.#notice.element)
    adoptReachStyles(pane.getRootNode())
    const pointing = new Pointing(pane, view, outlet, {
      takesPress: (target, event) => this.#takesPress(target, event),
      pressed: (at) => this.#pressed(at),
    })
    this.#pointing = pointing
    this.#listeners = new AbortController()
    this.#listen(pane, pointing, new Touch(pointing, () => room.scale))
  }

  #listen(pane: HTMLElement, pointing: Pointing, touch: Touch): void {
    const { signal } = this.#listeners
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      act: (event: HTMLElementEventMap[K]) => void,
    ): void => pane.addEventListener(type, act, { signal, passive: false })
    const by = (event: PointerEvent): Pointing | Touch =>
      event.pointerType === 'touch' ? touch : pointing
    on('pointerdown', (event) => by(event).down(event))
    on('pointermove', (event) => by(event).move(event))
    on('pointerup', (event) => by(event).up(event))
    on('pointercancel', (event) => by(event).cancel())
    on('wheel', (event) => {
      event.preventDefault()
      pointing.wheel(event)
    })
    // The focus is ours to place, and what the browser would do here is for the page.
    for (const type of ['mousedown', 'contextmenu', 'dragstart', 'auxclick'] as const) {
      on(type, (event) => event.preventDefault())
    }
  }

  #takesPress(target: Target, event: PointerEvent): boolean {
    return this.#pickers?.takesPress(target, event) ?? false
  }

  #pressed(at: At): void {
    this.#keys.wayOut.reset()
    this.#notice.place(at)
    // Where an input method opens its window.
    const { left, top } = this.#options.view.room.lookAround.pane.getBoundingClientRect()
    const { style } = this.#keys.field
    style.left = `${at.clientX - left}px`
    style.top = `${at.clientY - top}px`
    this.focus()
  }

  readonly #answered = ({ data }: MessageEvent<unknown>): void => {
    const { viewGrant, delegate } = this.#options
    const info = parsePageInfo(data, viewGrant)
    if (info) delegate.page(info)
    const answer = parseInputAnswer(data, viewGrant)
    if (answer && this.#hold) this.#tell(answer)
  }

  #tell({ type, code }: InputAnswer): void {
    const { words } = this.#options
    this.#notice.say(type === 'asked' ? words.asked(code) : words.refused(code))
  }

  #pasteRefused(why: 'not-permitted' | 'too-long'): void {
    const { words } = this.#options
    this.#notice.say(
      why === 'too-long' ? words.pasteTooLong : words.refused('control.not_permitted'),
    )
  }
}
