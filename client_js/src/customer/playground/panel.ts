import { controls } from '../../ui/controls.js'
import { tokens } from '../../ui/tokens.js'
import { panelStyles } from './panel_styles.js'
import type { RuleResult } from './rule_report.js'
import { t } from './text.js'

export interface PanelOptions {
  /** The broker's page that shows a mirror. */
  url: string
  language: { tag: string; direction: 'rtl' | 'ltr' }
  /** The page in the frame has loaded, perhaps again. */
  loaded(frame: Window): void
  pick(): void
  mask(selector: string): void
  close(): void
}

/** By then the page in the frame has loaded, or the website's own policy forbids it. */
const PATIENCE_MS = 8_000

/** Beside the page: a frame with what an agent would see, and what the rules do on this page. In a
 * closed root of its own, which is no part of what is shown. */
export class Panel {
  readonly host = document.createElement('div')
  readonly #root: ShadowRoot
  readonly #options: PanelOptions
  readonly #panel = made('aside', 'alongside-tokens panel')
  readonly #frame = document.createElement('iframe')
  readonly #state = made('span', 'state')
  readonly #warning = made('p')
  readonly #picked = made('form', 'picked')
  readonly #selector = made('input', 'field')
  readonly #rules = made('ul')
  readonly #summary = made('summary')
  readonly #pick: HTMLButtonElement
  readonly #aim = made('div', 'aim')
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: PanelOptions) {
    this.#options = options
    this.#root = this.host.attachShadow({ mode: 'closed' })
    for (const { styleSheet } of [tokens, controls, panelStyles]) {
      if (styleSheet) this.#root.adoptedStyleSheets.push(styleSheet)
    }
    this.#pick = this.#button(t('playground.pick'), () => options.pick())
    this.#pick.ariaPressed = 'false'
    this.#build()
  }

  show(): void {
    document.documentElement.append(this.host)
    this.#timer = setTimeout(() => this.warn(t('playground.failed')), PATIENCE_MS)
  }

  /** The page in the frame has answered. */
  ready(): void {
    clearTimeout(this.#timer)
    this.warn('')
  }

  tell(state: string): void {
    this.#state.textContent = state
  }

  /** Empty: there is nothing to say. */
  warn(text: string): void {
    this.#warning.hidden = text === ''
    this.#warning.textContent = text
  }

  report(results: readonly RuleResult[]): void {
    this.#summary.textContent = `${t('playground.rules')} (${results.length})`
    this.#rules.replaceChildren(...results.map(lineOf))
    if (results.length === 0) this.#rules.append(made('li', '', t('playground.no_rules')))
  }

  /** What was picked. */
  offer(selector: string): void {
    this.#picked.hidden = false
    this.#selector.value = selector
    this.#selector.focus()
    this.#selector.select()
  }

  picking(on: boolean): void {
    this.#pick.ariaPressed = String(on)
    this.#aim.hidden = true
    this.#state.textContent = on ? t('playground.picking') : this.#state.textContent
  }

  /** Where the pointer is. */
  aim({ left, top, width, height }: DOMRect): void {
    this.#aim.hidden = false
    Object.assign(this.#aim.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    })
  }

  #build(): void {
    const { language, url, loaded } = this.#options
    const title = t('playground.title')
    this.#panel.lang = language.tag
    this.#panel.dir = language.direction
    this.#panel.ariaLabel = title
    const head = made('div', 'head')
    const side = this.#button(t('playground.other_side'), () =>
      this.#panel.classList.toggle('other'),
    )
    side.classList.add('side')
    const close = this.#button(t('playground.close'), () => this.#options.close())
    this.#state.setAttribute('role', 'status')
    head.append(made('h2', '', title), this.#state, this.#pick, side, close)
    this.#warning.setAttribute('role', 'alert')
    this.#warning.hidden = true
    this.#frame.title = title
    this.#frame.src = url
    this.#frame.referrerPolicy = 'no-referrer'
    this.#frame.addEventListener('load', () => {
      if (this.#frame.contentWindow) loaded(this.#frame.contentWindow)
    })
    this.#buildPicked()
    const details = made('details')
    details.open = true
    details.append(this.#summary, this.#rules)
    this.#aim.className = 'alongside-tokens aim'
    this.#aim.hidden = true
    this.#panel.append(head, this.#warning, this.#frame, this.#picked, details)
    this.#root.append(this.#panel, this.#aim)
  }

  #buildPicked(): void {
    const label = made('label', '', t('playground.picked'))
    label.htmlFor = 'selector'
    this.#selector.id = 'selector'
    this.#selector.spellcheck = false
    this.#selector.dir = 'ltr'
    const copy = this.#button(t('playground.copy'), () => {
      void navigator.clipboard?.writeText(this.#selector.value).then(() => {
        this.tell(t('playground.copied'))
      })
    })
    const mask = this.#button(t('playground.mask'), () => this.#options.mask(this.#selector.value))
    this.#picked.hidden = true
    this.#picked.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#options.mask(this.#selector.value)
    })
    this.#picked.append(label, this.#selector, copy, mask)
  }

  #button(text: string, act: () => void): HTMLButtonElement {
    const button = made('button', 'button', text)
    button.type = 'button'
    button.addEventListener('click', (event) => {
      if (event.isTrusted) act()
    })
    return button
  }
}

function lineOf(result: RuleResult): HTMLLIElement {
  const { rule, is } = result
  const line = made('li', is)
  const count =
    is === 'here' ? t('playground.count', { count: result.count }) : t(`playground.${is}`)
  line.append(made('code', '', `${rule.action} ${rule.selector}`), made('span', '', count))
  return line
}

function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}
