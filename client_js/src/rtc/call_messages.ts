/** The messages on `call`: docs/calls.md. */
import type { Surface } from '../signaling/messages.js'

export type ScreenState =
  | 'off'
  | 'choosing'
  | 'live'
  | 'frozen'
  | 'denied'
  | 'impossible'
  | 'forbidden'

/** What the sender sends now. A console sends `surface` null and `screen` `off`. */
export interface CallState {
  readonly type: 'state'
  readonly muted: boolean
  readonly camera: boolean
  readonly surface: Surface | null
  readonly screen: ScreenState
}

export type CallMessage =
  | CallState
  /** From a console: this agent takes part in the call. */
  | { readonly type: 'joined'; readonly joined: boolean }
  /** From a console: pick another surface, please. */
  | { readonly type: 'again' }

/** Bytes of one message, at most. */
export const MAX_CALL_MESSAGE = 4_096

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
    case 'again':
      return { type: 'again' }
    default:
      return null
  }
}

function readState({ muted, camera, surface, screen }: Record<string, unknown>): CallState | null {
  if (typeof muted !== 'boolean' || typeof camera !== 'boolean') return null
  if (!SURFACES.includes(surface) || !SCREENS.includes(screen)) return null
  return {
    type: 'state',
    muted,
    camera,
    surface: surface as Surface | null,
    screen: screen as ScreenState,
  }
}

function record(data: unknown): Record<string, unknown> | null {
  if (typeof data !== 'string' || data.length > MAX_CALL_MESSAGE) return null
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return value as Record<string, unknown>
  } catch {
    return null
  }
}
