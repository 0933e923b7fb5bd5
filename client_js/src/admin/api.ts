import { attendance } from './attended.js'

/**
 * Calls of `/api/v1` as the operator who is signed in: `get<SiteList>('/sites')`. They reject with an
 * ApiError, whose `code` is the server's; `errorText` (parts/errors.ts) words it. Where the sign-in is
 * over the shell hears of it, and asks to sign in anew.
 */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(code)
  }
}

const ROOT = '/api/v1'
/** What says that nobody is signed in here, or somebody else. */
const SIGNED_OUT: ReadonlySet<string> = new Set(['not_signed_in', 'bad_token'])

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

let signedOut = (): void => {}

/** Called whenever the server says that the sign-in is over. */
export function onSignedOut(heard: () => void): void {
  signedOut = heard
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path)
export const post = <T>(path: string, body: object = {}): Promise<T> => call<T>('POST', path, body)
export const put = <T>(path: string, body: object): Promise<T> => call<T>('PUT', path, body)
export const patch = <T>(path: string, body: object): Promise<T> => call<T>('PATCH', path, body)
export const remove = <T>(path: string): Promise<T> => call<T>('DELETE', path)

/** All pages of a list that the server gives page by page; `name`: where in the answer it is. */
export async function all<T>(path: string, name: string): Promise<readonly T[]> {
  const found: T[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const separator = path.includes('?') ? '&' : '?'
    const page: Record<string, unknown> = await get(`${path}${separator}limit=100${query}`)
    found.push(...(page[name] as T[]))
    cursor = typeof page.next === 'string' ? page.next : null
  } while (cursor !== null)
  return found
}

/** One part of a path, whatever is in it. */
export const part = encodeURIComponent

async function call<T>(method: Method, path: string, body?: object): Promise<T> {
  const request: RequestInit = {
    method,
    headers: {
      accept: 'application/json',
      ...attendance(),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  let response: Response
  try {
    response = await fetch(`${ROOT}${path}`, request)
  } catch {
    throw new ApiError('offline', 0)
  }
  const answer: Record<string, unknown> = await response.json().catch(() => ({}))
  if (response.ok) return answer as T
  const code = typeof answer.code === 'string' ? answer.code : 'internal'
  if (SIGNED_OUT.has(code)) signedOut()
  throw new ApiError(code, response.status)
}
