import { early } from '../mirror/capture/early.js'
import { lazyPlayground } from './lazy_parts.js'
import { tabStorage } from './memory.js'

const KEY = 'alongside.preview'

/** Whether an operator tries rules in this tab, opened from the admin console: then nobody is a
 * customer here. `parts`: where the rest of the SDK is. */
export async function isTried(
  base: string,
  parts: string,
  site: string,
  nonce: string,
): Promise<boolean> {
  const store = tabStorage()
  const code = /^#alongside-preview=([\w-]+)$/.exec(location.hash)?.[1]
  if (!code && !store.getItem(KEY)) return false
  if (code) history.replaceState(history.state, '', location.pathname + location.search)
  const { begin } = await lazyPlayground(parts, nonce).load()
  return begin(early(), { base, site, store, code, key: KEY })
}
