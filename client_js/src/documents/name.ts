import { MAX_NAME } from './limits.js'

/** Controls, what turns the direction of text around, and what has no width: by them
 * "exe.fdp" is read as "pdf.exe". */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu

/** A file's name as it may be shown: the last part of a path, in one line, not too long. It is shown
 * only, and nothing is ever stored under it. Empty where nothing is left. */
export function shownName(name: string): string {
  // Of what is longer by far, nobody reads the middle.
  const last = name.slice(-4096).split(/[\\/]/).at(-1) ?? ''
  const clean = last.replace(UNSEEN, '').replace(/\s+/gu, ' ').trim()
  const letters = [...clean]
  if (letters.length <= MAX_NAME) return clean
  const ending = letters.slice(-12)
  return `${letters.slice(0, MAX_NAME - 1 - ending.length).join('')}…${ending.join('')}`
}
