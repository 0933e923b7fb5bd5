const streams = new WeakMap<MediaStreamTrack, MediaStream>()

/** The one stream to show or play a track in: a new one would begin anew. */
export function streamOf(track: MediaStreamTrack): MediaStream {
  const known = streams.get(track)
  if (known) return known
  const made = new MediaStream([track])
  streams.set(track, made)
  return made
}
