"""The city's side when changes stopped coming: what is the matter, and a county copied anew."""

import psycopg

from geo_app.cluster import Cluster
from geo_app.errors import BadInput, Unavailable
from geo_app.federation.join import at_county, copy_anew, subscription

KEPT_FOR_US = "SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s"
JOIN_AGAIN = "请用汇入文件再运行一次 geo-app federation join"


def what_is_the_matter(cluster: Cluster, county: str) -> tuple[str, str]:
    """Why nothing comes from a joined county, and what to do."""
    with cluster.as_superuser() as city:
        joined_by = _joined_by(city, county)
    if joined_by is None:
        return "汇入中断了，或本库由备份恢复", JOIN_AGAIN
    reach, slot = joined_by
    try:
        with at_county(reach) as kept:
            found = kept.execute(KEPT_FOR_US, [slot]).fetchone()
    except Unavailable as error:
        return error.message, error.remedy
    if found is None or found[0] == "lost":
        return "县里为本库留存的日志已失效", f"请运行 geo-app federation recopy {county}"
    return "县库连得上，变更没有过来", "原因在本库的数据库日志里(数据目录 postgis/log)"


def recopy(cluster: Cluster, county: str, sure: bool = False) -> int:
    """Copy all of a county anew over the connection that it was joined by: the changes kept for us were dropped or
    its database came back from a backup. How many rows went before; history is the county's, so none is lost.

    Raises BadInput where it was not joined, Unavailable where it is out of reach, Conflict where it lost what is
    here and we are not `sure`: then nothing went.
    """
    with cluster.as_superuser() as city:
        joined_by = _joined_by(city, county)
        if joined_by is None:
            raise BadInput(f"本库没有接着 {county}", JOIN_AGAIN)
        return copy_anew(city, county, joined_by, sure)


def _joined_by(city: psycopg.Connection, county: str) -> tuple[str, str] | None:
    asked = "SELECT subconninfo, subslotname FROM pg_subscription WHERE subname = %s"
    found = city.execute(asked, [subscription(county)]).fetchone()
    return (found[0], found[1]) if found else None
