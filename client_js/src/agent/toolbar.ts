const STEPS = ['ArrowLeft', 'ArrowRight', 'Home', 'End']

/** For `keydown` of a toolbar: arrows move within it (WAI-ARIA toolbar pattern). Goes with
 * `toolbarFocus`. */
export function toolbarKey(event: KeyboardEvent): void {
  const buttons = buttonsOf(event)
  const at = buttons.indexOf(event.target as HTMLElement)
  if (isWriting(event)) return
  const to = [at - 1, at + 1, 0, buttons.length - 1][STEPS.indexOf(event.key)]
  if (at < 0 || to === undefined) return
  event.preventDefault()
  buttons[(to + buttons.length) % buttons.length]?.focus()
}

/** For `focusin` of a toolbar: it is one stop for Tab, at the button that was used last. All of its
 * buttons but the first begin with `tabindex="-1"`. */
export function toolbarFocus(event: FocusEvent): void {
  const buttons = buttonsOf(event)
  if (!buttons.includes(event.target as HTMLElement)) return
  for (const button of buttons) button.tabIndex = button === event.target ? 0 : -1
}

function buttonsOf({ currentTarget }: Event): HTMLElement[] {
  // `data-aside`: for the mouse; keyboards have another way to it.
  const found = (currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button, input')
  return [...found].filter((button) => button.dataset.aside === undefined)
}

/** In a field the arrows move in its text, until they are at its end. */
function isWriting({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLInputElement)) return false
  const { selectionStart, selectionEnd, value } = target
  const end = key === 'ArrowLeft' ? 0 : key === 'ArrowRight' ? value.length : -1
  return selectionStart !== end || selectionEnd !== end
}
