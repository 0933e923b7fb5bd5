/** Where somebody is in the console: the fragment of its address, `#/PAGE/WHAT/IS/IN/IT`. */
export interface Place {
  readonly page: string
  /** What follows, such as the key of a site. */
  readonly rest: readonly string[]
}

/** The page is one of `pages`, the first of them where the address names none. */
export function placeOf(hash: string, pages: readonly string[]): Place {
  const [, page = '', ...rest] = hash.replace(/^#/, '').split('/').map(decoded)
  if (!pages.includes(page)) return { page: pages[0] ?? '', rest: [] }
  return { page, rest: rest.filter((part) => part !== '') }
}

/** For links: the address of a place. */
export function hrefOf(page: string, ...rest: readonly string[]): string {
  return `#/${[page, ...rest].map(encodeURIComponent).join('/')}`
}

/** Anybody can write an address. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
