/**
 * What this page has ever treated as secret. It lives as long as the page: a console that reloads,
 * a connection that is replaced or the next session must not find a password that "show password"
 * turned into text.
 */
import { closedRoot, onShadowAttached } from './closed_roots.js'
import {
  attribute,
  defaultView,
  frameDocument,
  isDocument,
  isElement,
  isTag,
  query,
} from './dom.js'
import { early } from './early.js'

const SECRET_AUTOCOMPLETE = /^(cc-.+|one-time-code|current-password|new-password)$/
/** Of these the value itself is looked for elsewhere; a card's expiry is too common a text. */
const TELLING_AUTOCOMPLETE = /^(cc-number|one-time-code|current-password|new-password)$/

const REMEMBERED_VALUES = 256
const SHORTEST_REMEMBERED = 4
/** A shorter secret, or one that is a plain word, is found only where it stands alone: otherwise
 * what is masked would tell what the secret is. */
const SHORTEST_WITHIN = 6

export class Secrets {
  readonly #fields = new WeakSet<Element>()
  readonly #values = new Set<string>()

  /** This field holds a secret, or held one when something was typed into it. */
  note(field: Element): void {
    this.#fields.add(field)
    this.#remember((field as HTMLInputElement).value)
  }

  /** For fields whose value is no use elsewhere, such as a month. */
  noteField(field: Element): void {
    this.#fields.add(field)
  }

  holds(field: Element): boolean {
    return this.#fields.has(field)
  }

  /** Is this text a secret, or one with words around it? */
  isCopy(text: string): boolean {
    if (this.#values.size === 0) return false
    const found = squeeze(text)
    if (this.#values.has(found)) return true
    if (found.length < SHORTEST_WITHIN) return false
    for (const value of this.#values) {
      if (isDistinctive(value) && found.includes(value)) return true
    }
    return false
  }

  /** Is this the value of a field that took a secret field's place, perhaps with more typed? */
  isContinued(text: string): boolean {
    if (this.#values.size === 0) return false
    const found = squeeze(text)
    for (const value of this.#values) if (found.startsWith(value)) return true
    return this.isCopy(text)
  }

  #remember(value: unknown): void {
    if (typeof value !== 'string') return
    const secret = squeeze(value)
    if (secret.length < SHORTEST_REMEMBERED) return
    this.#values.delete(secret)
    this.#values.add(secret)
    for (const oldest of this.#values) {
      if (this.#values.size <= REMEMBERED_VALUES) break
      this.#values.delete(oldest)
    }
  }
}

/** A password field, or one whose `autocomplete` says that it takes a card or a code. */
export function isSecretField(element: Element): boolean {
  return isPassword(element) || hasAutocomplete(element, SECRET_AUTOCOMPLETE)
}

/** Keeps in mind that `field`, a secret one, is secret, and where it is of use what is in it. */
export function noteSecretField(secrets: Secrets, field: Element): void {
  if (isPassword(field) || hasAutocomplete(field, TELLING_AUTOCOMPLETE)) secrets.note(field)
  else secrets.noteField(field)
}

export function isPassword(node: Node): node is HTMLInputElement {
  return isTag(node, 'input') && node.type === 'password'
}

/** The memory of this page; from the first call on it notes what is typed into secret fields. */
export function secretsOf(window: Window): Secrets {
  const ofWindow = early().secrets
  let secrets = ofWindow.get(window)
  if (!secrets) {
    secrets = new Secrets()
    ofWindow.set(window, secrets)
    const found = secrets
    watchSecrets(window.document, found)
    // Of what happens in a closed shadow root nobody outside hears who it was.
    onShadowAttached((host) => {
      const root = closedRoot(host)
      if (root) watchSecrets(root, found)
    })
  }
  return secrets
}

/** Before a session too: a password may be made visible long before the page is shared. Once for
 * each document, frames included, and each closed shadow root. */
export function watchSecrets(root: Document | ShadowRoot, secrets: Secrets): void {
  const { secretsWatched } = early()
  if (secretsWatched.has(root)) return
  secretsWatched.add(root)
  // The window hears of it before any listener of the page can keep it from us.
  const target: EventTarget = (isDocument(root) && defaultView(root)) || root
  const note = (event: Event): void => {
    const [field] = event.composedPath() as (EventTarget & Node)[]
    if (!field || !('nodeType' in field) || !isElement(field)) return
    if (isSecretField(field)) noteSecretField(secrets, field)
  }
  for (const type of ['focusin', 'input', 'change']) target.addEventListener(type, note, true)
  const watchFrame = (frame: Element): void => {
    const inner = frameDocument(frame)
    if (inner) watchSecrets(inner, secrets)
  }
  for (const frame of query(root, 'iframe')) watchFrame(frame)
  const loaded = ({ target: frame }: Event): void => {
    if (frame && 'nodeType' in frame && isTag(frame as Node, 'iframe')) watchFrame(frame as Element)
  }
  target.addEventListener('load', loaded, true)
}

function hasAutocomplete(element: Element, words: RegExp): boolean {
  const autocomplete = attribute(element, 'autocomplete')
  if (autocomplete === null) return false
  return autocomplete
    .toLowerCase()
    .split(/\s+/)
    .some((token) => words.test(token))
}

/** Frameworks show `4242 4242` for `42424242`. */
function squeeze(text: string): string {
  return text.replace(/[\s\u2010-\u2015-]+/g, '')
}

function isDistinctive(value: string): boolean {
  return value.length >= SHORTEST_WITHIN && /[^\p{L}]/u.test(value)
}
