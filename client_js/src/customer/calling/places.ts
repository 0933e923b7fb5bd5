import type { DockPlaces, Peer } from './dock_line.js'

export interface PlacesOptions {
  window: Window
  /** Of the dock's page. */
  url(): string
  /** What screen readers call the frame. */
  title(): string
  /** No window, please: an earlier one was cut off from this site's pages. */
  framesOnly(): boolean
  /** In the page; where frames go. */
  place: Element
}

const FEATURES = 'popup,width=380,height=620'
const NARROW_PX = 600
const ALLOWED = 'camera; microphone; display-capture; autoplay; picture-in-picture'

/** In the browser's own windows, and in frames of the widget. */
export function dockPlaces(options: PlacesOptions): DockPlaces {
  const { window, place } = options
  return {
    window: () => {
      if (window.screen.width < NARROW_PX || options.framesOnly()) return null
      // Without a name: by a name another tab's dock would be found, and loaded anew.
      return window.open(options.url(), '_blank', FEATURES)
    },
    frame: () => {
      const frame = window.document.createElement('iframe')
      frame.className = 'dock'
      frame.title = options.title()
      frame.allow = ALLOWED
      frame.src = options.url()
      place.append(frame)
      return {
        get peer() {
          return frame.contentWindow
        },
        remove: () => frame.remove(),
      }
    },
    isOpenedHere: (source): source is Peer => {
      const other = source as Window | null
      // Of the site's frames none is asked: whoever put it there may have hidden it.
      return other !== null && other.top === other && other.opener === window
    },
  }
}
