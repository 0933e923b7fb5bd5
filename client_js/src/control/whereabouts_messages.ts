/** Where the customer is and what she shares, on `input`, to whoever sees it: docs/control.md. */

const LONGEST_TITLE = 200
const LONGEST_ID = 64
const MOST_TABS = 50
const MAX_MESSAGE = 16_384

export interface PageMessage {
  type: 'page'
  /** Of the view. */
  grant: number
  /** Origin and path; empty where she is on a page that is not shared. */
  address: string
  title: string
  /** Whether there is a page of the site to go back to, and forward. */
  back: boolean
  forward: boolean
}

export interface SharedTab {
  /** Id of its endpoint. */
  tab: string
  /** Empty where it may not be known. */
  title: string
}

export interface TabsMessage {
  type: 'tabs'
  /** Of the view. */
  grant: number
  tabs: readonly SharedTab[]
}

/** Null for whatever is not one, and for another grant. */
export function parseTabs(data: unknown, grant: number): TabsMessage | null {
  const message = record(data)
  if (message?.type !== 'tabs' || message.grant !== grant) return null
  const { tabs } = message
  if (!Array.isArray(tabs) || tabs.length > MOST_TABS || !tabs.every(isTab)) return null
  return { type: 'tabs', grant, tabs: tabs.map(({ tab, title }) => ({ tab, title })) }
}

type Fields = {
  readonly [name in 'type' | 'grant' | 'tabs']?: unknown
}

function record(data: unknown): Fields | null {
  if (typeof data !== 'string' || data.length > MAX_MESSAGE) return null
  try {
    const message: unknown = JSON.parse(data)
    return typeof message === 'object' ? (message as Fields | null) : null
  } catch {
    return null
  }
}

function isTab(value: unknown): value is SharedTab {
  const { tab, title } = (value ?? {}) as { readonly [name in keyof SharedTab]?: unknown }
  return isText(tab, LONGEST_ID) && tab !== '' && isText(title, LONGEST_TITLE)
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most
}
