/**
 * Which pages a rule is for (docs/mirror.md, "Patterns of pages"). Written out rather than
 * `URLPattern`, so that a rule means the same in every browser; where a URL can be written in
 * several ways it matches in all of them, since most rules hide.
 */

/** Does this page (an absolute URL) match? */
export function matchesPage(pattern: string, page: string): boolean {
  const url = parse(page)
  if (url === null) return false
  // What stands between the slashes of the path; the last slash makes no difference.
  const path = plain(url.pathname)
  const bare = path.endsWith('/') ? path.slice(0, -1) : path
  const before = pattern.startsWith('/') || pattern.startsWith('*') ? '' : url.origin.toLowerCase()
  const query = pattern.includes('?') ? plain(url.search) : ''
  const fragment = pattern.includes('#') ? plain(url.hash) : ''
  const wanted = plain(pattern)
  return [bare, `${bare}/`].some((one) => matches(wanted, before + one + query + fragment))
}

/** `*` stands for any characters, none included. Takes time in proportion to both lengths at most:
 * a pattern must not be able to stop the page. */
function matches(pattern: string, text: string): boolean {
  let [at, inPattern] = [0, 0]
  let [star, retry] = [-1, 0]
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern++
      retry = at
    } else if (pattern[inPattern] === text[at]) {
      inPattern++
      at++
    } else if (star >= 0) {
      inPattern = star + 1
      at = ++retry
    } else return false
  }
  while (pattern[inPattern] === '*') inPattern++
  return inPattern === pattern.length
}

/** Without what servers, as a rule, make no difference of: case, escapes, repeated slashes. */
function plain(text: string): string {
  return decoded(text)
    .toLowerCase()
    .replace(/(?<!:)\/{2,}/g, '/')
}

function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      return escapes
    }
  })
}

function parse(url: string): URL | null {
  try {
    return new URL(url)
  } catch {
    return null
  }
}
