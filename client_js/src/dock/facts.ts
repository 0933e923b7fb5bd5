/** What the server has written into the document, before there is any connection. */
export interface SiteFacts {
  readonly site: string
  readonly name: string
  readonly organisation: string
  /** Of its pages, which alone this window talks with. */
  readonly origins: readonly string[]
}

export function readFacts(document: Document): SiteFacts {
  return JSON.parse(document.getElementById('site')?.textContent ?? '') as SiteFacts
}
