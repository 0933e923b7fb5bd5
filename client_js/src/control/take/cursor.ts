const KEYWORDS = new Set(
  (
    'default pointer text vertical-text move grab grabbing crosshair help wait progress cell copy ' +
    'alias no-drop not-allowed all-scroll zoom-in zoom-out col-resize row-resize n-resize e-resize ' +
    's-resize w-resize ne-resize nw-resize se-resize sw-resize ew-resize ns-resize nesw-resize ' +
    'nwse-resize'
  ).split(' '),
)
const FIELDS =
  'textarea, input:not([type=checkbox], [type=radio], [type=range], [type=color], [type=button], [type=submit], [type=reset], [type=image], [type=file])'

/** The cursor that the element has in the customer's page. Never one that hides, or is a picture:
 * the agent must see where it is, and the console loads nothing that a page names. */
export function cursorOf(element: Element): string {
  const style = element.ownerDocument.defaultView?.getComputedStyle(element)
  const keyword = style?.cursor.split(',').at(-1)?.trim() ?? ''
  if (KEYWORDS.has(keyword)) return keyword
  return keyword === 'auto' && element.matches(FIELDS) ? 'text' : 'default'
}
