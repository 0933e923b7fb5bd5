const streams = new WeakMap<MediaStreamTrack, MediaStream>()

/** The same stream each time, so that an element that shows it already is left alone. */
export function streamOf(track: MediaStreamTrack | null): MediaStream | null {
  if (track === null) return null
  const known = streams.get(track)
  if (known) return known
  const made = new MediaStream([track])
  streams.set(track, made)
  return made
}
