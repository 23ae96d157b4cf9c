"""The hand-over package: one zip with the data, how it looks, what it means and what it is, checked by sums.

Edited in QGIS and brought in again, each record is known by its number and version."""

import hashlib
from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from geo_app.colour import INK
from geo_app.export.dictionary import as_text, as_workbook
from geo_app.export.format import Features, Format
from geo_app.export.formats import gpkg
from geo_app.export.styles import classes, drawn_as, qml, sld

LINE, WIDTH = 30, 240  # pixels of the legend
HOME = """
怎么用
  用 QGIS 打开 {title}.gpkg：样式已在文件里，打开就是四色；其他软件用同名 .qml(QGIS)或 .sld(GeoServer、超图)。
  字段的意思见 字段说明.xlsx 或 字段说明.txt，图例见 图例.svg。
  核对文件是否完整：sha256sum -c SHA256SUMS.txt

改完怎么带回来
  直接在 {title}.gpkg 里改属性、移动位置、加新要素，存盘后把这个 .gpkg(或整个压缩包)在“导入”页上传。
  “系统编号”和“版本”两列请不要改：凭它们认出每条记录，三方比较(导出时、现在、您改的)后才写入;
  双方都改过的字段会逐项列出，由人决定。删除要素不会删除系统里的记录。新增要素的这两列留空。
"""


def write(features: Features, path: Path) -> None:
    """The GeoPackage, its styles beside it, dictionary, legend, README and SHA256SUMS.txt."""
    title, shape = features.layer.title, drawn_as(features)
    with TemporaryDirectory(dir=path.parent) as made:
        folder = Path(made)
        gpkg.write(features, folder / f"{title}.gpkg")
        (folder / f"{title}.qml").write_text(qml(features.layer, shape), encoding="utf-8")
        (folder / f"{title}.sld").write_text(sld(features.layer, shape), encoding="utf-8")
        (folder / "图例.svg").write_text("\n".join(_legend(features)), encoding="utf-8")
        as_text(features.columns, folder / "字段说明.txt")
        as_workbook(features.columns, folder / "字段说明.xlsx")
        said = "\r\n".join(map("：".join, features.about)) + HOME.format(title=title).replace("\n", "\r\n")
        (folder / "README.txt").write_text(said, encoding="utf-8-sig", newline="")
        parts = sorted(folder.iterdir())
        sums = "".join(f"{_sum(part)}  {part.name}\n" for part in parts)
        with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as zipped:
            for part in parts:
                zipped.write(part, part.name)
            zipped.writestr("SHA256SUMS.txt", sums)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _legend(features: Features) -> Iterator[str]:
    legend = classes(features.layer)
    height = LINE * (len(legend) + 1)
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" fill="{INK}">'
    yield f'<text x="10" y="20" font-size="15" font-weight="bold">{escape(features.layer.title)}</text>'
    for number, each in enumerate(legend, 1):
        middle = number * LINE + LINE // 2
        yield f'<circle cx="20" cy="{middle}" r="8" fill="{each.fill}" stroke="{each.ring}" stroke-width="2"/>'
        yield f'<text x="40" y="{middle + 5}" font-size="14">{escape(each.label)}</text>'
    yield "</svg>"


FORMAT = Format(
    name="handover",
    title="交接包",
    title_en="Hand-over package",
    extension="zip",
    media_type="application/zip",
    description="一个压缩包：带样式的 GeoPackage、QML、SLD、字段说明、图例、校验和；改完可原样导回，逐项比较。",
    description_en="One zip: GeoPackage, QML, SLD, dictionary, legend, checksums; edited, it is merged back.",
    write=write,
    usual=4,
)
