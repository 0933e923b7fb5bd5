import {
  AnnotationMode,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
  PDFWorker,
  type RenderTask,
  VerbosityLevel,
} from 'pdfjs-dist'
import { MAX_PAGES } from '../limits.js'
import type { Size, Source, Word } from './source.js'
import { Unopened } from './unopened.js'

/** Pixels of one canvas: what every browser can do. */
const MOST_PIXELS = 16_000_000
/** Of one of its sides. */
const MOST_SIDE = 16_000
/** Pixels of one picture within a page. */
const MOST_IMAGE = 64_000_000
/** Letters of one page that are searched. */
const MOST_LETTERS = 500_000

/** A PDF. No scripts, no forms, no links, nothing loaded: its pages as pictures, and their text. */
export async function openPdf(bytes: Uint8Array<ArrayBuffer>, workerUrl: string): Promise<Source> {
  const port = startWorker(workerUrl)
  const loading = getDocument({
    data: bytes,
    worker: PDFWorker.create({ port, verbosity: VerbosityLevel.ERRORS }),
    verbosity: VerbosityLevel.ERRORS,
    enableXfa: false,
    useWasm: false,
    wasmUrl: workerUrl.slice(0, workerUrl.lastIndexOf('/') + 1),
    maxImageSize: MOST_IMAGE,
    canvasMaxAreaInBytes: 4 * MOST_PIXELS,
    disableWorkerRendering: true,
  })
  loading.onPassword = () => {
    throw new Unopened('encrypted')
  }
  try {
    const pdf = await loading.promise
    if (pdf.numPages > MAX_PAGES) throw new Unopened('pages')
    // Most damaged files open, and have no first page.
    await pdf.getPage(1)
    return new PdfSource(pdf)
  } catch (error) {
    port.terminate()
    if (error instanceof Unopened) throw error
    const isLocked = error instanceof Error && error.name === 'PasswordException'
    throw new Unopened(isLocked ? 'encrypted' : 'damaged')
  }
}

/** A document without an origin can have no worker of an address, but one that loads it. */
function startWorker(url: string): Worker {
  const script = new Blob([`importScripts(${JSON.stringify(url)})`], { type: 'text/javascript' })
  return new Worker(URL.createObjectURL(script))
}

class PdfSource implements Source {
  #painting: RenderTask | null = null

  constructor(private readonly pdf: PDFDocumentProxy) {}

  get pages(): number {
    return this.pdf.numPages
  }

  async size(page: number): Promise<Size> {
    const { width, height } = (await this.pdf.getPage(page)).getViewport({ scale: 1 })
    return { width, height }
  }

  async paint(page: number, scale: number): Promise<HTMLElement | null> {
    this.#painting?.cancel()
    const { canvas, task } = painting(await this.pdf.getPage(page), scale)
    this.#painting = task
    try {
      await task.promise
      return canvas
    } catch (error) {
      if (error instanceof Error && error.name === 'RenderingCancelledException') return null
      throw new Unopened('damaged')
    }
  }

  async small(page: number, width: number): Promise<HTMLElement> {
    const proxy = await this.pdf.getPage(page)
    const natural = proxy.getViewport({ scale: 1 })
    // A page that is a long strip is not a small picture.
    const { canvas, task } = painting(proxy, width / Math.max(natural.width, natural.height / 2))
    await task.promise
    // Of a long document nothing is kept but the pictures.
    proxy.cleanup()
    return canvas
  }

  async words(page: number): Promise<readonly Word[]> {
    // A page that cannot be read has no words; the others have.
    return await this.#words(page).catch(() => [])
  }

  async #words(page: number): Promise<readonly Word[]> {
    const proxy = await this.pdf.getPage(page)
    const { width, height, transform } = proxy.getViewport({ scale: 1 })
    const { items } = await proxy.getTextContent()
    const words: Word[] = []
    let letters = 0
    for (const item of items) {
      if (!('str' in item) || item.str === '') continue
      letters += item.str.length
      if (letters > MOST_LETTERS) break
      const [x, y] = moved(transform, item.transform[4], item.transform[5])
      const tall = Math.hypot(item.transform[2], item.transform[3]) || item.height
      const box = [x / width, (y - tall) / height, item.width / width, tall / height] as const
      words.push({ text: item.hasEOL ? `${item.str} ` : item.str, box })
    }
    return words
  }
}

function painting(page: PDFPageProxy, scale: number) {
  const most = mostScale(page.getViewport({ scale: 1 }))
  const viewport = page.getViewport({ scale: Math.min(scale, most) })
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(viewport.width))
  canvas.height = Math.max(1, Math.round(viewport.height))
  const task = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE })
  return { canvas, task }
}

/** A page may claim to be as large as it likes. */
function mostScale({ width, height }: Size): number {
  const byArea = Math.sqrt(MOST_PIXELS / (width * height))
  return Math.min(byArea, MOST_SIDE / Math.max(width, height))
}

function moved(matrix: readonly number[], x: number, y: number): [number, number] {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = matrix
  return [a * x + c * y + e, b * x + d * y + f]
}
