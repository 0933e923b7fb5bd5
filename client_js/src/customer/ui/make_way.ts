const GAP = 8

/**
 * What of the page has the focus does not stay below what is ours (WCAG 2.4.11): the page scrolls it
 * out from under the bars, or where it cannot they go to the bottom of the window meanwhile; the
 * corner goes to the other side.
 */
export class MakeWay {
  readonly #host: Element
  readonly #root: ShadowRoot

  constructor(host: Element, root: ShadowRoot) {
    this.#host = host
    this.#root = root
  }

  /** Idempotent. */
  start(): void {
    document.addEventListener('focusin', this.#focused)
  }

  readonly #focused = ({ target }: FocusEvent): void => {
    // The browser scrolls to it first.
    requestAnimationFrame(() => {
      if (!(target instanceof HTMLElement) || target !== document.activeElement) return
      const isPages = target !== this.#host && target.matches(':focus-visible')
      this.#moveBars(isPages ? target : null)
      if (isPages) this.#stepAside(target.getBoundingClientRect())
    })
  }

  #moveBars(focused: HTMLElement | null): void {
    const top = this.#root.querySelector('.top')
    top?.removeAttribute('data-low')
    const bars = this.#root.querySelector('.bars:not([hidden])')?.getBoundingClientRect()
    if (bars === undefined || focused === null || !covers(bars, focused)) return
    const { top: at } = focused.getBoundingClientRect()
    scrollBy({ top: at - bars.bottom - GAP, behavior: 'instant' })
    top?.toggleAttribute('data-low', covers(bars, focused))
  }

  #stepAside(focused: DOMRect): void {
    const corner = this.#root.querySelector<HTMLElement>('.corner')
    if (corner === null) return
    const x = focused.left + focused.width / 2
    const y = focused.top + focused.height / 2
    const isCovered = [...corner.children].some((one) => {
      const box = one.getBoundingClientRect()
      // Where it is at home, which is where it would return to.
      const left = corner.hasAttribute('data-aside') ? innerWidth - box.right : box.left
      return left <= x && x <= left + box.width && box.top <= y && y <= box.bottom
    })
    corner.toggleAttribute('data-aside', isCovered)
  }
}

function covers(bars: DOMRect, focused: HTMLElement): boolean {
  const box = focused.getBoundingClientRect()
  if (box.height > innerHeight / 2) return false
  return (
    box.right > bars.left && box.left < bars.right && box.top < bars.bottom && box.bottom > bars.top
  )
}
