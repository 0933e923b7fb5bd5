import { IntlMessageFormat } from 'intl-messageformat'

export type Params = Readonly<Record<string, string | number>>

/** Looks a text up by its key and fills it in. */
export type Translate<Key extends string> = (key: Key, params?: Params) => string

/**
 * Makes the `t` of one user interface from its catalogue of ICU messages.
 *
 * Messages are parsed when first used; those of a bundle are parsed already. A parameter that the message names and the caller does not
 * give raises FormatError: a wrong call must not reach a person as half a sentence.
 */
export function translator<Key extends string>(
  catalogue: Readonly<Record<Key, string>>,
  locale: string,
): Translate<Key> {
  const parsed = new Map<Key, IntlMessageFormat>()
  return (key, params) => {
    let message = parsed.get(key)
    if (message === undefined) {
      // Markup in texts is never interpreted: names and chat lines may contain "<".
      message = new IntlMessageFormat(catalogue[key], locale, undefined, { ignoreTag: true })
      parsed.set(key, message)
    }
    return String(message.format(params))
  }
}
