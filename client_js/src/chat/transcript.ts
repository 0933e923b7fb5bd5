/** One entry of a conversation, as it is written down. */
export interface Entry {
  /** Seconds since the epoch. */
  at: number
  /** Who said it; null: it happened. */
  who: string | null
  text: string
}

/** All but tabs and line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/** A conversation as plain text. Only an entry begins at the beginning of a line, so that nobody can
 * put words into somebody else's mouth. `locale`: of the times; undefined: the reader's. */
export function transcript(
  title: string,
  entries: readonly Entry[],
  locale: string | undefined,
): string {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const lines = entries.map(({ at, who, text }) => {
    const said = who === null ? `* ${text}` : `${who}: ${text}`
    return `[${time.format(at * 1000)}] ${inset(said)}`
  })
  return `${[inset(title), '', ...lines].join('\n')}\n`
}

function inset(text: string): string {
  // Also the line ends that only Unicode knows, and what turns the direction of what follows.
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/)
  return lines
    .map((line) => line.replace(CONTROL, '\ufffd').replace(/[\u202a-\u202e\u2066-\u2069]/g, ''))
    .join('\n    ')
}

/** Lets the browser save `text` as a file. */
export function save(name: string, text: string, document: Document, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has read it long before.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Its name: the day and the minute. */
export function fileName(at: Date): string {
  return `conversation-${stamp(at)}.txt`
}

export function stamp(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', '-').replace(':', '')
}
