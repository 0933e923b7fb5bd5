/** Attributes that people give elements so that they can be found again. */
const NAMING = ['data-testid', 'data-test', 'data-qa', 'name', 'aria-label']
/** Made by a machine, and another one the next time: hashes and long numbers. */
const MADE_UP = /\d{4,}|[0-9a-f]{8,}|^[a-z]{0,4}-?[A-Za-z0-9]*\d[A-Za-z0-9]*[A-Z][A-Za-z0-9]*$/
const DEEPEST = 5

/** A selector that names this element and no other, as one would write it by hand. */
export function selectorFor(element: Element): string {
  const root = element.getRootNode() as Document | ShadowRoot
  const isOnly = (selector: string): boolean => {
    try {
      const found = root.querySelectorAll(selector)
      return found.length === 1 && found[0] === element
    } catch {
      return false
    }
  }
  for (const selector of byName(element)) if (isOnly(selector)) return selector
  let path = ''
  let at: Element | null = element
  for (let depth = 0; at !== null && depth < DEEPEST; depth++) {
    const step: string = byName(at)[0] ?? place(at)
    path = path === '' ? step : `${step} > ${path}`
    if (isOnly(path)) return path
    const placed: string = path.replace(step, place(at))
    if (isOnly(placed)) return placed
    path = placed
    at = at.parentElement
  }
  return path
}

/** By what it is called, the best first. */
function byName(element: Element): string[] {
  const found: string[] = []
  if (element.id && !MADE_UP.test(element.id)) found.push(`#${CSS.escape(element.id)}`)
  for (const name of NAMING) {
    const value = element.getAttribute(name)
    if (value && value.length < 60) found.push(`[${name}=${JSON.stringify(value)}]`)
  }
  const classes = [...element.classList].filter((one) => !MADE_UP.test(one))
  for (const one of classes) found.push(`.${CSS.escape(one)}`)
  if (classes.length > 1) found.push(classes.map((one) => `.${CSS.escape(one)}`).join(''))
  return found
}

function place(element: Element): string {
  const tag = element.localName
  const alike = [...(element.parentElement?.children ?? [])].filter((one) => one.localName === tag)
  return alike.length < 2 ? tag : `${tag}:nth-of-type(${alike.indexOf(element) + 1})`
}
