"""The nation-sized batch: exposure, gaps and joint regions over partitioned GeoParquet, by one set of SQL files
(`sql/`) that runs on SedonaDB in this process and on Apache Sedona on a Spark cluster, from the same rule data."""
