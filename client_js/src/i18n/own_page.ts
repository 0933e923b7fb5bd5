import { chosen, direction, LANGUAGES } from './languages.js'
import { loadTexts } from './load.js'
import { speak, spoken } from './spoken.js'

/** In the browser's storage: what somebody has chosen for our own pages. */
const KEY = 'alongside.language'

/** One of our own pages, as a whole in one language. */
export class OwnPage {
  readonly #part: string
  #wanted = ''

  /** `part`: which texts it needs, as for `loadTexts`. */
  constructor(part: string) {
    this.#part = part
  }

  /** Speaks the first of these that there are texts in, then what was chosen here before, then
   * what the browser speaks. Resolves when the texts are here, or cannot be had soon. */
  async begin(first: string | null = null): Promise<void> {
    const tag = chosen(Object.keys(LANGUAGES), [first, remembered(), ...navigator.languages])
    await this.speak(tag)
  }

  /** Returns whether the page is in this language now. What is not, stays as it was. */
  async speak(tag: string): Promise<boolean> {
    if (!Object.hasOwn(LANGUAGES, tag)) return false
    this.#wanted = tag
    const texts = await loadTexts(new URL('/', location.href).href, this.#part, tag)
    if (texts === null || tag !== this.#wanted) return false
    speak(tag, texts)
    document.documentElement.lang = tag
    document.documentElement.dir = direction(tag)
    redraw(document)
    return true
  }

  /** As `speak`, for this browser's pages to come, too. */
  async choose(tag: string): Promise<boolean> {
    const done = await this.speak(tag)
    if (done) remember(tag)
    return done
  }

  /** As `speak`, if it is another one than is spoken or on its way. */
  follow(tag: string): void {
    if (tag !== this.#wanted && tag !== spoken().tag) void this.speak(tag)
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

function remember(tag: string): void {
  try {
    localStorage.setItem(KEY, tag)
  } catch {
    // It holds for this page only.
  }
}

/** Every component words itself anew; what is typed into it stays. */
function redraw(root: Document | ShadowRoot): void {
  for (const element of root.querySelectorAll('*')) {
    if ('requestUpdate' in element && typeof element.requestUpdate === 'function') {
      element.requestUpdate()
    }
    if (element.shadowRoot) redraw(element.shadowRoot)
  }
}
