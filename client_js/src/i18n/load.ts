import type { Texts } from './spoken.js'

/** Nobody waits longer for a language than this. */
const PATIENCE_MS = 5_000

/**
 * The texts of one part of the product (`customer`, `dock`, `agent`, `check`) in a language; null
 * where they cannot be had. `base`: the broker's address, ending in a slash.
 */
export async function loadTexts(base: string, part: string, tag: string): Promise<Texts | null> {
  try {
    const response = await fetch(`${base}sdk/v1/texts/${part}.${tag}.json`, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return response.ok ? ((await response.json()) as Texts) : null
  } catch {
    return null
  }
}
