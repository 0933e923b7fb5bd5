import { PreviewWindow, type PreviewWindowOptions } from './preview_window.js'
import { RegionPicker, type RegionPickerOptions } from './region_picker.js'

/** Entry of `looking.js`, which `lazy_parts.ts` loads. */

/** Shows nearly the whole window of what agents see. */
export function previewWindow(options: PreviewWindowOptions): PreviewWindow {
  return new PreviewWindow(options)
}

/** Lets her choose the part of the page that an agent may use. */
export function regionPicker(options: RegionPickerOptions): RegionPicker {
  return new RegionPicker(options)
}
