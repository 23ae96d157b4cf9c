"""The batch on Apache Sedona on Spark: on this machine, or on the cluster that `spark.master` names."""

from importlib import import_module
from pathlib import Path

from geo_app.errors import Unavailable

SEDONA = {
    "spark.sql.extensions": "org.apache.sedona.sql.SedonaSqlExtensions",
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.kryo.registrator": "org.apache.sedona.core.serde.SedonaKryoRegistrator",
    "spark.master": "local[*]",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


class Spark:
    name = "Apache Sedona / Spark"

    def __init__(self, jar: Path, options: dict[str, str]) -> None:
        """`options` are settings of Spark: spark.master, memory, number of parts and the like."""
        try:
            builder = import_module("pyspark.sql").SparkSession.builder.appName("geo-app nation")
        except ModuleNotFoundError as error:
            raise Unavailable("没有安装 Spark", "请先运行 make spark") from error
        if not jar.is_file():
            raise Unavailable(f"没有找到 Sedona 的 jar:{jar}", "请先运行 make spark，或用 GEO_APP_SEDONA_JAR 指明")
        for name, value in (SEDONA | {"spark.jars": str(jar)} | options).items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")

    def open(self, name: str, folder: Path) -> None:
        self._session.read.parquet(str(folder.absolute())).createOrReplaceTempView(name)

    def keep(self, name: str, statement: str, folder: Path) -> int:
        self._session.sql(statement).write.mode("overwrite").parquet(str(folder.absolute()))
        self.open(name, folder)
        return int(self._session.table(name).count())

    def close(self) -> None:
        self._session.stop()
