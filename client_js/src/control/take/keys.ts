import { type Input, MAX_MESSAGE, MAX_PASTE, MAX_TEXT } from '../messages.js'
import { modifiersOf } from './modifiers.js'
import { WayOut } from './way_out.js'

export interface KeysDelegate {
  send(input: Input): void
  /** A key that something on our side takes instead of the page: true. */
  takesKey(event: KeyboardEvent): boolean
  leave(): void
  pasteRefused(why: 'not-permitted' | 'too-long'): void
}

/** Keys for which the browser gives text later, by an input method. */
const COMPOSING = new Set(['Dead', 'Process', 'Unidentified'])

/**
 * The keyboard, as `key`, `text` and `paste` messages. It is heard through a text field that nobody
 * sees: only there browsers offer input methods, dictation and pasting.
 */
export class Keys {
  readonly field = document.createElement('textarea')
  readonly wayOut = new WayOut()
  /** Keys that are down in the page, by `code`. */
  readonly #held = new Map<string, { key: string; code: string }>()
  #delegate: KeysDelegate | null = null
  #mayPaste = false

  constructor() {
    const { field } = this
    field.className = 'alongside-keys'
    for (const name of ['autocomplete', 'autocorrect', 'autocapitalize']) {
      field.setAttribute(name, 'off')
    }
    field.spellcheck = false
    field.addEventListener('keydown', (event) => this.#down(event))
    field.addEventListener('keyup', (event) => this.#up(event))
    field.addEventListener('input', (event) => this.#input(event as InputEvent))
    field.addEventListener('compositionend', ({ data }) => this.#text(data))
    field.addEventListener('paste', (event) => this.#paste(event))
    field.addEventListener('blur', () => this.release())
  }

  start(delegate: KeysDelegate, mayPaste: boolean): void {
    this.#delegate = delegate
    this.#mayPaste = mayPaste
  }

  stop(): void {
    this.#delegate = null
    this.#held.clear()
    this.field.value = ''
  }

  /** Lets go of every key: nobody hears of them any more. */
  release(): void {
    for (const key of this.#held.values()) {
      this.#delegate?.send({ type: 'key', phase: 'up', ...key, keys: 0, repeat: false })
    }
    this.#held.clear()
  }

  #down(event: KeyboardEvent): void {
    if (event.isComposing || COMPOSING.has(event.key)) return
    if (isPaste(event) && this.#mayPaste) return // what is pasted comes in an event of its own
    event.preventDefault()
    if (isPaste(event)) this.#delegate?.pasteRefused('not-permitted')
    else if (this.wayOut.leaves(event)) this.#delegate?.leave()
    else if (!this.#delegate?.takesKey(event)) this.#press(event)
  }

  #press(event: KeyboardEvent): void {
    const { key, code, repeat } = event
    this.#held.set(code, { key, code })
    this.#delegate?.send({
      type: 'key',
      phase: 'down',
      key,
      code,
      keys: modifiersOf(event),
      repeat,
    })
  }

  #up(event: KeyboardEvent): void {
    const { key, code } = event
    if (!this.#held.delete(code)) return
    event.preventDefault()
    const keys = modifiersOf(event)
    this.#delegate?.send({ type: 'key', phase: 'up', key, code, keys, repeat: false })
    // While Meta is down, macOS tells of no other key that it is up again.
    if (key === 'Meta') this.release()
  }

  #input({ isComposing, inputType }: InputEvent): void {
    if (isComposing) return
    // Safari gives what was composed once more.
    if (!inputType.includes('Composition')) this.#text(this.field.value)
    this.field.value = ''
  }

  #text(text: string): void {
    this.wayOut.reset()
    for (const part of inParts(text, MAX_TEXT)) this.#delegate?.send({ type: 'text', text: part })
    this.field.value = ''
  }

  #paste(event: ClipboardEvent): void {
    event.preventDefault()
    this.wayOut.reset()
    const text = (event.clipboardData?.getData('text/plain') ?? '').replaceAll('\r\n', '\n')
    const bytes = JSON.stringify(text).length
    if (!this.#mayPaste) this.#delegate?.pasteRefused('not-permitted')
    else if (text.length > MAX_PASTE || bytes > MAX_MESSAGE - 100) {
      this.#delegate?.pasteRefused('too-long')
    } else if (text !== '') this.#delegate?.send({ type: 'paste', text })
  }
}

/** The text in parts of so many UTF-16 units at most, no character cut in two. */
export function inParts(text: string, most: number): string[] {
  const parts: string[] = []
  for (let from = 0; from < text.length; ) {
    let end = Math.min(from + most, text.length)
    if (end < text.length && /[\ud800-\udbff]/.test(text[end - 1] ?? '')) end--
    parts.push(text.slice(from, end))
    from = end
  }
  return parts
}

function isPaste({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean {
  if (key === 'Insert') return shiftKey && !ctrlKey && !altKey
  return key.toLowerCase() === 'v' && (ctrlKey || metaKey) && !altKey
}
