/** `/api/v1/account`, as signaling/rest/account.py has it. */

const ACCOUNT = '/api/v1/account'

export interface SignInInfo {
  readonly id: string
  readonly browser: string
  readonly since: number
  readonly seen_at: number
  readonly current: boolean
}

export interface Account {
  readonly user_name: string
  readonly name: string
  readonly role: string
  readonly has_password: boolean
  readonly second_factor: {
    readonly on: boolean
    readonly required: boolean
    readonly since: number | null
    readonly recovery_codes_left: number
  }
  readonly sign_ins: readonly SignInInfo[]
}

export interface Enrolment {
  readonly secret: string
  readonly uri: string
}

export interface Proof {
  readonly user_name: string
  readonly password: string
  readonly code?: string
}

/** `code`: the server's, or `offline`. */
export class Refused extends Error {
  constructor(readonly code: string) {
    super(code)
  }
}

/** Null: nobody is signed in here. */
export async function account(): Promise<Account | null> {
  try {
    return await call<Account>('')
  } catch (error) {
    if (error instanceof Refused && error.code === 'not_signed_in') return null
    throw error
  }
}

export async function begin(proof: Proof): Promise<Enrolment> {
  const { user_name, password } = proof
  return await call('/second-factor/begin', { user_name, password })
}

/** The recovery codes. */
export async function confirm(proof: Proof): Promise<readonly string[]> {
  return (await call<{ recovery_codes: string[] }>('/second-factor/confirm', proof)).recovery_codes
}

export async function newCodes(proof: Proof): Promise<readonly string[]> {
  return (await call<{ recovery_codes: string[] }>('/recovery-codes', proof)).recovery_codes
}

export async function turnOff(proof: Proof): Promise<void> {
  await call('/second-factor/remove', proof)
}

export async function changePassword(now: string, wanted: string, code?: string): Promise<void> {
  await call('/password', { password: now, new_password: wanted, ...(code && { code }) })
}

/** Here, and in all windows of this account. */
export async function signOut(): Promise<void> {
  await call('/sign-out', {}, '/api/v1/agents')
}

/** Null: all but this one. */
export async function endSignIn(id: string | null): Promise<void> {
  await call('/sign-ins/end', id === null ? {} : { sign_in: id })
}

async function call<T>(path: string, body?: object, root = ACCOUNT): Promise<T> {
  const json = { accept: 'application/json', 'content-type': 'application/json' }
  const request = body && { method: 'POST', headers: json, body: JSON.stringify(body) }
  let response: Response
  try {
    response = await fetch(root + path, request)
  } catch {
    throw new Refused('offline')
  }
  const answer: unknown = await response.json().catch(() => ({}))
  if (response.ok) return answer as T
  throw new Refused(codeOf(answer))
}

function codeOf(answer: unknown): string {
  const isObject = typeof answer === 'object' && answer !== null && 'code' in answer
  return isObject && typeof answer.code === 'string' ? answer.code : 'internal'
}
