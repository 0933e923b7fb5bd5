import { chosen, direction, offered } from '../../i18n/languages.js'
import { loadTexts } from '../../i18n/load.js'
import { speak } from '../../i18n/spoken.js'
import { adopt, type Early } from '../../mirror/capture/early.js'
import type { RedactionView } from '../../signaling/messages.js'
import type { Store } from '../memory.js'
import { policyOf } from '../redaction.js'
import { Playground, type Tried } from './playground.js'

export interface PlaygroundEntry {
  /** The broker's address, ending in a slash. */
  base: string
  /** The site's key. */
  site: string
  store: Store
  /** Of the address that the admin console has opened. */
  code: string | undefined
  /** Where the tab's token is kept. */
  key: string
}

interface Answer {
  site: string
  token: string
  redaction: RedactionView
  draft: number | null
}

/** Entry of `playground.js`, which `trying.ts` loads. Resolves to whether there is a preview: then
 * this page is an operator's try, and no customer's. */
export async function begin(early: Early, entry: PlaygroundEntry): Promise<boolean> {
  const { base, store, key, code } = entry
  const token = store.getItem(key) ?? undefined
  const first = await read(entry, code ? { code } : { token })
  if (first === null) {
    store.removeItem(key)
    return false
  }
  store.setItem(key, first.token)
  adopt(early)
  const tag = chosen(offered([]), navigator.languages)
  const texts = tag === 'en' ? null : await loadTexts(base, 'playground', tag)
  if (texts) speak(tag, texts)
  const spoken = texts ? tag : 'en'
  const again = async (): Promise<Tried | null> => {
    const answer = await read(entry, { token: first.token })
    return answer && triedOf(answer)
  }
  const over = (): void => {
    store.removeItem(key)
    location.reload()
  }
  const language = { tag: spoken, direction: direction(spoken) }
  new Playground({ base, tried: triedOf(first), language, again, over }).start()
  return true
}

function triedOf({ site, redaction, draft }: Answer): Tried {
  return { site, policy: policyOf(redaction), draft }
}

async function read(
  { base, site }: PlaygroundEntry,
  by: { code?: string; token?: string | undefined },
): Promise<Answer | null> {
  try {
    const response = await fetch(new URL('api/v1/previews', base), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site, ...by }),
      credentials: 'omit',
      referrerPolicy: 'origin',
    })
    return response.ok ? ((await response.json()) as Answer) : null
  } catch {
    return null
  }
}
