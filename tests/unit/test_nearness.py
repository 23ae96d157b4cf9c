"""Who is near whom: the flat map only sorts out the clear cases, the ellipsoid decides the rest."""

from itertools import combinations

import numpy as np
import shapely

from geo_app.zones.nearness import GEOD, Metres, Numbers, groups, near_pairs


def test_every_pair_is_near_exactly_when_the_ellipsoid_says_so_across_a_whole_province() -> None:
    chance = np.random.default_rng(5301)
    towns = chance.uniform((97.6, 21.2), (106.1, 29.2), (30, 2))
    spots = (towns[:, None] + chance.normal(0, 0.004, (30, 12, 2))).reshape(-1, 2)
    radius = chance.uniform(0, 400, len(spots))

    def limit(one: Numbers, other: Numbers) -> Metres:
        return radius[one] + radius[other]

    one, other = near_pairs(shapely.points(spots), radius + radius.max(), limit)
    found = set(zip(one.tolist(), other.tolist(), strict=True))
    measured = {
        (a, b): GEOD.inv(*spots[a], *spots[b])[2] - radius[a] - radius[b]
        for a, b in combinations(range(len(spots)), 2)
    }
    assert found == {pair for pair, over in measured.items() if over <= 0}
    assert min(abs(over) for over in measured.values()) < 1  # some are told by less than a metre


def test_places_far_from_the_middle_that_only_the_stretched_map_takes_apart_are_measured() -> None:
    """Three degrees from the middle of the map, 499.9 m are 500.5 m on it."""
    east, north, _ = GEOD.fwd(105, 25, 90, 499.9)
    places = [shapely.Point(99, 25), shapely.Point(105, 25), shapely.Point(east, north)]
    one, other = near_pairs(places, np.full(3, 500.0), lambda one, other: np.full(len(one), 500.0))
    assert (one.tolist(), other.tolist()) == ([1], [2])


def test_a_chain_is_one_group_however_its_links_are_given() -> None:
    links = np.random.default_rng(1).permutation(999)
    (chain,) = groups(1001, links, links + 1)
    assert chain.tolist() == list(range(1000))
