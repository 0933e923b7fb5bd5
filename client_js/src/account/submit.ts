import { Refused } from './api.js'

/** The code of what went wrong; null: nothing. */
export async function codeOf(act: () => Promise<void>): Promise<string | null> {
  try {
    await act()
    return null
  } catch (error) {
    return error instanceof Refused ? error.code : 'internal'
  }
}
