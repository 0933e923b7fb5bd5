/**
 * The part of the tab's history that belongs to this site's pages, one after the other: more the
 * Navigation API does not tell, and so neither Back nor Forward can leave the site. A browser
 * without it offers only `history`, of which nobody knows where it leads: there both are left to
 * the customer.
 */
export class SiteHistory {
  readonly #window: Window

  constructor(window: Window) {
    this.#window = window
  }

  get canGoBack(): boolean {
    return navigationOf(this.#window)?.canGoBack ?? false
  }

  get canGoForward(): boolean {
    return navigationOf(this.#window)?.canGoForward ?? false
  }

  /** Whether this browser tells at all. */
  get isKnown(): boolean {
    return navigationOf(this.#window) !== null
  }

  back(): void {
    ignore(navigationOf(this.#window)?.back())
  }

  forward(): void {
    ignore(navigationOf(this.#window)?.forward())
  }
}

/** The Navigation API, if the browser has it and the page has not put something else in its place
 * (`var navigation` does). */
export function navigationOf(window: Window): Navigation | null {
  const { Navigation: type, navigation } = window as Window & typeof globalThis
  return typeof type === 'function' && navigation instanceof type ? navigation : null
}

/** A page may stop what was begun, or begin something else. */
function ignore(result: NavigationResult | undefined): void {
  result?.committed?.catch(() => undefined)
  result?.finished?.catch(() => undefined)
}
