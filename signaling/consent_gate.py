"""The consent gate for session descriptions: what may pass on a link, by what was granted.

broker/sdp.py reads and rewrites; here is what each kind of link permits.
"""

from broker.errors import SdpRefused
from broker.links import Link, PageLink, Slots
from broker.sdp import guard, media_sections

# Data only, without media sections, with the candidates of a few networks.
PAGE_MOST = 16_000
# Chromium's offer of all sections has 11,200 bytes; more networks and codecs of hardware add to it.
MEDIA_MOST = 48_000


def consented(link: Link, endpoint: str, text: str) -> str:
    """The description to pass on instead of `text`, which `endpoint`, one end of `link`, has sent.

    Raises SdpRefused, and MediaNotConsented where it would send what is not granted.
    """
    is_page = isinstance(link, PageLink)
    if len(text) > (PAGE_MOST if is_page else MEDIA_MOST):
        raise SdpRefused(why="it is too long")
    if isinstance(link, PageLink):
        return guard(text)
    # A grant is for a slot: under another kind it would be for something else.
    media_sections(text)
    return guard(text, _mids(link.sends(endpoint)), _mids(link.receives(endpoint)))


def _mids(slots: Slots) -> frozenset[str]:
    return frozenset(slot.mid for slot in slots)
