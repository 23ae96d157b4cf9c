"""The lists by name: whatever `kinds` offers."""

from functools import cache

from geo_app.errors import NotFound
from geo_app.listings import kinds
from geo_app.listings.listing import Listing
from geo_app.plugins import discover


@cache
def all_listings() -> dict[str, Listing]:
    """The lists by name.

    >>> sorted(all_listings())
    ['dangerous-roads', 'dominoes', 'gaps', 'hidden-dangers', 'outside-parks', 'relocations', 'reviews', 'visits']
    """
    found = (offer for offer in discover(kinds, "LISTING") if isinstance(offer, Listing))
    return {offer.name: offer for offer in found}


def listing_named(name: str) -> Listing:
    """Raises NotFound naming those there are."""
    try:
        return all_listings()[name]
    except KeyError:
        raise NotFound(f"没有名为 {name} 的清单", f"现有清单：{'、'.join(all_listings())}") from None
