"""Files that are no ledger: each is refused in words with a remedy, and never opened further than needed."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import pytest
import shapely
import xlsxwriter

from geo_app.errors import BadInput
from geo_app.ingest.checks import CheckedRow
from geo_app.ingest.reading import Intake, opened
from geo_app.layers import Layers

HERE = Path(__file__).parent


def refusal(path: Path, layers: Layers) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_whole(Intake(layers["mine"], path, path.name), layers)
    assert caught.value.remedy
    return caught.value


def read_whole(intake: Intake, layers: Layers) -> list[CheckedRow]:
    with opened(intake, layers) as (readings, _):
        return [row for reading in readings for batch in reading.batches() for row in batch]


def workbook(path: Path, fill: Callable[[xlsxwriter.Workbook], object]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book)
    return path


def with_member(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)
    return path


def plain_book(path: Path) -> Path:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "经度", "纬度"])
        sheet.write_row(1, 0, ["矿", 102.4, 24.9])

    return workbook(path, fill)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "空.xlsx", "文件是空的"),
        (b"\0" * 1_000_000, "零.csv", "文件是空的"),
        (b"\xef\xbb\xbf\r\n", "标记.csv", "文件是空的"),
        (b"%PDF-1.7 ...", "台账.xlsx", "这是 PDF"),
        (b"Rar!\x1a\x07", "台账.zip", "这是 RAR 压缩包"),
        (b"<html><table></table></html>", "系统导出.xls", "这是网页或 XML，不是表格"),
        (b'<?xml version="1.0"?><kml></kml>', "点位.kml", "KML 文件已损坏或不完整"),
        (b"AC1027 drawing", "总图.dwg", "这是 DWG"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 64, "程序.csv", "这不是文本文件"),
        (b"not a workbook", "文字.xlsx", "不支持 .xlsx 文件，或文件已损坏"),
        (b"PK\x03\x04 cut", "断.xlsx", "压缩包已损坏或不完整"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "断.xls", "表格文件已损坏或不完整"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "加密.xlsx",
            "表格有打开密码",
        ),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "_VBA_PROJECT".encode("utf-16-le"),
            "宏.xls",
            "表格里有宏",
        ),
        (b'{"type": "FeatureCollection", "features": [', "断.geojson", "GeoJSON 文件已损坏或不完整"),
        (b'{"hello": "world"}', "别的.json", "GeoJSON 文件已损坏或不完整"),
        (b"SQLite format 3\0" + b"\0" * 200, "断.gpkg", "GeoPackage 文件已损坏或不完整"),
        ("安宁煤矿,102.4,24.9\n县街煤矿,102.5,24.8\n".encode(), "没有表头.csv", "没有找到表头"),
    ],
)
def test_what_is_no_ledger_is_refused_in_words(
    content: bytes, name: str, message: str, tmp_path: Path, layers: Layers
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path, layers).message == message


def test_a_missing_file(tmp_path: Path, layers: Layers) -> None:
    assert "没有文件" in refusal(tmp_path / "没有.xlsx", layers).message


def test_a_workbook_without_a_header_row(tmp_path: Path, layers: Layers) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_row(0, 0, ["安宁煤矿", 102.4, 24.9])

    assert refusal(workbook(tmp_path / "a.xlsx", fill), layers).message == "没有找到表头"


def test_an_empty_workbook(tmp_path: Path, layers: Layers) -> None:
    assert (
        refusal(workbook(tmp_path / "a.xlsx", lambda book: book.add_worksheet()), layers).message
        == "文件里没有数据"
    )


def test_a_truncated_workbook(tmp_path: Path, layers: Layers) -> None:
    whole = plain_book(tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path / "b.xlsx", layers).message == "压缩包已损坏或不完整"


def test_a_damaged_member_of_a_workbook(tmp_path: Path, layers: Layers) -> None:
    whole = bytearray(plain_book(tmp_path / "a.xlsx").read_bytes())
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    start = member.header_offset + 80
    whole[start : start + 20] = b"\xff" * 20
    (tmp_path / "b.xlsx").write_bytes(whole)
    assert refusal(tmp_path / "b.xlsx", layers).message == "压缩包已损坏或不完整"


def test_a_workbook_with_macros(tmp_path: Path, layers: Layers) -> None:
    path = with_member(plain_book(tmp_path / "a.xlsm"), "xl/vbaProject.bin", b"macro")
    assert refusal(path, layers).message == "表格里有宏"


def test_fifty_megabytes_of_zeros_in_a_zip_are_a_bomb(tmp_path: Path, layers: Layers) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 50_000_000)
    assert "解压后有 47 MB" in refusal(path, layers).message


def test_a_zip_that_lies_about_its_size_is_damaged(tmp_path: Path, layers: Layers) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    told = member.file_size.to_bytes(4, "little")
    for place in (content.find(told, member.header_offset), content.rfind(told)):
        content[place : place + 4] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    assert refusal(path, layers).message == "压缩包已损坏或不完整"


def test_a_zip_of_thousands_of_files(tmp_path: Path, layers: Layers) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"{number}.txt", b"")
    assert "2001 个文件" in refusal(path, layers).message


def test_one_cell_far_away_does_not_take_all_memory(tmp_path: Path, layers: Layers) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "经度", "纬度"])
        sheet.write(1_048_575, 16_383, "x")

    assert "1048576 行 × 16384 列" in refusal(workbook(tmp_path / "a.xlsx", fill), layers).message


@pytest.mark.parametrize(
    ("member", "message"),
    [
        ("word/document.xml", "这是 Word 文档"),
        ("content.xml", "这是 OpenDocument 表格"),
        ("doc.kml", "KML 文件已损坏或不完整"),
        ("readme.txt", "压缩包里没有可以导入的文件"),
        ("../../矿山.dbf", "压缩包里没有可以导入的文件"),
    ],
)
def test_a_zip_of_something_else(member: str, message: str, tmp_path: Path, layers: Layers) -> None:
    path = tmp_path / "a.zip"
    path.touch()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, b"x")
    assert refusal(path, layers).message == message


def shapefile(folder: Path, crs: int) -> list[Path]:
    frame = geopandas.GeoDataFrame({"名称": ["矿"]}, geometry=[shapely.Point(102.4, 24.9)], crs=crs)
    frame.to_file(folder / "a.shp", encoding="GBK")
    return sorted(folder.glob("a.*"))


def zipped(parts: list[Path], path: Path, prefix: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            archive.write(part, f"{prefix}{part.name}")
    return path


@pytest.mark.parametrize(
    ("without", "message"),
    [
        (".prj", "文件没有写明坐标系"),
        (".dbf", "缺少 .dbf 文件"),
        (".shx", "缺少 .shx 文件"),
        (".shp", "压缩包里没有"),
    ],
)
def test_a_shapefile_that_is_not_whole(without: str, message: str, tmp_path: Path, layers: Layers) -> None:
    parts = [part for part in shapefile(tmp_path, 4490) if part.suffix != without]
    assert message in refusal(zipped(parts, tmp_path / "a.zip"), layers).message


@pytest.mark.parametrize(("crs", "name"), [(4610, "Xian 1980"), (4214, "Beijing 1954"), (2343, "Xian 1980")])
def test_a_datum_without_public_parameters_is_never_taken_as_equal(
    crs: int, name: str, tmp_path: Path, layers: Layers
) -> None:
    path = zipped(shapefile(tmp_path, crs), tmp_path / "a.zip")
    assert f"坐标系 {name}" in refusal(path, layers).message


def test_a_path_trick_in_a_zip_writes_nothing_outside(tmp_path: Path, layers: Layers) -> None:
    path = zipped(
        shapefile(tmp_path, 4490),
        tmp_path / "a.zip",
        "../../../../../../../.." + tempfile.gettempdir() + "/geo-app-trick-",
    )
    with opened(Intake(layers["mine"], path, path.name), layers) as (readings, _):
        assert [row.values["name"] for reading in readings for batch in reading.batches() for row in batch] == [
            "矿"
        ]
    assert list(Path(tempfile.gettempdir()).glob("geo-app-trick-*")) == []


def test_a_filter_on_a_column_that_is_nowhere(tmp_path: Path, layers: Layers) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    with pytest.raises(BadInput, match="没有工作表含有筛选条件里的列 Country"):
        read_whole(Intake(layers["mine"], path, path.name, {"Country": "China"}), layers)
