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

/** Pages of this origin have pinned another version of the SDK than the present one; `version` and
 * `since` are null of one that the server does not have. */
export interface OtherCopy {
  readonly origin: string
  readonly seen_at: number
  readonly version: string | null
  readonly since: number | null
  readonly served: boolean
}

/** `.../installation` (signaling/rest/installation.py). */
export interface Installation {
  readonly tag: string
  readonly pinned: string
  readonly lasts: boolean
  readonly policy: readonly string[]
  readonly now: number
  readonly sightings: readonly Sighting[]
  readonly copies: readonly OtherCopy[]
}
