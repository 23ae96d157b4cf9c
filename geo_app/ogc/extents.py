"""How far the features of each layer reach, as each person sees them: reckoned once and kept until they change."""

from collections import OrderedDict
from collections.abc import Hashable

from geo_app import features
from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.features import Box, Selection
from geo_app.layers import Layer
from geo_app.ogc.tile_cache import TileCache

MOST = 10_000  # of people and layers


class Extents:
    """The box around each layer. Who sees the same divisions in the same role sees the same boxes."""

    def __init__(self, cache: TileCache) -> None:
        self._cache = cache
        self._known: OrderedDict[Hashable, Box | None] = OrderedDict()

    def of(self, database: Database, actor: Actor, layers: list[Layer]) -> dict[str, Box | None]:
        """The box of each of these layers, None for one without features."""
        keys = {layer.name: self._key(actor, layer) for layer in layers}
        boxes = {name: self._known[key] for name, key in keys.items() if key in self._known}
        missing = [layer for layer in layers if layer.name not in boxes]
        if missing:
            with database.transaction(actor) as session:
                boxes |= {layer.name: features.bounds(session, Selection(layer)) for layer in missing}
        for layer in missing:
            self._keep(keys[layer.name], boxes[layer.name])
        return boxes

    def _key(self, actor: Actor, layer: Layer) -> Hashable | None:
        """Under what a box is kept; None while nobody hears of changes."""
        edition = self._cache.edition(layer)
        return edition and (edition, actor.scope(), actor.role.rank, layer.name)

    def _keep(self, key: Hashable | None, box: Box | None) -> None:
        if key is not None:
            self._known[key] = box
        while len(self._known) > MOST:
            self._known.popitem(last=False)
