import { type Kind, MEDIA_TYPES } from '../examine.js'
import type { Source } from './source.js'
import { Unopened } from './unopened.js'

/** A picture, as the browser shows pictures; it is its only page. */
export async function openPicture(
  kind: Exclude<Kind, 'pdf'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Source> {
  const image = new Image()
  image.alt = ''
  image.draggable = false
  image.src = URL.createObjectURL(new Blob([bytes], { type: MEDIA_TYPES[kind] }))
  try {
    await image.decode()
  } catch {
    throw new Unopened('damaged')
  }
  return {
    pages: 1,
    size: async () => ({ width: image.naturalWidth, height: image.naturalHeight }),
    paint: async () => image,
    // The only page is on view: nobody looks for it in a list.
    small: async () => new Image(),
    words: async () => [],
  }
}
