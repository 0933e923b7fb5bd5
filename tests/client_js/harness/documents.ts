/** A console with nothing but a document in it, which is opened as a picked file is. */
import { SharedDocument, type Trouble } from '../../../client_js/src/documents/shared_document.js'
import { DocumentElement } from '../../../client_js/src/documents/ui/document_element.js'

interface Verdict {
  readonly trouble: Trouble | null
  readonly name: string
  readonly pages: number
}

/** One file after the other, each in a frame of its own. */
class DocumentLab {
  #element: DocumentElement | null = null
  #shared: SharedDocument | null = null

  get verdict(): Verdict | null {
    const shared = this.#shared
    const settled = shared !== null && (shared.trouble !== null || shared.pages > 0)
    return settled ? { trouble: shared.trouble, name: shared.name, pages: shared.pages } : null
  }

  open(name: string, content: string, patience: number): void {
    this.#element?.remove()
    const element = new DocumentElement()
    const shared = new SharedDocument({
      send: () => undefined,
      newId: () => crypto.randomUUID(),
      ask: () => undefined,
      end: () => undefined,
      changed: () => element.requestUpdate(),
      now: () => performance.now(),
    })
    Object.assign(element, { shared, patience })
    document.body.append(element)
    this.#element = element
    this.#shared = shared
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
    void shared.pick({ name, size: bytes.length, arrayBuffer: async () => bytes.buffer })
  }

  turn(page: number): void {
    this.#shared?.look({ page, x: 0, y: 0 })
  }
}

Object.assign(window, { lab: new DocumentLab() })
