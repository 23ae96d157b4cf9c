"""Imports: a spreadsheet of a hundred thousand rows through our checks, against the fastest reader and COPY."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import xlsxwriter
from psycopg import sql
from python_calamine import CalamineWorkbook

from bench.row import Row, told
from bench.stage import PERSON, Stage, at, empty_database
from geo_app.ingest.reading import Intake
from geo_app.ingest.runs import Importer
from geo_app.observe import memory

ROWS = 100_000
NAME = "imports"
HEADERS = (
    "名称",
    "编号",
    "地址",
    "管控层级",
    "责任单位",
    "责任人",
    "联系电话",
    "管控措施",
    "风险类别",
    "经度(CGCS2000)",
    "纬度(CGCS2000)",
)
LEVELS, CATEGORIES = ("市级", "县级", "乡级", "企业"), ("道路险段", "粉尘涉爆", "有限空间", "人员密集场所")
FETCH = """
    SELECT name, code, address, control_level, unit, person, telephone, measures, attributes ->> 'category',
           st_x(geom), st_y(geom)
    FROM site WHERE kind = 'risk_point' AND division BETWEEN 530000000000 AND 539999999999 ORDER BY id LIMIT %s
"""
COPY = sql.SQL("""
    COPY {} (name, code, address, control_level, unit, person, telephone, measures, attributes, geom,
               kind, initials) FROM STDIN
""")


def measure(stage: Stage) -> Iterator[Row]:
    with psycopg.connect(stage.database.url) as owner:
        rows = owner.execute(FETCH, (min(ROWS, stage.sites // 4),)).fetchall()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.xlsx"
        _write(rows, file)
        ours = _imported(stage, file, len(rows))
        read, read_seconds = _read(file)
        bare, table = _copied(stage, read), _copied(stage, read, into_site=False)
    did = (
        f"{len(rows):,} rows, one round. Ours: an xlsx file through `geo-app import` (read, match headers, check "
        "every cell, judge all places, find divisions and repeats, write with history; names get pinyin "
        "initials)."
    )
    for name, copied, against in (
        ("import_xlsx_vs_bare", bare, "COPY of them into the same table, triggers on"),
        ("import_xlsx_vs_bare_table", table, "COPY of them into a table with no index, trigger or policy"),
    ):
        words = f"{did} Other: the cells read by calamine, nothing checked, then {against}."
        other = read_seconds + copied
        yield told(Row(name, ours, other, ours / other, "s", words))


def _read(file: Path) -> tuple[list[list[object]], float]:
    """The cells of the file, and the seconds that the fastest reader takes."""
    began = time.perf_counter()
    lines = list(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).iter_rows())
    return [list(line) for line in lines[1:]], time.perf_counter() - began


def _imported(stage: Stage, file: Path, expected: int) -> float:
    """Seconds; every row must have arrived."""
    database = empty_database(stage, NAME)
    importer = Importer(database, PERSON, stage.layers, file.parent / "uploads")
    memory.settle()  # as a server does once it has started
    began = time.perf_counter()
    importer.take_in(Intake(stage.layers["risk_point"], file, file.name), lambda _done, _total: None)
    seconds = time.perf_counter() - began
    with psycopg.connect(database.url) as owner:
        found = owner.execute("SELECT count(*) FROM site").fetchone()
    assert found == (expected,), found
    database.close()
    return seconds


def _copied(stage: Stage, rows: list[list[object]], into_site: bool = True) -> float:
    """Seconds of COPY into the table of sites, or into one that has its columns and nothing else."""
    empty_database(stage, NAME).close()
    with psycopg.connect(at(stage.cluster_url, NAME)) as owner:
        owner.execute("CREATE TEMPORARY TABLE bare AS SELECT * FROM site")
        began = time.perf_counter()
        with owner.cursor().copy(COPY.format(sql.Identifier("site" if into_site else "bare"))) as copy:
            for *texts, category, lon, lat in rows:
                place = f"SRID=4490;POINT({lon} {lat})"
                copy.write_row([*texts, f'{{"category": "{category}"}}', place, "risk_point", ""])
        owner.commit()
        return time.perf_counter() - began


def _write(rows: list[tuple[object, ...]], file: Path) -> None:
    """A ledger as people keep it: Chinese headers, words for choices."""
    levels = dict(zip(("city", "county", "township", "enterprise"), LEVELS, strict=True))
    categories = dict(zip(("road", "dust", "confined", "crowd"), CATEGORIES, strict=True))
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("风险点")
        sheet.write_row(0, 0, HEADERS)
        for number, row in enumerate(rows, 1):
            cells = list(row)
            cells[3], cells[8] = levels[str(row[3])], categories[str(row[8])]
            sheet.write_row(number, 0, cells)
