/** Where an agent in control may take the customer: docs/control.md, "Where agents may go". */

/** `site`: a page of the site. `outside`: a page of another site. `none`: no web address. */
export type Destination = { kind: 'site' | 'outside'; url: string } | { kind: 'none' }

/**
 * What an agent typed as an address. `page` is where the customer is, `origins` are the site's as
 * browsers write them. What begins with a host of the site's needs no scheme; anything else without
 * one is a path.
 */
export function destination(typed: string, page: string, origins: readonly string[]): Destination {
  const text = typed.trim()
  const url = text === '' ? null : parse(withScheme(text, origins), page)
  // A name or password in an address is there to make it look like another one.
  if (url === null || url.username !== '' || url.password !== '') return { kind: 'none' }
  // The origin of a blob: is that of its maker, so the scheme comes first.
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { kind: 'none' }
  const own = url.origin === new URL(page).origin || origins.includes(url.origin)
  return { kind: own ? 'site' : 'outside', url: url.href }
}

function withScheme(text: string, origins: readonly string[]): string {
  for (const origin of origins) {
    const host = origin.slice(origin.indexOf('//') + 2)
    const rest = text.slice(host.length)
    const named = text.slice(0, host.length).toLowerCase() === host
    if (named && (rest === '' || /^[/?#]/.test(rest))) return origin + rest
  }
  return text
}

function parse(text: string, page: string): URL | null {
  try {
    return new URL(text, page)
  } catch {
    return null
  }
}
