/** What two versions of something have in common at both ends. */
export interface Splice {
  head: number
  tail: number
}

/** `same(i, j)`: is the old element `i` the new element `j`? */
export function commonEnds(
  oldLength: number,
  newLength: number,
  same: (i: number, j: number) => boolean,
): Splice {
  const most = Math.min(oldLength, newLength)
  let head = 0
  while (head < most && same(head, head)) head++
  let tail = 0
  while (tail < most - head && same(oldLength - 1 - tail, newLength - 1 - tail)) tail++
  return { head, tail }
}

/** A splice of texts is worth its numbers only where it saves more than these. */
const WORTH_UNITS = 12

export type TextChange = [text: string] | [head: number, tail: number, text: string]

/** How `text` is told to someone who has `before`. */
export function textChange(before: string, text: string): TextChange {
  const { head, tail } = commonEnds(before.length, text.length, (i, j) => before[i] === text[j])
  if (head + tail < WORTH_UNITS) return [text]
  return [head, tail, text.slice(head, text.length - tail)]
}
