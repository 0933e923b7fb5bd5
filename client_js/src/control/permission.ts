/** What the customer lets the agent in control do: her grant, her limits, the site's policy. */
export interface Permission {
  /** Number of the live grant for control. */
  grant: number
  limit: 'typing' | 'region' | null
  /** The part of the page that she chose; with limit `region` only. */
  region: Element | null
  submit: boolean
  navigation: boolean
  tabs: boolean
  paste: boolean
}
