"""Many databases, one map: a county publishes, a city joins it and sees its rows as they change."""
