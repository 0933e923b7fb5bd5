import { ApiError } from '../../api.js'
import type { BookApi, Rulebook } from './book_api.js'

/** What is before the operator: as it is published, as the draft says, or edited since. */
export type BookState = 'published' | 'draft' | 'unsaved'

/** One kind of rules of one site while somebody edits it. What is not saved stays here. */
export class Book<Body extends object> {
  #server: Rulebook<Body> | null = null
  #body: Body | null = null
  /** Somebody else has saved or published since this one was read; what is edited is still here. */
  isOvertaken = false

  constructor(
    readonly api: Pick<BookApi<Body>, 'read' | 'save' | 'drop' | 'publish' | 'restore'>,
    /** Called whenever something here has changed. */
    public changed: () => void = () => {},
  ) {}

  get isLoaded(): boolean {
    return this.#server !== null
  }

  get server(): Rulebook<Body> {
    if (this.#server === null) throw new Error('not loaded')
    return this.#server
  }

  get body(): Body {
    return this.#body ?? this.#saved
  }

  get state(): BookState {
    if (!same(this.body, this.#saved)) return 'unsaved'
    return this.server.draft ? 'draft' : 'published'
  }

  /** The draft was begun before what is published now. */
  get isBehind(): boolean {
    const { draft, published } = this.server
    return draft !== null && draft.based_on !== published.number
  }

  /** As the server has it now; what is edited stays. */
  async load(): Promise<void> {
    const unsaved = this.#server !== null && this.state === 'unsaved'
    this.#server = await this.api.read()
    if (!unsaved) this.#body = null
    this.changed()
  }

  edit(body: Body): void {
    this.#body = body
    this.changed()
  }

  /** Back to what is saved. */
  revert(): void {
    this.#body = null
    this.isOvertaken = false
    this.changed()
  }

  async save(): Promise<void> {
    const revision = this.server.draft?.revision ?? 0
    await this.#watching(async () => {
      const draft = await this.api.save(this.body, revision)
      this.#server = { ...this.server, draft }
      this.#body = null
      this.isOvertaken = false
    })
  }

  async drop(): Promise<void> {
    await this.#watching(async () => {
      await this.api.drop(this.server.draft?.revision ?? 0)
      this.#body = null
      this.#server = await this.api.read()
    })
  }

  async publish(note: string): Promise<number> {
    const { draft, published } = this.server
    return this.#watching(async () => {
      const version = await this.api.publish(draft?.revision ?? 0, published.number, note)
      this.#server = await this.api.read()
      return version.number
    })
  }

  async restore(number: number, note: string): Promise<number> {
    return this.#watching(async () => {
      const version = await this.api.restore(number, this.server.published.number, note)
      this.#server = await this.api.read()
      return version.number
    })
  }

  get #saved(): Body {
    return this.server.draft?.body ?? this.server.published.body
  }

  /** Where somebody else was faster, theirs is read and ours is kept. */
  async #watching<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      if (error instanceof ApiError && error.code === 'version_changed') {
        this.#body = this.body
        this.#server = await this.api.read()
        this.isOvertaken = true
      }
      throw error
    } finally {
      this.changed()
    }
  }
}

/** Do two bodies say the same? They come from the server with their keys in one order. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
