/** Those that there are texts in, by the names that their speakers give them. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  'pt-BR': 'Português (Brasil)',
  it: 'Italiano',
  ja: '日本語',
  ar: 'العربية',
}

/** Of those that a site offers; of all where it names none. */
export function offered(tags: readonly string[]): readonly string[] {
  const known = tags.filter((tag) => Object.hasOwn(LANGUAGES, tag))
  return known.length > 0 ? known : Object.keys(LANGUAGES)
}

/** The first wish that is among them, also in another country's variety; else the first of them. */
export function chosen(
  among: readonly string[],
  wishes: readonly (string | null | undefined)[],
): string {
  for (const wish of wishes) {
    const low = wish?.toLowerCase() ?? ''
    const found =
      among.find((tag) => tag.toLowerCase() === low) ??
      among.find((tag) => primary(tag) === primary(low))
    if (found !== undefined) return found
  }
  return among[0] ?? 'en'
}

export function direction(tag: string): 'rtl' | 'ltr' {
  return tag === 'ar' ? 'rtl' : 'ltr'
}

/** Which way a text runs that a person wrote: as its first letter does. */
export function textDirection(text: string): 'rtl' | 'ltr' {
  const [first = ''] = /\p{L}/u.exec(text) ?? []
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(first) ? 'rtl' : 'ltr'
}

function primary(tag: string): string {
  return tag.split('-')[0] as string
}
