import { attribute, query } from '../../mirror/capture/dom.js'
import { plainEvent } from './events.js'
import { dispatch } from './natives.js'

/** The popover or modal dialog that Escape closes; null when there is none. */
export function topmost(document: Document): HTMLElement | null {
  const popovers = [...query(document, '[popover]:popover-open')].filter((one) => {
    return attribute(one, 'popover')?.toLowerCase() !== 'manual'
  })
  const dialogs = [...query(document, 'dialog:modal')].filter((one) => {
    return attribute(one, 'closedby')?.toLowerCase() !== 'none'
  })
  return ((popovers.at(-1) ?? dialogs.at(-1)) as HTMLElement | undefined) ?? null
}

export function close(element: HTMLElement): void {
  if (!('showModal' in element)) {
    HTMLElement.prototype.hidePopover.call(element)
    return
  }
  const dialog = element as HTMLDialogElement
  if ('requestClose' in dialog) dialog.requestClose()
  else if (dispatch(element, plainEvent(element, 'cancel', { bubbles: false, cancelable: true }))) {
    HTMLDialogElement.prototype.close.call(element)
  }
}
