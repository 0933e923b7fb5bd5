import { html, nothing, render } from 'lit/html.js'
import { direction } from '../../i18n/languages.js'
import { spoken } from '../../i18n/spoken.js'
import { controls } from '../../ui/controls.js'
import { icons } from '../../ui/icons.js'
import { tokens } from '../../ui/tokens.js'
import { t } from '../text.js'
import type { WidgetView } from '../view.js'
import type { Bar } from '../view_bar.js'
import type { WidgetActions } from './actions.js'
import { type BarState, bar } from './bar.js'
import { changes } from './changes.js'
import { dialog } from './dialog.js'
import { Host } from './host.js'
import { InSight } from './in_sight.js'
import { launcher } from './launcher.js'
import { MakeWay } from './make_way.js'
import { Outlines } from './outlines.js'
import { prompt } from './prompt.js'
import { question } from './question.js'
import { styles } from './styles.js'
import { TabOffer } from './tab_offer.js'
import { trusted } from './trusted.js'

/** The customer's user interface: draws a view, and looks after focus and announcements. */
export class Widget {
  /** Drawn below the rest of it. */
  readonly outlines = new Outlines()
  readonly tabOffer: TabOffer
  readonly #actions: WidgetActions
  readonly #host: Host
  readonly #makeWay: MakeWay
  readonly #sight = new InSight(() => this.#again())
  #view: WidgetView | null = null
  /** In narrow windows, what the bar shows at a press only. */
  #more = false
  #announced: string | null = null
  /** What is in the corner begins below the bars, as high as they are. */
  readonly #barsResized = new ResizeObserver(() => this.#makeRoom())

  /** `look`: a style sheet of the operator's. */
  constructor(actions: WidgetActions, look: string) {
    this.#actions = actions
    this.tabOffer = new TabOffer(actions)
    const sheets = [tokens, controls, ...styles].map(
      ({ styleSheet }) => styleSheet as CSSStyleSheet,
    )
    const own = new CSSStyleSheet()
    own.replaceSync(look)
    sheets.push(own)
    this.#host = new Host(sheets, () => this.#showPrompt())
    this.#makeWay = new MakeWay(this.#host.element, this.#host.root)
    this.#host.root.append(this.outlines.element)
  }

  /** The closed root that all of ours is in. */
  get root(): ShadowRoot {
    return this.#host.root
  }

  /** Puts an element over the page, below all of this. */
  lay(element: HTMLElement): void {
    this.outlines.element.after(element)
  }

  /** To be left out of every capture. */
  get element(): HTMLElement {
    return this.#host.element
  }

