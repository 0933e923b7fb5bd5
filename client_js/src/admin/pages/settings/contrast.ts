const ACCENT = /^#[0-9a-f]{6}$/

/** A colour as the server takes it, or null. */
export function accentOf(typed: string): string | null {
  const accent = typed.trim().toLowerCase()
  return ACCENT.test(accent) ? accent : null
}

/** What text needs (WCAG 2.2, 1.4.3). */
export const LEAST = 4.5

/** Of white text on this colour, from 1 to 21. */
export function contrastWithWhite(accent: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(accent.slice(at, at + 2)))
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return 1.05 / (luminance + 0.05)
}

function linear(hex: string): number {
  const part = Number.parseInt(hex, 16) / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
