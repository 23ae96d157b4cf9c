"""A database that has joined the county 530181: what lies there is kept at home."""

import psycopg

from geo_app.db import Database


def join_county(database: Database) -> None:
    """As a city has it after `geo-app federation join`."""
    with psycopg.connect(database.url) as owner:
        owner.execute("INSERT INTO joined (division, address) VALUES (530181000000, '10.53.81.2:5432')")
