import type { FromHost, FromPane, SignOutReason } from '../../embed/messages.js'
import { SignalingError } from '../../signaling/errors.js'
import type { Account } from '../api.js'
import type { Desk, DeskDelegate } from '../desk.js'
import { errorSentence } from '../errors.js'
import { askObstacle, mayEnd } from '../pane.js'
import { obstacleWords } from '../pane_words.js'
import { type Key, type Sentence, say } from '../texts.js'
import type { HostLine } from './host_line.js'
import { obstacleCode, sessionOf, shownOf } from './shown.js'

/** Where the pane stands. `outside`: in no page. `door`: the page around has not greeted yet. */
export type Stage =
  | { readonly at: 'outside' }
  | { readonly at: 'door' }
  | { readonly at: 'sign-in'; readonly because: Key | null; readonly error: string | null }
  | { readonly at: 'signing-in' }
  | { readonly at: 'desk'; readonly desk: Desk }

export interface PaneOptions {
  redeem(code: string): Promise<Account>
  signOut(): Promise<void>
  /** The server has ended the sign-in. */
  forget(): void
  desk(account: Account, delegate: DeskDelegate): Desk
  /** Resolves when what `stage` says is in the document. */
  drawn(): Promise<unknown>
  speak(language: string): void
  announce(text: string): void
  changed(): void
}

/** One agent in a frame of another product: does what the page around asks for, and tells it what
 * has become of the conversation. It renders nothing itself. */
export class EmbeddedPane {
  stage: Stage = { at: 'door' }
  /** The conversation that the pane is about. */
  wanted: string | null = null

  readonly #options: PaneOptions
  readonly #line: Pick<HostLine, 'say'>
  #selected: string | null = null
  /** What was told last, as JSON. */
  #said = { conversation: '', session: '' }

  constructor(line: Pick<HostLine, 'say'>, options: PaneOptions) {
    this.#line = line
    this.#options = options
  }

  /** There is no page around. */
  outside(): void {
    this.#to({ at: 'outside' })
  }

  greeted(): void {
    this.#to({ at: 'sign-in', because: null, error: null })
    this.#line.say({ type: 'agent.sign_in_needed', reason: 'loaded' })
  }

  /** The agent wants to be signed in. */
  askForSignIn(): void {
    this.#line.say({ type: 'agent.sign_in_needed', reason: 'pressed' })
  }

  flooded(): void {
    this.#refuse('too_many_messages', { key: 'agent.embed.flooded' })
  }

  heard(message: FromHost): void {
    switch (message.type) {
      case 'agent.sign_in':
        void this.#signIn(message.code)
        break
      case 'agent.sign_out':
        void this.#withDesk((desk) => this.#signOut(desk))
        break
      case 'conversation.show':
        this.wanted = message.conversation
        if (this.stage.at === 'desk') this.#deskChanged(this.stage.desk)
        break
      case 'co_browse.request':
        void this.#withDesk((desk) => this.#request(desk))
        break
      case 'co_browse.end':
        void this.#withDesk((desk) => this.#end(desk))
        break
      case 'language.speak':
        this.#options.speak(message.language)
        break
    }
  }

