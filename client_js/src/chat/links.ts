/** A piece of a message: words, or an address that opens when it is clicked. */
export type Piece = string | { href: string; shown: string }

/** What no address holds unescaped, and whatever is invisible or turns the direction of the text. */
const ADDRESS = /(?<![\p{L}\p{N}])https?:\/\/[^\s\p{C}\p{Z}<>"`{}|\\^]+/giu
/** The end of a sentence around an address, not of the address. */
const AFTER = /[.,;:!?'"*_~…»”’]$/u
const BRACKETS: Readonly<Record<string, string>> = { ')': '(', ']': '[' }
const MOST_CHARACTERS = 2048

/**
 * Finds the addresses in what somebody wrote. What is shown of one is what will be opened: a name
 * in other letters in the form that the network knows (`xn--…`), all else escaped.
 */
export function pieces(text: string): Piece[] {
  const result: Piece[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const raw = withoutEnd(found)
    const link = linkTo(raw)
    if (link === null) continue
    if (index > from) result.push(text.slice(from, index))
    result.push(link)
    from = index + raw.length
  }
  if (from < text.length) result.push(text.slice(from))
  return result
}

function linkTo(raw: string): Piece | null {
  if (raw.length > MOST_CHARACTERS || !URL.canParse(raw)) return null
  const { protocol, hostname, username, password, href } = new URL(raw)
  if (protocol !== 'https:' && protocol !== 'http:') return null
  // "https://bank.example@evil.example" looks like the one and leads to the other.
  if (hostname === '' || username !== '' || password !== '') return null
  return { href, shown: `${raw}/` === href ? raw : href }
}

/** A closing bracket belongs to it as long as there is one that it closes. Linear: everybody's log
 * is drawn again and again. */
function withoutEnd(found: string): string {
  let end = found.length
  const open = new Map(
    Object.entries(BRACKETS).map(([closing, opening]) => [
      closing,
      count(found, opening) - count(found, closing),
    ]),
  )
  for (; end > 0; end--) {
    const last = found.charAt(end - 1)
    const balance = open.get(last)
    if (balance === undefined ? !AFTER.test(last) : balance >= 0) break
    if (balance !== undefined) open.set(last, balance + 1)
  }
  return found.slice(0, end)
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}
