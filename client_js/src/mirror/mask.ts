/** Stands for any masked text, whatever its length. */
export const MASK = '\u2022'.repeat(8)
