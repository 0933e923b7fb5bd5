/** The rows in whose texts each word of `wanted` is, whatever its case and its accents. */
export function found<Row>(
  rows: readonly Row[],
  wanted: string,
  texts: (row: Row) => readonly string[],
): readonly Row[] {
  const words = folded(wanted)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const text = folded(texts(row).join('\n'))
    return words.every((word) => text.includes(word))
  })
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
