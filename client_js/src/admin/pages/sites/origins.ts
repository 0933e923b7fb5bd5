export const ORIGINS_MOST = 50

/** As a browser writes it, where the line is an origin and nothing more; else null. */
export function originOf(line: string): string | null {
  if (!/^https?:\/\/[^/?#\s]+\/?$/i.test(line)) return null
  try {
    const { origin, username, password } = new URL(line)
    return origin === 'null' || username !== '' || password !== '' ? null : origin
  } catch {
    return null
  }
}

/** Of a field with one origin a line; `wrong`: the first line that is none. */
export function originsOf(text: string): { origins: readonly string[]; wrong: string | null } {
  const lines = text.split(/[\s,]+/).filter((line) => line !== '')
  const wrong = lines.find((line) => originOf(line) === null) ?? null
  const origins = lines.flatMap((line) => originOf(line) ?? [])
  return { origins: [...new Set(origins)], wrong }
}