  show(view: WidgetView): void {
    const before = this.#view
    this.#view = view
    this.#host.start()
    this.#makeWay.start()
    this.#speak()
    if (view.prompt === null) this.#closePrompt()
    const log = this.#find('.log')
    const atEnd = log === null || log.scrollHeight - log.scrollTop - log.clientHeight < 40
    const had = this.#host.root.activeElement
    render(this.#template(view), this.#host.root)
    this.#makeRoom()
    this.#keepFocus(had)
    this.#showPrompt()
    this.#announce(view.notice)
    this.#moveFocus(before, view)
    if (atEnd) this.#find('.log')?.scrollTo(0, 1e9)
  }

  /** Puts the focus where she would begin: on Share, or on the message. */
  focus(target: 'message' | 'share'): void {
    const share = target === 'share' ? this.#find('.share button') : null
    ;(share ?? this.#find('textarea'))?.focus()
  }

  #template(view: WidgetView) {
    return html`
      <div class="alongside-tokens root">
        <p class="visually-hidden" role="status" id="live"></p>
        ${this.#top(view)}
        <section
          class=${view.open ? 'corner open' : 'corner'}
          aria-label=${t('corner.title')}
        >
          ${view.notice === null ? nothing : this.#notice(view.notice)}
          ${view.calls?.place ?? nothing}
          ${view.open ? dialog(view, this.#actions) : nothing} ${launcher(view, this.#actions)}
        </section>
        ${view.prompt === null ? nothing : prompt(view.prompt, view.calls, this.#actions, this.#sight)}
      </div>
    `
  }

  #bar(view: WidgetView, top: Bar) {
    const state: BarState = { more: this.#more, changes: view.changes !== null }
    const toggle = (): void => {
      this.#more = !this.#more
      this.#again()
    }
    return bar(top, state, this.#actions, toggle)
  }

  /** What is on, as one; and what hangs below it. */
  #top(view: WidgetView) {
    const { bar, calls } = view
    const tone = bar?.tone ?? ''
    const isEmpty = bar === null && !isCalling(view)
    return html`
      ${bar === null ? nothing : html`<div class=${`frame ${tone}`} aria-hidden="true"></div>`}
      <div class="top">
        ${this.tabOffer.element}
        <div class=${`bars ${tone}`} ?hidden=${isEmpty}>
          ${bar === null ? nothing : this.#bar(view, bar)}
          ${calls === null ? nothing : calls.ui.bar(calls.state, calls)}
        </div>
        ${view.question === null ? nothing : question(view.question, this.#actions)}
        ${view.changes === null ? nothing : changes(view.changes, this.#actions)}
      </div>
    `
  }

  /** Those of the session and the call; how high depends on languages and windows. */
  #makeRoom(): void {
    const bars = this.#find('.root > .top > .bars')
    if (bars === null) return
    this.#barsResized.observe(bars)
    const height = `${bars.offsetHeight === 0 ? 0 : bars.offsetHeight + 8}px`
    const root = this.#find('.root')
    if (root?.style.getPropertyValue('--bars') !== height) root?.style.setProperty('--bars', height)
  }

  /** Where a button goes that had the focus, it stays near: on something that a second press of the
   * key does nothing to. */
  #keepFocus(had: Element | null): void {
    if (had === null || had.isConnected || this.#host.root.activeElement !== null) return
    const near = this.#find('.bars:not([hidden]) > section') ?? this.#find('textarea:enabled')
    ;(near ?? this.#find('.launcher'))?.focus()
  }

  /** On the host, which all that we draw inherits it from; the page's own stays as it is. */
  #speak(): void {
    const { tag } = spoken()
    if (this.element.lang === tag) return
    this.element.lang = tag
    this.element.dir = direction(tag)
  }

  /** Draws the same view anew. */
  #again(): void {
    if (this.#view !== null) this.show(this.#view)
  }

  #notice(text: string) {
    return html`
      <div class="notice">
        <p>${text}</p>
        <button
          class="button quiet icon"
          type="button"
          aria-label=${t('notice.dismiss')}
          @click=${trusted(() => this.#actions.dismissNotice())}
        >
          ${icons.close}
        </button>
      </div>
    `
  }

  /** Before it is removed: closing gives the focus back to where it was. */
  #closePrompt(): void {
    this.#host.root.querySelector<HTMLDialogElement>('dialog.prompt')?.close()
  }

  /** A dialog element that was removed from the page and put back is no longer modal. */
  #showPrompt(): void {
    const dialog = this.#host.root.querySelector<HTMLDialogElement>('dialog.prompt')
    if (dialog !== null && !dialog.matches(':modal')) {
      dialog.removeAttribute('open')
      dialog.showModal()
    }
    this.#sight.watch(dialog)
  }

  /** Screen readers read the region when its text changes, once. */
  #announce(text: string | null): void {
    if (text === this.#announced) return
    this.#announced = text
    const region = this.#host.root.querySelector('#live')
    if (region !== null) region.textContent = text
  }

  #moveFocus(before: WidgetView | null, now: WidgetView): void {
    if (before === null) return
    if ((before.changes === null) !== (now.changes === null)) {
      this.#find(now.changes === null ? '.changes-button' : '#changes-title')?.focus()
    }
    if (before.open === now.open) return
    if (now.open) this.focus('message')
    else this.#find('.launcher')?.focus()
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.root.querySelector(selector)
  }
}

/** The bar of a call is there. */
function isCalling({ calls }: WidgetView): boolean {
  return calls?.ui.isOn(calls.state) === true
}
