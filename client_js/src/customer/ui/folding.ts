/** For what folds out of the bar: left open behind the focus, it would cover what has it. */
export function hasLeft(event: FocusEvent, opener = ':not(*)'): boolean {
  const to = event.relatedTarget as Element | null
  if (to === null || to.matches(opener)) return false
  return !(event.currentTarget as Element).contains(to)
}

/** What stands in the same part of the bar as that which heard the event. */
export function beside(event: Event, selector: string): HTMLElement | null {
  return (event.currentTarget as Element).parentElement?.querySelector(selector) ?? null
}
