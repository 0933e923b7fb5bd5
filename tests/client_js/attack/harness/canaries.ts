/** Makes the canary page what its markup says, and renews the canaries in it. */

const CANARY = /(zq\d{4}n)[a-z]/g
const NUMBER = /(91\d{4}7)[1-9]/g
/** The colour of canvases in phase `a`, `b`, ...: no other part of a page has it. */
const COLOURS: Record<string, string> = { secret: '#1b5e20', control: '#4a148c' }

/** The same text with the canaries of another phase. */
function renewed(text: string, phase: string): string {
  const digit = (phase.charCodeAt(0) - 'a'.charCodeAt(0)) % 9
  return text.replace(CANARY, `$1${phase}`).replace(NUMBER, `$1${digit + 1}`)
}

/** Carries out the `data-shadow`, `data-closed`, `data-adopted`, `data-inserted`, `data-nested` and
 * `data-drawn` below `root`. */
export function prepare(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    const { shadow, closed, adopted, inserted, nested, drawn } = element.dataset
    for (const name of ['shadow', 'closed', 'adopted', 'inserted', 'nested', 'drawn']) {
      delete element.dataset[name]
    }
    if (shadow !== undefined) {
      const inner = element.attachShadow({ mode: 'open' })
      inner.innerHTML = shadow
      if (adopted !== undefined) inner.adoptedStyleSheets = [sheetOf(adopted)]
      prepare(inner)
    }
    if (closed !== undefined) element.attachShadow({ mode: 'closed' }).innerHTML = closed
    if (inserted !== undefined) (element as HTMLStyleElement).sheet?.insertRule(inserted)
    if (nested !== undefined) nest(element as HTMLIFrameElement, nested)
    if (drawn !== undefined) draw(element as HTMLCanvasElement)
  }
}

function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
}

/** A frame in the frame, with this in it. */
function nest(frame: HTMLIFrameElement, html: string): void {
  const fill = (): void => {
    const inner = frame.contentDocument?.createElement('iframe')
    if (!inner) return
    inner.srcdoc = html
    frame.contentDocument?.body.append(inner)
  }
  frame.addEventListener('load', fill, { once: true })
}

function draw(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d')
  if (!context) return
  context.fillStyle = COLOURS[canvas.closest('#controls') ? 'control' : 'secret'] ?? ''
  context.fillRect(0, 0, canvas.width, canvas.height)
}

/** Renews the canaries in everything below `root`, in place. */
export function renew(root: Node, phase: string): void {
  if (root instanceof Element) renewElement(root, phase)
  if (root instanceof CharacterData) root.data = renewed(root.data, phase)
  if (root instanceof HTMLTemplateElement) renew(root.content, phase)
  const inner = (root as Element).shadowRoot
  if (inner) {
    for (const sheet of inner.adoptedStyleSheets) sheet.replaceSync(renewed(rules(sheet), phase))
    renew(inner, phase)
  }
  for (const child of [...root.childNodes]) renew(child, phase)
}

function renewElement(element: Element, phase: string): void {
  for (const { name, value } of [...element.attributes]) {
    if (renewed(value, phase) !== value) element.setAttribute(name, renewed(value, phase))
  }
  const control = element as HTMLInputElement
  if (element.matches('textarea, input:not([type="file"])')) {
    control.value = renewed(control.value, phase)
  }
  if (element instanceof HTMLStyleElement) {
    element.sheet?.insertRule(
      `y{--y:'${renewed(rules(element.sheet), phase).replace(/['\n]/g, ' ')}'}`,
    )
  }
  if (element instanceof HTMLCanvasElement) draw(element)
  const framed = (element as HTMLIFrameElement).contentDocument?.documentElement
  if (framed && !element.hasAttribute('srcdoc')) renew(framed, phase)
}

function rules(sheet: CSSStyleSheet): string {
  return [...sheet.cssRules].map((rule) => rule.cssText).join('\n')
}

/** The marked parts, as they were written. */
const written = new Map<HTMLElement, string>()
/** What phases have added. */
const added: ChildNode[] = []

function parts(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-part]')]
}

