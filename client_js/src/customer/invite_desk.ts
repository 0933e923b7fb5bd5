import type { Inviting, InvitingOptions } from './inviting/inviting.js'
import type { InvitingModule } from './lazy_parts.js'

export interface InviteDeskOptions extends InvitingOptions {
  load(): Promise<InvitingModule>
}

/** Loads what it takes to invite somebody when she wants to. */
export class InviteDesk {
  readonly #options: InviteDeskOptions
  #module: InvitingModule | null = null
  #inviting: Inviting | null = null

  constructor(options: InviteDeskOptions) {
    this.#options = options
  }

  /** What she sees of it. */
  get panel(): unknown {
    return this.#module !== null && this.#inviting !== null
      ? this.#module.panel(this.#inviting)
      : null
  }

  /** Her trusted click. */
  async invite(): Promise<void> {
    this.#module ??= await this.#options.load()
    this.#inviting ??= this.#module.begin(this.#options)
    await this.#inviting.invite()
  }
}
