"""Open the map: read the layer files, start the private PostGIS where none is named, bring it up to date."""

from dataclasses import dataclass

from geo_app.classification.catalogue import open_packs
from geo_app.cluster import Cluster
from geo_app.db import Database
from geo_app.errors import Unavailable
from geo_app.layers import Layers, load_layers
from geo_app.settings import Settings
from geo_app.upgrade import is_current, upgrade
from geo_app.zones.own_distances import adopt


@dataclass(frozen=True)
class OpenMap:
    """A map that is ready to be worked on; `started` says whether its private cluster was started for it."""

    settings: Settings
    layers: Layers
    database: Database
    started: bool


def private_cluster(settings: Settings) -> Cluster:
    """The PostGIS of the embedded default."""
    return Cluster(settings.data_dir / "postgis")


def open_map(settings: Settings) -> OpenMap:
    """The map of these settings. A private database is upgraded at once; an outside one only by
    `geo-app db upgrade`, because its login may not be its owner's.

    Raises LayerFault or PackFault for a faulty file, Unavailable where the database is out of reach or of date.
    """
    layers = load_layers(settings.layer_folders())
    adopt(settings.distances_file)
    open_packs(settings.data_dir / "packs")
    if settings.database_url:
        if not is_current(settings.database_url, layers):
            raise Unavailable("数据库结构与本版本或图层文件不一致", "请先运行 geo-app db upgrade")
        return OpenMap(
            settings, layers, Database(settings.database_url, replica=settings.replica_url), started=False
        )
    cluster = private_cluster(settings)
    was_running = cluster.data.exists() and cluster.running
    cluster.start()
    upgrade(cluster.url, layers)
    return OpenMap(settings, layers, Database(cluster.url, replica=settings.replica_url), started=not was_running)


def database_url(settings: Settings) -> str:
    """Where the database is, whatever its version; the private one is started."""
    if settings.database_url:
        return settings.database_url
    cluster = private_cluster(settings)
    cluster.start()
    return cluster.url


def upgrade_map(settings: Settings) -> bool:
    """Bring the database of these settings to the newest schema; False when it was there already."""
    layers = load_layers(settings.layer_folders())
    adopt(settings.distances_file)
    return upgrade(database_url(settings), layers)
