"""What the private PostGIS says when the machine is not ready for it."""

from pathlib import Path

import pytest

from geo_app.cluster import Cluster, binaries
from geo_app.errors import Unavailable


def test_a_missing_server_names_the_package_to_install() -> None:
    with pytest.raises(Unavailable, match="apt-get install postgresql-99-postgis-3"):
        binaries("99")


def test_a_cluster_that_was_never_started_says_so() -> None:
    with pytest.raises(Unavailable, match="geo-app db upgrade"):
        _ = Cluster(Path("var/never-started")).url
