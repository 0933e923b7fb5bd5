import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser'

/** An ICU message; where it has been parsed, a string is nothing but words. */
export type Text = string | MessageFormatElement[]

/** Of one language, by key. What is missing is said in English. */
export type Texts = Readonly<Record<string, Text>>

export interface Spoken {
  /** As in BCP 47, one of `LANGUAGES`. */
  readonly tag: string
  readonly texts: Texts
  /** For dates and lists: the language as it is written where the person lives. */
  readonly locale: string
}

let own: Spoken = { tag: 'en', texts: {}, locale: 'en' }
let source = (): Spoken => own

/** From now on every `t` of this bundle speaks this. */
export function speak(tag: string, texts: Texts): void {
  const locale = navigator.languages.find((one) => one.split('-')[0] === tag.split('-')[0]) ?? tag
  // Codes and counts have Latin digits everywhere, so dates have them, too.
  own = { tag, texts, locale: tag === 'ar' ? `${locale}-u-nu-latn` : locale }
}

/** This bundle speaks what another one does, which has its texts. */
export function speakAs(other: () => Spoken): void {
  source = other
}

export function spoken(): Spoken {
  return source()
}

/** Of what is spoken now. */
export function locale(): string {
  return spoken().locale
}
