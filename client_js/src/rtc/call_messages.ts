/** The messages on `call`: docs/calls.md. */
import type { DeviceTrouble } from '../devices/problem.js'
import type { Surface } from '../signaling/messages.js'

export type ScreenState =
  | 'off'
  | 'choosing'
  | 'live'
  | 'frozen'
  | 'denied'
  | 'impossible'
  | 'forbidden'

/** What keeps the sender from sending what may flow; null: nothing does. */
export interface CallTrouble {
  readonly microphone: DeviceTrouble | null
  readonly camera: DeviceTrouble | null
}

/** What the sender sends now. A console sends `surface` null and `screen` `off`. */
export interface CallState {
  readonly type: 'state'
  readonly muted: boolean
  readonly camera: boolean
  readonly surface: Surface | null
  readonly screen: ScreenState
  readonly trouble: CallTrouble
}

export type CallMessage =
  | CallState
  /** From a console: this agent takes part in the call. */
  | { readonly type: 'joined'; readonly joined: boolean }
  /** From a dock: ids of the agents who take part in the call. */
  | { readonly type: 'people'; readonly agents: readonly string[] }
  /** From a console: pick another surface, please. */
  | { readonly type: 'again' }

/** Bytes of one message, at most. */
export const MAX_CALL_MESSAGE = 4_096

/** Agents of one message, at most. */
export const MAX_PEOPLE = 32
const MAX_ID = 64

const SURFACES: readonly unknown[] = ['browser', 'window', 'monitor', null]
const SCREENS: readonly unknown[] = [
  'off',
  'choosing',
  'live',
  'frozen',
  'denied',
  'impossible',
  'forbidden',
]
const TROUBLES: readonly unknown[] = ['denied', 'missing', 'busy', 'impossible', null]

/** Null for whatever is not one. */
export function parseCallMessage(data: unknown): CallMessage | null {
  const message = record(data)
  if (message === null) return null
  switch (message.type) {
    case 'state':
      return readState(message)
    case 'joined':
      if (typeof message.joined !== 'boolean') return null
      return { type: 'joined', joined: message.joined }
    case 'people':
      return isPeople(message.agents) ? { type: 'people', agents: message.agents } : null
    case 'again':
      return { type: 'again' }
    default:
      return null
  }
}

function readState(message: Record<string, unknown>): CallState | null {
  const { muted, camera, surface, screen } = message
  const trouble = readTrouble(message.trouble)
  if (trouble === null) return null
  if (typeof muted !== 'boolean' || typeof camera !== 'boolean') return null
  if (!SURFACES.includes(surface) || !SCREENS.includes(screen)) return null
  return {
    type: 'state',
    muted,
    camera,
    surface: surface as Surface | null,
    screen: screen as ScreenState,
    trouble,
  }
}

function readTrouble(value: unknown): CallTrouble | null {
  const { microphone, camera } = object(value) ?? {}
  if (!TROUBLES.includes(microphone) || !TROUBLES.includes(camera)) return null
  return { microphone, camera } as CallTrouble
}

function isPeople(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length > MAX_PEOPLE) return false
  return value.every((id) => typeof id === 'string' && id !== '' && id.length <= MAX_ID)
}

function record(data: unknown): Record<string, unknown> | null {
  if (typeof data !== 'string' || data.length > MAX_CALL_MESSAGE) return null
  try {
    return object(JSON.parse(data))
  } catch {
    return null
  }
}

function object(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return value as Record<string, unknown>
}
