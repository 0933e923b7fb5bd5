import type { DockPlaces, Peer } from './dock_line.js'

export interface PlacesOptions {
  window: Window
  /** Of the dock's page. */
  url(): string
  /** The site's, as a part of the window's name. */
  site(): string
  /** What screen readers call the frame. */
  title: string
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
      // By its name an earlier page's dock is found, if there is one: it must not be loaded anew.
      const peer = window.open('', `alongside-dock-${options.site()}`, FEATURES)
      if (peer === null) return null
      const isOld = !isBlank(peer)
      if (!isOld) peer.location.replace(options.url())
      return { peer, isOld }
    },
    frame: () => {
      const frame = window.document.createElement('iframe')
      frame.className = 'dock'
      frame.title = options.title
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

/** Nobody may look into a page of another origin. */
function isBlank(other: Window): boolean {
  try {
    return other.location.href === 'about:blank'
  } catch {
    return false
  }
}
