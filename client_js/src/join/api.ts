import { SignalingError } from '../signaling/errors.js'

/** Who the guest is for the server, and where they are expected. `token`: after a reload they are
 * the same. */
export interface Expected {
  readonly guest: string
  readonly name: string
  readonly token: string
  readonly ticket: string
  readonly conversation: string
  readonly session: string
  readonly site_name: string
}

/** Rejects with a SignalingError: the server's code, or `offline`. */
export async function comeIn(
  body: { invitation: string; name: string } | { token: string },
): Promise<Expected> {
  let response: Response
  try {
    response = await fetch('/api/v1/guests', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    })
  } catch {
    throw new SignalingError('offline', 'The server cannot be reached.')
  }
  const answer: Record<string, unknown> = await response.json().catch(() => ({}))
  if (response.ok) return answer as unknown as Expected
  throw new SignalingError(typeof answer.code === 'string' ? answer.code : 'internal', '')
}
