/** A style sheet for our root, made with the first call. What a session loads has no use for Lit. */
export function styleSheet(css: string): () => CSSStyleSheet {
  let made: CSSStyleSheet | null = null
  return () => {
    if (made === null) {
      made = new CSSStyleSheet()
      made.replaceSync(css)
    }
    return made
  }
}
