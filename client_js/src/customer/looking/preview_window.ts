import { styleSheet } from '../together/style_sheet.js'
import { trusted } from '../ui/trusted.js'

export interface PreviewWindowOptions {
  /** Our closed root in the page. */
  root: ShadowRoot
  /** The broker's page that shows it. */
  url: string
  words: Readonly<Record<'title' | 'note' | 'close' | 'failed', string>>
  /** The page in the frame has loaded. */
  loaded(frame: Window): void
  closed(): void
}

const previewSheet = styleSheet(`
  .preview {
    display: flex;
    flex-direction: column;
    width: calc(100vw - 2 * var(--space-5));
    height: calc(100vh - 2 * var(--space-5));
    max-width: none;
    max-height: none;
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface-raised);
    box-shadow: var(--shadow-large);
    color: var(--ink);
    font: 400 var(--text) / var(--leading) var(--font);
  }
  .preview::backdrop {
    background: rgb(16 20 34 / 70%);
  }
  .preview-head {
    display: flex;
    align-items: center;
    gap: var(--space-4);
    padding: var(--space-2) var(--space-4);
    border-bottom: 1px solid var(--line);
  }
  .preview-head h2 {
    font: 700 var(--text-large) / 1.2 var(--font);
  }
  .preview-head p {
    flex: 1;
    color: var(--ink-soft);
    font-size: var(--text-small);
  }
  .preview iframe {
    flex: 1;
    border: 0;
  }
  @media (max-width: 480px) {
    .preview {
      width: 100vw;
      height: 100vh;
      border: 0;
      border-radius: 0;
    }
    .preview-head p {
      display: none;
    }
    .preview-head h2 {
      flex: 1;
    }
  }
`)

/** By then the page in the frame has loaded, or the website's own policy forbids it. */
const PATIENCE_MS = 8_000

/** Nearly the whole window, modal, with a frame of the broker's in it. Escape closes it. */
export class PreviewWindow {
  readonly #options: PreviewWindowOptions
  readonly #dialog = document.createElement('dialog')
  readonly #frame = document.createElement('iframe')
  readonly #note = document.createElement('p')
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: PreviewWindowOptions) {
    this.#options = options
    const { words, url } = options
    const title = Object.assign(document.createElement('h2'), { textContent: words.title })
    title.id = 'preview-title'
    this.#note.textContent = words.note
    this.#note.setAttribute('role', 'status')
    const close = Object.assign(document.createElement('button'), {
      className: 'button',
      type: 'button',
      textContent: words.close,
    })
    close.addEventListener(
      'click',
      trusted(() => options.closed()),
    )
    const head = Object.assign(document.createElement('div'), { className: 'preview-head' })
    head.append(title, this.#note, close)
    this.#frame.title = words.title
    this.#frame.src = url
    this.#frame.referrerPolicy = 'no-referrer'
    this.#frame.addEventListener('load', () => {
      if (this.#frame.contentWindow) options.loaded(this.#frame.contentWindow)
    })
    this.#dialog.className = 'alongside-tokens preview'
    this.#dialog.setAttribute('aria-labelledby', title.id)
    this.#dialog.append(head, this.#frame)
    this.#dialog.addEventListener('close', () => options.closed())
  }

  show(): void {
    const { root } = this.#options
    const sheet = previewSheet()
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet)
    root.append(this.#dialog)
    this.#dialog.showModal()
    this.#timer = setTimeout(() => {
      this.#note.textContent = this.#options.words.failed
    }, PATIENCE_MS)
  }

  /** The page in the frame has answered. */
  ready(): void {
    clearTimeout(this.#timer)
    this.#note.textContent = this.#options.words.note
  }

  /** Another page is to be shown from its beginning. */
  reload(): void {
    this.#frame.src = this.#options.url
  }

  remove(): void {
    clearTimeout(this.#timer)
    this.#dialog.close()
    this.#dialog.remove()
  }
}
