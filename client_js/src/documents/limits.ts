/** What a shared document may be at most: checked before anything is decoded. */
export const MAX_BYTES = 50 * 1024 * 1024
/** Pixels a side. */
export const MAX_SIDE = 65_000
/** Pixels of a picture: each costs four bytes once it is decoded. */
export const MAX_PIXELS = 64_000_000
export const MAX_PAGES = 2_000
/** Pictures of an animation. */
export const MAX_FRAMES = 2_000
/** Characters of a name, as shown. */
export const MAX_NAME = 100
