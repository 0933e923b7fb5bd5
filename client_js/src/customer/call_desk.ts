import { hasCalls, isScreenOn } from './call_scopes.js'
import type { Calling, CallingOptions } from './calling/calling.js'
import type { Prompt } from './view_prompt.js'

export interface CallDeskOptions extends CallingOptions {
  /** What is needed for calls only. */
  load(): Promise<{ begin(options: CallingOptions): Calling }>
  /** The closed root of ours. */
  root: ShadowRoot
}

/** Calls and the shared screen, loaded where there can be any. */
export class CallDesk {
  readonly #options: CallDeskOptions
  #calling: Calling | null = null
  #isLoading = false

  constructor(options: CallDeskOptions) {
    this.#options = options
  }

  /** Null until it has been needed and loaded. */
  get calling(): Calling | null {
    return this.#calling
  }

  /** Agents see her screen: nobody draws, points or acts on the page meanwhile. */
  get isScreenOn(): boolean {
    return isScreenOn(this.#options.conversation.live)
  }

  /** She has answered this request. */
  answered(request: string): boolean {
    return this.#calling?.answered.has(request) === true
  }

  /** Returns whether the request is about a call or the screen, and waits for her answer. */
  deny(request: string): boolean {
    return this.#calling?.deny(request) === true
  }

  /** To be called at every change, before anything is drawn. */
  settle(): void {
    const { view, timeline } = this.#options.conversation
    if (!this.#isLoading && hasCalls(view, timeline)) void this.#load()
    this.#calling?.settle()
  }

  /** To be called with the question that is drawn. */
  asks(prompt: Prompt | null): void {
    this.#calling?.asks(prompt)
  }

  async #load(): Promise<void> {
    this.#isLoading = true
    const { load, root, changed } = this.#options
    const { begin } = await load()
    this.#calling = begin(this.#options)
    root.adoptedStyleSheets.push(this.#calling.ui.sheet)
    changed()
  }
}
