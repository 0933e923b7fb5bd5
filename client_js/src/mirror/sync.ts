/** The messages on `sync`: docs/mirror.md. */

export const ACK_EVERY_BYTES = 16_384
export const BEAT_MS = 1_000
export const STALE_MS = 3_000

export type ResyncReason = 'start' | 'gap' | 'bad-message' | 'unknown-node'

export type SyncMessage =
  | { type: 'resync'; grant: number; reason: ResyncReason }
  | { type: 'repair'; grant: number; node: number }
  | { type: 'ack'; grant: number; channel: 'mirror' | 'assets'; bytes: number }
  | { type: 'beat'; grant: number }
  | { type: 'pace'; grant: number; ms: number }
  | { type: 'page'; grant: number; shared: boolean }

const REASONS: readonly unknown[] = ['start', 'gap', 'bad-message', 'unknown-node']

/** Null for what is not for us: garbage, an unknown type, another grant. */
export function parseSync(data: unknown, grant: number): SyncMessage | null {
  if (typeof data !== 'string' || data.length > 1024) return null
  let message: unknown
  try {
    message = JSON.parse(data)
  } catch {
    return null
  }
  if (typeof message !== 'object' || message === null) return null
  const fields = new Map<string, unknown>(Object.entries(message))
  if (fields.get('grant') !== grant) return null
  switch (fields.get('type')) {
    case 'resync':
      return REASONS.includes(fields.get('reason')) ? (message as SyncMessage) : null
    case 'ack': {
      const known = fields.get('channel') === 'mirror' || fields.get('channel') === 'assets'
      return known && Number.isSafeInteger(fields.get('bytes')) ? (message as SyncMessage) : null
    }
    case 'repair':
      return isCount(fields.get('node')) ? (message as SyncMessage) : null
    case 'beat':
      return { type: 'beat', grant }
    case 'pace':
      return isCount(fields.get('ms')) ? (message as SyncMessage) : null
    case 'page':
      return typeof fields.get('shared') === 'boolean' ? (message as SyncMessage) : null
    default:
      return null
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