function content(part: HTMLElement, phase: string): DocumentFragment {
  return document.createRange().createContextualFragment(renewed(written.get(part) ?? '', phase))
}

/** Call before anything is shared. */
export function prepareAll(): void {
  for (const part of parts()) written.set(part, part.innerHTML)
  prepare(document)
}

/** Ways in which canaries come into a page that is shared, by phase. */
export const PHASES: Record<string, () => void> = {
  b: () => {
    for (const part of parts()) renew(part, 'b')
    const always = document.querySelector('#always')
    if (always) renew(always, 'b')
    document.title = renewed(document.title, 'b')
    const { hash, search } = document.querySelector<HTMLAnchorElement>('#open') ?? location
    history.pushState({}, '', renewed(`/page${search}${hash}`, 'b'))
  },
  // Inserted.
  c: () => {
    for (const part of parts()) {
      const box = document.createElement('div')
      box.append(content(part, 'c'))
      part.append(box)
      prepare(part)
      added.push(box)
    }
  },
  // Put where it could be seen, and moved into the marked part in the same task.
  d: () => {
    takeAway()
    for (const part of parts()) {
      const open = stage()
      open.append(content(part, 'd'))
      prepare(open)
      part.append(open)
    }
  },
  // Marked after it has been inserted, in the same task.
  e: () => {
    takeAway()
    for (const part of parts()) {
      const open = stage()
      open.append(content(part, 'e'))
      prepare(open)
      for (const name of ['class', 'data-alongside']) {
        const value = part.getAttribute(name)
        if (value !== null) open.setAttribute(name, value)
      }
      open.dataset.late = ''
    }
  },
  // What was marked late goes on changing.
  f: () => {
    for (const late of document.querySelectorAll('[data-late]')) renew(late, 'f')
  },
  // Marked parts change places with each other and with what is in them.
  g: () => {
    takeAway()
    for (const part of parts()) {
      renew(part, 'g')
      part.append(...[...part.childNodes].reverse())
    }
    document.body.append(...parts().reverse())
  },
  // Selected, focused, scrolled.
  h: () => {
    for (const part of parts()) {
      renew(part, 'h')
      getSelection()?.selectAllChildren(part)
      part.querySelector<HTMLInputElement>('input')?.focus()
      part.querySelector<HTMLInputElement>('input')?.select()
    }
  },
}

function stage(): HTMLElement {
  const open = document.createElement('div')
  document.querySelector('#stage')?.append(open)
  added.push(open)
  return open
}

function takeAway(): void {
  for (const node of added.splice(0)) node.remove()
}

/** All that can be read of a document: markup, values, style sheets, inner roots. */
export function everything(root: Document | ShadowRoot): string {
  const found = [root instanceof Document ? root.documentElement.outerHTML : root.innerHTML]
  const sheets = [...root.styleSheets, ...root.adoptedStyleSheets] as CSSStyleSheet[]
  found.push(...sheets.map(rules))
  for (const element of root.querySelectorAll<HTMLInputElement>('*')) {
    if (typeof element.value === 'string') found.push(element.value)
    if (element.shadowRoot) found.push(everything(element.shadowRoot))
    const framed = (element as unknown as HTMLIFrameElement).contentDocument
    if (framed?.documentElement) found.push(everything(framed))
  }
  return found.join('\n')
}

/** The colour of the first pixel of each image in these messages of `assets`, as `#rrggbb`. */
export async function colours(messages: string[]): Promise<string[]> {
  const found: string[] = []
  for (const message of messages) {
    const bytes = Uint8Array.from(atob(message), (c) => c.charCodeAt(0))
    const start = 2 + new DataView(bytes.buffer).getUint16(0)
    const { type } = JSON.parse(new TextDecoder().decode(bytes.subarray(2, start)))
    if (!['image/png', 'image/webp', 'image/jpeg'].includes(type)) continue
    const bitmap = await createImageBitmap(new Blob([bytes.subarray(start)], { type }))
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    context?.drawImage(bitmap, 0, 0)
    const [r, g, b] = context?.getImageData(0, 0, 1, 1).data ?? []
    found.push(`#${[r, g, b].map((part) => (part ?? 0).toString(16).padStart(2, '0')).join('')}`)
  }
  return found
}
