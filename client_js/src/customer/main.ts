import { rememberClosedRoots } from '../mirror/capture/closed_roots.js'
import { rememberScrolls } from '../mirror/capture/scrolled.js'
import { secretsOf } from '../mirror/capture/secrets.js'
import { retryDelay } from '../signaling/back_off.js'
import { SignalingError, TicketRefused } from '../signaling/errors.js'
import { App } from './app.js'
import { type Identified, Identity } from './identity.js'
import { Memory, tabStorage } from './memory.js'
import { Alongside } from './public_api.js'
import { Signals } from './signals.js'
import { isTried } from './trying.js'

const PATH = 'sdk/v1/alongside.js'
/** The broker's address, the folder of a tag that pins a copy, and the script. */
const SOURCE = /^(.*?\/)sdk\/v1\/(?:([\w.-]+)\/)?alongside\.js/

declare global {
  interface Window {
    Alongside?: Alongside | unknown[]
  }
}

// Only while the script itself runs; afterwards nobody can tell which tag it came from.
const script = document.currentScript as HTMLScriptElement | null
/** In a page that has the script, by whichever address. */
const EMBEDDED = 'script[src*="/sdk/v1/"][src*="/alongside.js"]'

interface Tag {
  readonly base: string
  readonly copy: string | undefined
  readonly nonce: string
}

function fail(code: string, message: string): void {
  console.error(`[alongside] ${code}: ${message}`)
}

async function begin(tag: Tag, site: string): Promise<void> {
  if (!isSecureContext) fail('insecure_page', 'Only a page served over HTTPS can be shared.')
  // Long before anything is shared: what is typed into a password field now may be shown as text
  // by then.
  secretsOf(window)
  rememberClosedRoots(window)
  rememberScrolls(window)
  const early = Array.isArray(window.Alongside) ? window.Alongside : []
  const signals = new Signals()
  let app: App | null = null
  const api = new Alongside(signals, () => app)
  window.Alongside = api
  const calls = early as Parameters<Alongside['push']>
  // Listeners first: they must not miss what follows.
  api.push(...calls.filter(([name]) => name === 'on'))
  const store = tabStorage()
  const memory = new Memory(store)
  const { base, copy, nonce } = tag
  const parts = (folder = '') => `${base}sdk/v1/${folder && `${folder}/`}`
  const identity = new Identity(base, site, memory, copy)
  try {
    await inFront()
    if (await isTried(base, parts(copy), site, nonce)) return
    const identified = await introduced(identity)
    await parsed()
    // What she may need in an hour is then still of this build.
    const rest = parts(copy ?? identified.copy)
    app = new App({ base, parts: rest, nonce, identity, identified, memory, store, signals })
    await app.start()
  } catch (error) {
    const { code, message } =
      error instanceof SignalingError ? error : new SignalingError('unexpected', String(error))
    fail(code, message)
    signals.emit('failed', { code })
    return
  }
  signals.emit('ready', undefined)
  api.push(...calls.filter(([name]) => name !== 'on'))
}

/** A broker that cannot be reached may be restarting: a session in this tab must come back. */
async function introduced(identity: Identity): Promise<Identified> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await identity.identify()
    } catch (error) {
      if (!(error instanceof SignalingError) || error instanceof TicketRefused) throw error
      if (attempt === 0) fail(error.code, `${error.message} Trying again.`)
      await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, Math.random())))
    }
  }
}

/** A prerendered page may never be: it must not use up an invitation. */
async function inFront(): Promise<void> {
  if ('prerendering' in document && document.prerendering) await once('prerenderingchange')
}

async function parsed(): Promise<void> {
  if (document.readyState === 'loading') await once('DOMContentLoaded')
}

function once(type: string): Promise<void> {
  return new Promise((resolve) => {
    document.addEventListener(type, () => resolve(), { once: true })
  })
}

/** Whether this is a frame in a page of the same origin that has the script, too: that page's
 * session shows the frame. */
function shownByParent(): boolean {
  try {
    const parent = window.parent
    return parent !== window && parent.document.querySelector(EMBEDDED) !== null
  } catch {
    return false
  }
}

const [, base, copy] = SOURCE.exec(script?.src ?? '') ?? []

if (script === null || base === undefined) {
  fail('bad_embedding', `Embed it as <script async src=".../${PATH}" data-site="SITE_KEY">.`)
} else if (!script.dataset.site) {
  fail('site_key_missing', 'The script tag needs the attribute data-site.')
} else if (!shownByParent() && (!window.Alongside || Array.isArray(window.Alongside))) {
  void begin({ base, copy, nonce: script.nonce }, script.dataset.site)
}
