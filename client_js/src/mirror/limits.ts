/** What one mirror may cost. Capture cuts at these; the view treats more as a fault. */
export const MAX_NODES = 200_000
export const MAX_DEPTH = 512
export const MAX_ATTRIBUTES = 512
export const MAX_ATTRIBUTE_LENGTH = 64 * 1024
export const MAX_TEXT_LENGTH = 1024 * 1024
/** Of one rule, and of a sheet's source where that must be read. */
export const MAX_RULE_LENGTH = 1024 * 1024
export const MAX_CSS_LENGTH = 4 * 1024 * 1024
export const MAX_RULES = 20_000
/** Of an animation: its name or easing, and one value in it. */
export const MAX_EASING_LENGTH = 4_096
export const MAX_KEYFRAME_LENGTH = 32 * 1024
/** How deep elements stand in each other within one item. */
export const MAX_NESTING = 64
/** New nodes in one operation. */
export const MAX_NEW_NODES = 4_096
/** Elements written out that can be named by number. */
export const MAX_DEFINITIONS = 4_096
/** A message, on the wire and inflated. */
export const MAX_BATCH_BYTES = 8 * 1024 * 1024
export const MAX_ASSET_BYTES = 4 * 1024 * 1024
/** Room for the JSON in front of an asset's content. */
export const MAX_ASSET_MESSAGE_BYTES = MAX_ASSET_BYTES + 64 * 1024
/** All assets of one mirror together; what comes later stays grey. */
export const MAX_ASSETS_BYTES = 128 * 1024 * 1024
