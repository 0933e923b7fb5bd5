import type { Role } from '../signaling/messages.js'
import { SignalingError, TicketRefused } from '../signaling/socket.js'

export interface Account {
  id: string
  name: string
  role: Role
}

const AGENTS = '/api/v1/agents'

/** Of the sign-in in the agent pane, which has no cookie. In memory only: a reload signs in anew. */
let token: string | null = null

/** The account that this browser is signed in with, or null. */
export async function whoAmI(): Promise<Account | null> {
  const response = await fetch(`${AGENTS}/me`, { headers: { accept: 'application/json' } })
  if (response.status === 401) return null
  const body = await bodyOf(response)
  return body.agent as unknown as Account
}

/** What else is asked for. `code`: of the second factor, once the answer was `second_factor_needed`;
 * `new_password`: once it was `password_change_needed`. */
export interface More {
  readonly code?: string | undefined
  readonly new_password?: string | undefined
}

/** Rejects with a SignalingError: the server's code, or `offline`. */
export async function signIn(userName: string, password: string, more: More): Promise<Account> {
  const body = await post('sign-in', { user_name: userName, password, ...more })
  return body.agent as unknown as Account
}

/** Where else one may sign in; null: nowhere, or nobody can tell now. */
export async function provider(): Promise<string | null> {
  try {
    const body = await bodyOf(await fetch('/api/v1/oidc'))
    return typeof body.provider === 'string' ? body.provider : null
  } catch {
    return null
  }
}

/** For the agent pane: in place of the cookie, from now on. `code`: of the broker's, or a JSON Web
 * Token, which has dots. As `signIn`. */
export async function redeem(code: string): Promise<Account> {
  const isToken = code.includes('.')
  const body = await (isToken
    ? post('sign-in-token', { token: code })
    : post('sign-in-code', { code }))
  token = String(body.token)
  return body.agent as unknown as Account
}

/** Also where the server cannot be told, nobody can go on here. */
export async function signOut(): Promise<void> {
  try {
    await post('sign-out')
  } finally {
    token = null
  }
}

/** The server has ended the sign-in. */
export function forget(): void {
  token = null
}

/** A ticket for one WebSocket; TicketRefused once the sign-in is over. */
export async function ticket(): Promise<string> {
  try {
    return String((await post('tickets')).ticket)
  } catch (error) {
    if (error instanceof SignalingError && error.code === 'not_signed_in') {
      throw new TicketRefused('signed_out', 'The sign-in is over.')
    }
    throw error
  }
}

type Body = Record<string, unknown>

async function post(path: string, body: Body = {}): Promise<Body> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(token !== null && { authorization: `Bearer ${token}` }),
  }
  const request = { method: 'POST', headers, body: JSON.stringify(body) }
  let response: Response
  try {
    response = await fetch(`${AGENTS}/${path}`, request)
  } catch {
    throw new SignalingError('offline', 'The server cannot be reached.')
  }
  return bodyOf(response)
}

async function bodyOf(response: Response): Promise<Body> {
  const body: Body = await response.json().catch(() => ({}))
  if (response.ok) return body
  const code = typeof body.code === 'string' ? body.code : 'internal'
  throw new SignalingError(
    response.status === 401 && code === 'internal' ? 'not_signed_in' : code,
    '',
  )
}
