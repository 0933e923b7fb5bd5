"""What one mirror may cost: docs/mirror.md, "Limits". Capture cuts at these; the view treats more
as a fault. Lengths of texts are UTF-16 units."""

MOST_NODES = 200_000
MOST_DEPTH = 512  # the document is 1; inner roots and texts count
MOST_ATTRIBUTES = 512
MOST_RULES = 20_000
TAG_UNITS = 100
ATTRIBUTE_UNITS = 64 * 1024
TEXT_UNITS = 1024 * 1024

MIRROR_MESSAGE_BYTES = 8 * 1024 * 1024
ASSET_BYTES = 4 * 1024 * 1024
ASSET_MESSAGE_BYTES = ASSET_BYTES + 64 * 1024

ITEM_DEPTH = 64  # elements within elements in one item
OPERATION_NODES = 4096
DEFINITIONS = 4096  # that can be named
