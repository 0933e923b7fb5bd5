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
  const doctype = read.mode(mode) === 'standards' ? '<!doctype html>' : ' '
  // The only way to a document that is not in quirks mode. Nothing that was sent is written.
  document.open()
  document.write(doctype)
  document.close()
  for (const node of [...document.childNodes]) {
    if (node.nodeType !== Node.DOCUMENT_TYPE_NODE) node.remove()
  }
  keepFocusOut(document)
  return document
}
