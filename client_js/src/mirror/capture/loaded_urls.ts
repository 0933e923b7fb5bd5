/** Browsers keep this many resource entries unless the page asks for more or fewer. */
const USUAL_BUFFER = 250

/** Which URLs the page has loaded, as far as the browser tells. */
export class LoadedUrls {
  readonly #urls = new Set<string>()
  readonly #observer: PerformanceObserver
  /** The list was full before we came: it does not tell about all. */
  readonly #incomplete: boolean

  /** `loaded` is called for each URL that is loaded from now on. */
  constructor(window: Window, loaded: (url: string) => void) {
    const entries = window.performance.getEntriesByType('resource')
    this.#incomplete = entries.length >= USUAL_BUFFER
    for (const { name } of entries) this.#urls.add(withoutFragment(name))
    this.#observer = new PerformanceObserver((list) => {
      for (const { name } of list.getEntries()) {
        const url = withoutFragment(name)
        this.#urls.add(url)
        loaded(url)
      }
    })
    this.#observer.observe({ type: 'resource' })
  }

  has(url: string): boolean {
    return this.#incomplete || this.#urls.has(url)
  }

  stop(): void {
    this.#observer.disconnect()
  }
}

function withoutFragment(url: string): string {
  const at = url.indexOf('#')
  return at < 0 ? url : url.slice(0, at)
}
