import { newPair } from './signing_key.js'

const DATABASE = 'alongside.keys'
const STORE = 'keys'
/** A customer whose page has not been here since is forgotten: tabs that are restored are younger. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000

interface Kept {
  pair: CryptoKeyPair
  at: number
}

/**
 * The key pair of `customer` in this browser, for all pages of the origin. Kept as a CryptoKey, which
 * no script can read out; where the browser keeps nothing, it is good for this page alone.
 */
async function keptPair(customer: string): Promise<CryptoKeyPair> {
  const made = await newPair()
  try {
    const database = await opened()
    try {
      return await taken(database, customer, made)
    } finally {
      database.close()
    }
  } catch {
    return made
  }
}

/** Those of whoever is the customer at the moment. */
export function keptPairs(customer: () => string): () => Promise<CryptoKeyPair> {
  const known = new Map<string, Promise<CryptoKeyPair>>()
  return () => {
    const pair = known.get(customer()) ?? keptPair(customer())
    known.set(customer(), pair)
    return pair
  }
}

/** The one that is there, or `made`: in one transaction, so that two tabs have the same. */
function taken(
  database: IDBDatabase,
  customer: string,
  made: CryptoKeyPair,
): Promise<CryptoKeyPair> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, 'readwrite')
    const store = transaction.objectStore(STORE)
    const now = Date.now()
    let { pair } = { pair: made }
    store.get(customer).onsuccess = ({ target }) => {
      const found = (target as IDBRequest<Kept | undefined>).result
      if (found) pair = found.pair
      store.put({ pair, at: now } satisfies Kept, customer)
    }
    store.openCursor().onsuccess = ({ target }) => {
      const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result
      if (cursor && now - (cursor.value as Kept).at > KEPT_MS) cursor.delete()
      cursor?.continue()
    }
    transaction.oncomplete = () => resolve(pair)
    transaction.onabort = () => reject(transaction.error)
  })
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
    request.onblocked = () => reject(request.error)
  })
}