  async #signIn(code: string): Promise<void> {
    if (this.stage.at !== 'sign-in') {
      this.#refuse('already_signed_in', { key: 'agent.embed.already' })
      return
    }
    this.#to({ at: 'signing-in' })
    try {
      await this.#enter(await this.#options.redeem(code))
    } catch (error) {
      const why = error instanceof SignalingError ? error.code : 'internal'
      this.#to({ at: 'sign-in', because: null, error: why })
      this.#refuse(why, errorSentence(why, 'embed'))
    }
  }

  async #enter(account: Account): Promise<void> {
    const desk = this.#options.desk(account, {
      deskChanged: () => this.#deskChanged(desk),
      deskSignedOut: () => this.#ended(),
      announce: (text) => this.#options.announce(text),
    })
    this.#said = { conversation: '', session: '' }
    this.#selected = null
    this.#to({ at: 'desk', desk })
    this.#line.say({ type: 'agent.signed_in', agent: account.id })
    // The mirrors need their place in the document before a link can open.
    await this.#options.drawn()
    desk.start()
  }

  async #signOut(desk: Desk): Promise<void> {
    desk.stop()
    try {
      await this.#options.signOut()
      this.#leave('agent.sign_in.ended', 'asked')
    } catch {
      this.#leave('agent.sign_in.not_told', 'asked')
    }
  }

  /** By time, or elsewhere. */
  #ended(): void {
    this.#options.forget()
    this.#leave('agent.sign_in.ended', 'ended')
    this.#line.say({ type: 'agent.sign_in_needed', reason: 'ended' })
  }

  #leave(because: Key, reason: SignOutReason): void {
    this.#to({ at: 'sign-in', because, error: null })
    this.#line.say({ type: 'agent.signed_out', reason })
  }

  async #request(desk: Desk): Promise<void> {
    const { current } = desk.store
    const obstacle = askObstacle(current, desk.connection === 'open', desk.now)
    if (obstacle || !current) {
      const words = obstacleWords(obstacle, desk.now) ?? { key: 'agent.error.policy_forbids' }
      this.#refuse(obstacle ? obstacleCode(obstacle) : 'no_conversation', words)
      return
    }
    const { conversation } = current.view
    await desk.ask(conversation)
    this.#tellRefusal(desk, conversation)
  }

  async #end(desk: Desk): Promise<void> {
    const { current, me } = desk.store
    const session = current?.view.session
    if (!current || !session || !mayEnd(current, me)) {
      this.#refuse('no_session', { key: 'agent.embed.no_session' })
      return
    }
    const { conversation } = current.view
    await desk.endSession(conversation, session.session)
    this.#tellRefusal(desk, conversation)
  }

  /** Of what has just been asked of the server; it shows in the pane, too. */
  #tellRefusal(desk: Desk, conversation: string): void {
    const code = desk.errorAt(`co-browse:${conversation}`)
    if (code !== null) this.#refuse(code, errorSentence(code, 'co-browse'))
  }

  async #withDesk(act: (desk: Desk) => Promise<void>): Promise<void> {
    if (this.stage.at === 'desk') await act(this.stage.desk)
    else this.#refuse('not_signed_in', { key: 'agent.embed.signed_out' })
  }

  #deskChanged(desk: Desk): void {
    if (this.stage.at !== 'desk' || this.stage.desk !== desk) return
    // Before the server has told what there is, nothing is known to be missing.
    if (desk.store.me !== null) {
      const moved = this.#follow(desk)
      this.#tell(desk, moved)
    }
    this.#options.changed()
  }

  /** Returns whether the agent has gone to another conversation herself. */
  #follow({ store }: Desk): boolean {
    const { selected } = store
    const moved = selected !== null && selected !== this.#selected && selected !== this.wanted
    if (moved) this.wanted = selected
    const right = this.wanted !== null && store.mine.has(this.wanted) ? this.wanted : null
    this.#selected = right
    if (selected !== right) store.select(right)
    return moved
  }

  #tell({ store }: Desk, moved: boolean): void {
    const shown = shownOf(this.wanted, store)
    const conversation = JSON.stringify(shown)
    if (conversation !== this.#said.conversation) {
      this.#said.conversation = conversation
      this.#line.say({ type: 'conversation.shown', moved, shown })
    }
    const session = sessionOf(this.wanted, store)
    const told = JSON.stringify(session)
    if (told === this.#said.session) return
    this.#said.session = told
    if (session !== null) this.#line.say({ type: 'session.shown', shown: session })
  }

  #refuse(code: string, sentence: Sentence): void {
    const message: FromPane = { type: 'pane.refused', code, message: say(sentence) }
    this.#line.say(message)
  }

  #to(stage: Stage): void {
    this.stage = stage
    this.#options.changed()
  }
}
