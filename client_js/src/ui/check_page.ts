/** Where people see what their network lets through; null: the operator has switched that off. */
export function checkPage(): string | null {
  return document.querySelector<HTMLLinkElement>('link[rel=help]')?.href ?? null
}
