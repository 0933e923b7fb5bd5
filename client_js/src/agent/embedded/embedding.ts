import { isLanguageTag } from '../../embed/messages.js'

/** How the pane was loaded. */
export interface Embedding {
  /** Those that the operator lets show the pane. */
  readonly origins: readonly string[]
  /** That the page around wants it to speak first. */
  readonly language: string | null
}

type Own = Pick<Window, 'document' | 'location'>

/** Null for the console in a window of its own. The server writes into the document who may frame
 * it; what the address says alone means nothing. */
export function embeddedIn(own: Own): Embedding | null {
  const written = own.document.getElementById('embed')?.textContent
  if (!written) return null
  const origins: unknown = JSON.parse(written)
  const language = new URLSearchParams(own.location.search).get('language')
  return {
    origins: Array.isArray(origins) ? origins.filter((one) => typeof one === 'string') : [],
    language: isLanguageTag(language) ? language : null,
  }
}

/** Browsers that keep nothing for frames of other sites throw where it is used. */
export function withStorage(own: Window): void {
  try {
    own.sessionStorage.getItem('alongside.probe')
  } catch {
    Object.defineProperty(own, 'sessionStorage', { value: inMemory() })
  }
}

function inMemory(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear'> {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  }
}
