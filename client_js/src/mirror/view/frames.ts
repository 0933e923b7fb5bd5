import type { Mode } from '../operations.js'
import { MirrorFault, read } from './fault.js'

/** The mirror is looked at, never typed into: nobody shall take it for a form of our own. */
export function keepFocusOut(document: Document): void {
  const refuse = (event: Event): void => {
    event.preventDefault()
    const { target } = event
    if (target !== null && 'blur' in target) (target as HTMLElement).blur()
  }
  for (const name of ['focusin', 'keydown', 'mousedown', 'dragstart', 'drop']) {
    document.addEventListener(name, refuse, { capture: true })
  }
}

/**
 * An empty document in a frame of the mirror. It has neither a URL nor scripts: it inherits the
 * policy and the sandbox of the page that it is in.
 */
export function openFrame(frame: HTMLIFrameElement, mode: unknown): Document {
  const document = frame.contentDocument
  if (!document) throw new MirrorFault('bad-message')
  rewrite(document, read.mode(mode))
  keepFocusOut(document)
  return document
}

/** Empties a document and puts it into this mode; its policy and its sandbox stay. Listeners do
 * not, so do this first. */
export function rewrite(document: Document, mode: Mode): void {
  // The only way from one mode to the other. Nothing that was sent is written.
  document.open()
  document.write(mode === 'standards' ? '<!doctype html>' : ' ')
  document.close()
  for (const node of [...document.childNodes]) {
    if (node.nodeType !== Node.DOCUMENT_TYPE_NODE) node.remove()
  }
}
