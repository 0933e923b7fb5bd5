import { MODAL, POPOVER } from '../operations.js'

/** Opens or closes a dialog or popover. Inert meanwhile, so that it does not take the focus from
 * what the agent is doing. */
export function setOpen(element: HTMLElement, state: number): void {
  const { inert } = element
  element.inert = true
  if ('showModal' in element) {
    const dialog = element as HTMLDialogElement
    if (dialog.matches(':modal')) dialog.close()
    if (state === MODAL) {
      dialog.open = false
      dialog.showModal()
    }
  }
  if (element.popover !== null && element.matches(':popover-open') !== (state === POPOVER)) {
    if (state === POPOVER) element.showPopover()
    else element.hidePopover()
  }
  element.inert = inert
}
