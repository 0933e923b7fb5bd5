import type { ScopeView } from '../../signaling/messages.js'
import type { Conversation } from '../state.js'

/** A call, by the number of its grant of `voice`. */
export interface CallId {
  readonly conversation: string
  readonly grant: number
}

/** A question that the agent asked or said yes to. */
interface Pressed {
  readonly conversation: string
  readonly request: string
}

interface Kept {
  pressed: Pressed | null
  call: CallId | null
  muted: boolean
  camera: boolean
}

const KEY = 'alongside.call'
const NOTHING: Kept = { pressed: null, call: null, muted: false, camera: false }

/**
 * What this agent has done about calls, in this console: the one question that she asked or
 * answered, the one call that she takes part in, and what she wants to send in it. Kept over a
 * reload, so that the call goes on as it was.
 */
export class CallLedger {
  #kept: Kept

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
    this.#kept = parsed(storage.getItem(KEY))
  }

  get call(): CallId | null {
    return this.#kept.call
  }

  get muted(): boolean {
    return this.#kept.muted
  }

  /** Whether she wants her camera on where video is granted. */
  get camera(): boolean {
    return this.#kept.camera
  }

  /** In which conversation she calls, answers or takes part. */
  get engaged(): string | null {
    return this.#kept.call?.conversation ?? this.#kept.pressed?.conversation ?? null
  }

  /** Whether she asked or answered this question here. */
  isHers(request: string | null): boolean {
    return request !== null && this.#kept.pressed?.request === request
  }

  /** She has pressed a button that asks, or answers yes to, `request`. */
  press(conversation: string, request: string): void {
    this.#keep({ pressed: { conversation, request } })
  }

  /** The question of this id leads to nothing. */
  forget(request: string): void {
    if (this.isHers(request)) this.#keep({ pressed: null })
  }

  /** She joins a call that goes on. */
  join(conversation: string, grant: number): void {
    this.#keep({ ...NOTHING, call: { conversation, grant } })
  }

  /** She takes part in no call, and has neither asked nor said yes. */
  leave(): void {
    this.#keep(NOTHING)
  }

  want(wanted: Partial<Pick<Kept, 'muted' | 'camera'>>): void {
    this.#keep(wanted)
  }

  /**
   * Takes over what has been decided: her question has become a call or has led to nothing, her call
   * is over. `conversation`: the one she is engaged in; undefined: there is none such.
   */
  settle(conversation: Conversation | undefined): void {
    if (conversation?.view.state !== 'active') {
      if (this.engaged !== null) this.leave()
      return
    }
    this.#settleQuestion(conversation)
    const { call, pressed } = this.#kept
    if (call && call.grant !== grantOf(conversation.view.scopes.voice)) {
      this.#keep({ ...NOTHING, pressed })
    }
  }

  #settleQuestion({ view, timeline }: Conversation): void {
    const { pressed } = this.#kept
    if (!pressed) return
    const answer = timeline.findLast(
      (event) =>
        event.type !== 'scope.asked' && 'request' in event && event.request === pressed.request,
    )
    // The state comes after the event.
    if (!answer || answer.seq > view.seq) return
    const voice = grantOf(view.scopes.voice)
    const grants = [voice, grantOf(view.scopes.video)]
    const isGranted = answer.type === 'scope.granted' && grants.includes(answer.grant)
    if (voice === null || !isGranted) this.#keep({ pressed: null })
    else this.#keep({ pressed: null, call: { conversation: view.conversation, grant: voice } })
  }

  #keep(changes: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...changes }
    if (this.engaged === null) this.storage.removeItem(KEY)
    else this.storage.setItem(KEY, JSON.stringify(this.#kept))
  }
}

function grantOf(consent: ScopeView | undefined): number | null {
  return consent?.state === 'granted' ? consent.grant : null
}

function parsed(text: string | null): Kept {
  try {
    const { pressed, call, muted, camera } = JSON.parse(text ?? '{}') as Record<string, unknown>
    return {
      pressed: isPressed(pressed) ? pressed : null,
      call: isCall(call) ? call : null,
      muted: muted === true,
      camera: camera === true,
    }
  } catch {
    return NOTHING
  }
}

function isPressed(value: unknown): value is Pressed {
  const { conversation, request } = (value ?? {}) as Partial<Pressed>
  return typeof conversation === 'string' && typeof request === 'string'
}

function isCall(value: unknown): value is CallId {
  const { conversation, grant } = (value ?? {}) as Partial<CallId>
  return typeof conversation === 'string' && typeof grant === 'number'
}
