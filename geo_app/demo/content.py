"""The whole demonstration as data: the same seed and the same day give the same county."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely

from geo_app.demo.coal import sink_coal_mine
from geo_app.demo.county import County, in_degrees, survey
from geo_app.demo.extraction import dig
from geo_app.demo.ground import Ground, Place
from geo_app.demo.industry import found_outsiders, found_parks
from geo_app.demo.lines import lay_lines
from geo_app.demo.people import divide, equip, grow_hamlets, protect, scatter_hamlets
from geo_app.demo.spots import find_risks, lay_pipelines, place_stations
from geo_app.demo.words import Words
from geo_app.layers import Layers

SEED = 530181
HAMLETS = 260  # beside those at the seats


@dataclass(frozen=True)
class Demonstration:
    """The ground and all that stands on it."""

    county: County
    places: tuple[Place, ...]

    def counts(self) -> dict[str, int]:
        """How many sites each layer gets."""
        return dict(Counter(place.layer for place in self.places))

    def fingerprint(self) -> str:
        """A hash over everything, for the promise that the same seed gives the same county."""
        below = (*self.county.townships, *self.county.villages)
        ground = [(division.code, division.name, _text(division.area)) for division in below]
        places = [(p.layer, _text(p.shape), p.fields, list(map(vars, p.gradings))) for p in self.places]
        text = json.dumps([ground, places], default=str, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def draw_county(layers: Layers, today: date, seed: int = SEED) -> Demonstration:
    """Draw the county as of a day. People first, then what endangers them, then the small things between."""
    rng = np.random.default_rng(seed)
    ground = Ground(survey(rng), layers, rng, Words(rng), today)
    grow_hamlets(ground)
    found_parks(ground)
    found_outsiders(ground)
    dig(ground)
    scatter_hamlets(ground, HAMLETS)
    protect(ground)
    equip(ground)
    divide(ground)
    lay_pipelines(ground)
    place_stations(ground)
    find_risks(ground)
    sink_coal_mine(ground)
    lay_lines(ground)
    return Demonstration(ground.county, tuple(ground.places))


def _text(shape: shapely.Geometry) -> str:
    return shapely.to_wkt(in_degrees(shape))
