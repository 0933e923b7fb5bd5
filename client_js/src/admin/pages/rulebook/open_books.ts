import type { LitElement, ReactiveController } from 'lit'
import type { Site } from '../sites/site_api.js'
import { Book } from './book.js'
import { BookApi, type Kind } from './book_api.js'

/** What was edited and not saved is there again when somebody comes back from another page. */
const books = new Map<string, Book<object>>()

/** The book of one kind of a site for an element that shows it. A window that is closed with
 * something unsaved asks first. */
export class OpenBook<Body extends object> implements ReactiveController {
  book: Book<Body> | null = null
  api: BookApi<Body> | null = null
  /** Rises with every change, for what is drawn from the book. */
  turn = 0
  #site = ''

  constructor(
    private readonly host: LitElement,
    private readonly kind: Kind,
  ) {
    host.addController(this)
  }

  hostConnected(): void {
    window.addEventListener('beforeunload', this.#leaving)
  }

  hostDisconnected(): void {
    window.removeEventListener('beforeunload', this.#leaving)
    if (this.book) this.book.changed = () => {}
  }

  /** The book of this site, as the server has it now. */
  async open(site: Site): Promise<Book<Body>> {
    const key = `${this.kind} ${site.key}`
    if (this.#site !== key) {
      this.#site = key
      this.api = new BookApi<Body>(site.key, this.kind)
      const known = books.get(key) as Book<Body> | undefined
      this.book = known ?? new Book<Body>(this.api)
      books.set(key, this.book as unknown as Book<object>)
      this.book.changed = () => this.#changed()
    }
    await this.book?.load()
    return this.book as Book<Body>
  }

  #changed(): void {
    this.turn++
    this.host.requestUpdate()
  }

  readonly #leaving = (event: BeforeUnloadEvent): void => {
    if (this.book?.isLoaded && this.book.state === 'unsaved') event.preventDefault()
  }
}
