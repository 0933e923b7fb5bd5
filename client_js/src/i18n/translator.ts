import { IntlMessageFormat } from 'intl-messageformat'
import { spoken, type Text, type Texts } from './spoken.js'

export type Params = Readonly<Record<string, string | number>>

/** Looks a text up by its key and fills it in. */
export type Translate<Key extends string> = (key: Key, params?: Params) => string

/**
 * Makes the `t` of one user interface from its English catalogue of ICU messages. It says what the
 * language that is spoken now has under the key, and the English text where that has none.
 *
 * Messages are parsed when first used; those of a bundle are parsed already. A parameter that the
 * message names and the caller does not give raises FormatError: a wrong call must not reach a person
 * as half a sentence. (From another language, which may be of another version, the English text is
 * taken instead: no button shall be missing for it.)
 */
export function translator<Key extends string>(
  catalogue: Readonly<Record<Key, Text>>,
): Translate<Key> {
  const english = new Map<string, IntlMessageFormat>()
  let foreign = new Map<string, IntlMessageFormat>()
  let known: Texts = {}
  return (key, params) => {
    const { tag, texts } = spoken()
    if (texts !== known) foreign = new Map()
    known = texts
    const text = Object.hasOwn(texts, key) ? texts[key] : undefined
    try {
      if (text !== undefined) return format(foreign, key, text, tag, params)
    } catch {}
    return format(english, key, catalogue[key], 'en', params)
  }
}

function format(
  parsed: Map<string, IntlMessageFormat>,
  key: string,
  text: Text,
  tag: string,
  params: Params | undefined,
): string {
  if (typeof text === 'string' && !text.includes('{')) return text
  let message = parsed.get(key)
  if (message === undefined) {
    // Markup in texts is never interpreted: names and chat lines may contain "<".
    message = new IntlMessageFormat(text, tag, undefined, { ignoreTag: true })
    parsed.set(key, message)
  }
  return String(message.format(isolated(params, tag)))
}

/** Marks of a direction, and letters from right to left. */
const TURNING = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/

/**
 * Names and what people wrote keep their direction, and the sentence around them keeps its own. What
 * is one plain word cannot be torn apart, and may be what the message branches by.
 */
function isolated(params: Params | undefined, tag: string): Params | undefined {
  if (params === undefined) return undefined
  const turns = (text: string) => TURNING.test(text) || (tag === 'ar' && /[^\w-]/.test(text))
  const around = (value: string | number) =>
    typeof value === 'string' && turns(value) ? `\u2068${value}\u2069` : value
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, around(value)]))
}
