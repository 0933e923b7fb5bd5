/** As `/api/v1/sites` tells it (signaling/rest/registry.py). */
export interface Site {
  readonly key: string
  readonly name: string
  readonly organisation: string
  readonly origins: readonly string[]
  readonly created_at: number
}

export interface Sighting {
  readonly origin: string
  readonly seen_at: number
  readonly registered: boolean
}

/** `.../installation` (signaling/rest/installation.py). */
export interface Installation {
  readonly tag: string
  readonly pinned: string
  readonly policy: readonly string[]
  readonly now: number
  readonly sightings: readonly Sighting[]
}
