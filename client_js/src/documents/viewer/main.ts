/** Entry of `document.js`, in a sandboxed frame without an origin: decodes and paints what strangers
 * have made, and says where it is looked at. */
import type { FromFrame, ToFrame } from '../frame_messages.js'
import { PageList } from './page_list.js'
import { openPdf } from './pdf_source.js'
import { Pen } from './pen.js'
import { openPicture } from './picture_source.js'
import { Search } from './search.js'
import type { Source } from './source.js'
import { timed, within } from './timed.js'
import { whyOf } from './unopened.js'
import { Sheet } from './view.js'

class Viewer {
  #sheet: Sheet | null = null
  #pen: Pen | null = null
  #search: Search | null = null
  #list: PageList | null = null

  constructor(
    private readonly port: MessagePort,
    private readonly workerUrl: string,
  ) {
    port.onmessage = ({ data }: MessageEvent<ToFrame>) => void this.#take(data)
  }

  async #take(message: ToFrame): Promise<void> {
    switch (message.type) {
      case 'there':
        return this.#say({ type: 'there' })
      case 'open':
        return this.#open(message)
      case 'look': {
        const { page, zoom, x, y } = message
        this.#list?.turn(page)
        await this.#sheet?.show({ page, zoom, x, y })
        return
      }
      case 'tool':
        if (this.#pen) this.#pen.tool = message.tool
        document.body.dataset.tool = message.tool
        return
      case 'colours':
        this.#sheet?.drawings.colours(message)
        return
      case 'ink':
        this.#sheet?.ink(message.ink, 'other')
        return
      case 'clear':
        this.#sheet?.drawings.clear()
        return
      case 'list':
        if (message.open) this.#list?.open(message.label, message.right)
        else this.#list?.close()
        return
      case 'find':
        return this.#find(message.text, message.back)
    }
  }

  async #open({ kind, bytes, within: ms }: Extract<ToFrame, { type: 'open' }>): Promise<void> {
    const given = new Uint8Array(bytes)
    const opening = kind === 'pdf' ? openPdf(given, this.workerUrl) : openPicture(kind, given)
    try {
      this.#show(timed(await within(ms, opening), ms))
    } catch (error) {
      this.#say({ type: 'failed', why: whyOf(error) })
    }
  }

  #show(source: Source): void {
    const sheet = new Sheet(source, {
      scrolled: (view) => this.#say({ type: 'looked', ...view }),
      painted: (page) => this.#say({ type: 'painted', page }),
      failed: (why) => this.#say({ type: 'failed', why }),
    })
    this.#sheet = sheet
    this.#search = new Search(source)
    this.#pen = new Pen(
      sheet.element,
      () => sheet.page,
      (ink) => {
        if (ink.type === 'stroke' || (ink.type === 'point' && ink.laser)) sheet.ink(ink, 'own')
        this.#say({ type: 'ink', ink })
      },
    )
    const list = new PageList(source, {
      chosen: (page) => this.#say({ type: 'turned', page }),
      closed: () => {
        list.close()
        sheet.room.focus()
        this.#say({ type: 'unlisted' })
      },
    })
    this.#list = list
    document.body.replaceChildren(list.element, sheet.room)
    this.#say({ type: 'opened', pages: source.pages })
  }

  async #find(text: string, back: boolean): Promise<void> {
    const sheet = this.#sheet
    const next = this.#search?.next(text, back, sheet?.page ?? 1)
    const hit = await next?.catch((error: unknown) => {
      this.#say({ type: 'failed', why: whyOf(error) })
      return undefined
    })
    if (hit === undefined || sheet === null) return
    if (hit !== null) {
      if (hit.page !== sheet.page)
        await sheet.show({ ...sheet.reveal([]), page: hit.page, x: 0, y: 0 })
      this.#list?.turn(hit.page)
      const view = sheet.reveal(hit.boxes)
      this.#say({ type: 'looked', ...view })
    }
    this.#say({ type: 'found', found: hit !== null })
  }

  #say(message: FromFrame): void {
    this.port.postMessage(message)
  }
}

const { src } = document.currentScript as HTMLScriptElement
addEventListener(
  'message',
  ({ source, ports: [port] }) => {
    // Whoever frames it may show documents in it: it has nothing of anybody's.
    if (source === parent && port) new Viewer(port, new URL('pdf_worker.js', src).href)
  },
  { once: true },
)
