/** Random changes to a page, the same for the same seed. */

function randomNumbers(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822507) + 3266489909) | 0
    return ((state ^ (state >>> 13)) >>> 0) % below
  }
}

const TAGS = ['div', 'p', 'span', 'ul', 'b', 'my-card', 'section', 'i']

const CLASSES = ['one', 'two', 'three', 'four', 'cobrowse-redacted']

/** Makes `steps` changes, some in one task, some frames apart. */
export async function churn(seed: number, steps: number): Promise<void> {
  const random = randomNumbers(seed)
  for (let step = 0; step < steps; step++) {
    change(random, step)
    const pause = random(20)
    if (pause === 0) await new Promise(requestAnimationFrame)
    else if (pause === 1) await new Promise((resolve) => setTimeout(resolve))
    else if (pause < 5) await Promise.resolve()
  }
}

function change(random: (below: number) => number, step: number): void {
  const all = everything()
  const pick = (): Element => all[random(all.length)] ?? document.body
  const [one, other] = [pick(), pick()]
  switch (random(18)) {
    case 0:
    case 1:
      into(one).append(make(random, step))
      break
    case 2:
      if (one !== document.body && all.length > 30) one.remove()
      break
    case 3:
      move(one, other, random)
      break
    case 4:
      one.className = CLASSES[random(CLASSES.length)] ?? ''
      break
    case 5:
      into(one).insertBefore(document.createTextNode(`t${step}`), into(one).firstChild)
      break
    case 6:
      if (one.lastChild instanceof Text) one.lastChild.data += `+${step}`
      break
    case 7:
      into(one).append(...[...into(one).childNodes].reverse())
      break
    case 8:
      swap(one, other)
      break
    case 9:
      if (one !== document.body) one.replaceWith(make(random, step), ...one.childNodes)
      break
    case 10:
      storm(one, random, step)
      break
    case 11:
      resheet(one, random, step)
      break
    case 12:
      if (one.firstChild instanceof Text && one.firstChild.length > 1) one.firstChild.splitText(1)
      break
    case 13:
      one.normalize()
      break
    case 14:
      if (random(4) === 0) into(one).append(framed(`frame ${step}`))
      break
    case 15:
      inFrame(random, step)
      break
    case 16:
      retype(all, random, step)
      break
    default:
      if (one !== document.body) detour(one, random)
  }
}

/** Many changes of attributes in one go; the last one counts. */
function storm(element: Element, random: (below: number) => number, step: number): void {
  for (let i = 0; i < 50; i++) element.setAttribute('title', `storm ${step} ${i}`)
  if (random(2) === 0) element.removeAttribute('title')
  for (let i = 0; i < 20; i++) element.classList.toggle(`on-${i % 3}`)
}

/** Rules that come, go and change, in sheets of elements and in adopted ones. */
function resheet(element: Element, random: (below: number) => number, step: number): void {
  const rule = `.one { --x: ${step}; color: rgb(${step % 255}, 0, 0); }`
  const sheets = [...document.styleSheets, ...document.adoptedStyleSheets]
  const sheet = sheets[random(sheets.length || 1)]
  const kind = random(5)
  if (kind === 0 || !sheet) {
    const style = document.createElement('style')
    style.textContent = `${rule}\n.two { margin: ${step % 7}px; }`
    into(element).append(style)
  } else if (kind === 1) {
    const adopted = new CSSStyleSheet()
    adopted.replaceSync(rule)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets.slice(-3), adopted]
  } else if (kind === 2 && sheet.cssRules.length > 0) {
    sheet.deleteRule(random(sheet.cssRules.length))
  } else {
    sheet.insertRule(rule, random(sheet.cssRules.length + 1))
  }
}

function framed(text: string): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.srcdoc = `<!doctype html><body><p>${text}</p>`
  return frame
}

function inFrame(random: (below: number) => number, step: number): void {
  const frames = [...document.querySelectorAll('iframe')]
  const inner = frames[random(frames.length || 1)]?.contentDocument?.body
  inner?.append(`in frame ${step}`, document.createElement('u'))
}

function retype(all: Element[], random: (below: number) => number, step: number): void {
  const inputs = all.filter((element) => element.localName === 'input')
  const input = inputs[random(inputs.length || 1)] as HTMLInputElement | undefined
  if (input) input.value += `typed ${step} `
  else document.body.append(document.createElement('input'))
}

function everything(): Element[] {
  const found: Element[] = [document.body]
  for (const element of found) {
    found.push(...element.children)
    if (element.shadowRoot) found.push(...element.shadowRoot.children)
  }
  return found
}

/** Where children of this element go: some have a shadow root. */
function into(element: Element): Element | ShadowRoot {
  return element.shadowRoot ?? element
}

function make(random: (below: number) => number, step: number): Element {
  const element = document.createElement(TAGS[random(TAGS.length)] ?? 'div')
  element.title = `made in ${step}`
  if (random(2) === 0) element.append(`text ${step}`, document.createElement('em'))
  if (element.localName === 'my-card') {
    element.attachShadow({ mode: 'open' }).append(`shadow ${step}`, document.createElement('u'))
  }
  return element
}

function move(one: Element, to: Element, random: (below: number) => number): void {
  if (one === document.body || contains(one, to)) return
  const target = into(to)
  target.insertBefore(one, target.childNodes[random(target.childNodes.length + 1)] ?? null)
}

/** Makes a parent a child of its own child. */
function swap(one: Element, other: Element): void {
  if (one === document.body || other === document.body) return
  if (!contains(one, other) || one === other || !(one.parentNode instanceof Element)) return
  one.parentNode.insertBefore(other, one)
  other.append(one)
}

/** Out of the document and back, with a change on the way that nobody can observe. */
function detour(element: Element, random: (below: number) => number): void {
  const inner = element.firstElementChild
  element.remove()
  if (inner && random(2) === 0) document.body.append(inner)
  element.append('on the way')
  if (random(3) > 0) document.body.append(element)
}

function contains(one: Element, other: Node): boolean {
  for (let up: Node | null = other; up; up = up.parentNode ?? (up as ShadowRoot).host ?? null) {
    if (up === one) return true
  }
  return false
}
