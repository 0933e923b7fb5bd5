import { navigationOf } from './history.js'

/** What led somewhere this long ago was a download, or stopped. */
const FRESH_MS = 60_000

export interface LeavingOptions {
  window: Window
  /** This page goes away. `outside`: for a page of another origin, as far as browsers tell: where
   * an address typed into the browser or a bookmark leads they keep to themselves. */
  left(outside: boolean): void
}

/** Knows where she goes when she leaves the page. */
export class Leaving {
  readonly #options: LeavingOptions
  #to: { url: string; at: number } | null = null
  #isStarted = false

  constructor(options: LeavingOptions) {
    this.#options = options
  }

  /** Idempotent. */
  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    const { window } = this.#options
    const navigation = navigationOf(window)
    if (navigation) navigation.addEventListener('navigate', this.#navigates)
    else window.addEventListener('click', this.#clicked, true)
    window.addEventListener('pagehide', this.#hidden)
  }

  /** Idempotent. */
  stop(): void {
    this.#isStarted = false
    const { window } = this.#options
    navigationOf(window)?.removeEventListener('navigate', this.#navigates)
    window.removeEventListener('click', this.#clicked, true)
    window.removeEventListener('pagehide', this.#hidden)
  }

  readonly #navigates = ({ destination, downloadRequest }: NavigateEvent): void => {
    if (downloadRequest === null && !destination.sameDocument) this.#heads(destination.url)
  }

  readonly #clicked = (event: MouseEvent): void => {
    const link = event.composedPath().find(isLink)
    const here = link && ['', '_self', '_top'].includes(link.target) && !link.download
    if (here) this.#heads(link.href)
  }

  #heads(url: string): void {
    this.#to = { url, at: performance.now() }
  }

  readonly #hidden = (): void => {
    const to = this.#to
    this.#to = null
    const fresh = to !== null && performance.now() - to.at < FRESH_MS
    this.#options.left(fresh && isOutside(to.url, this.#options.window.location.origin))
  }
}

function isLink(target: EventTarget): target is HTMLAnchorElement {
  return target instanceof HTMLAnchorElement && target.href !== ''
}

/** Another origin of the same site counts too: this tab's session does not go with her there. */
function isOutside(url: string, origin: string): boolean {
  const { protocol, origin: other } = new URL(url)
  return (protocol === 'https:' || protocol === 'http:') && other !== origin
}
