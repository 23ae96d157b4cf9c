"""Files that somebody made to do harm, or that a program makes when it fails: bombs, entities, path tricks."""

from collections.abc import Iterator

from tests.ledgers.attack_parts import (
    HEAD,
    SECRET,
    area,
    blocks,
    book,
    collection,
    geopackage,
    kml,
    laughs,
    mark,
    shapefile,
    virtual,
    with_link,
    zipped,
)

Attack = tuple[str, str, bytes]  # how it came to be, its name, its bytes
TRICKS = (
    "../../trick",
    "/trick",
    "..\\..\\trick",
    "C:\\trick",
    "a/../../../trick",
    "tr\tick",
    "trick\n",
    "~/trick",
)


def attacks() -> Iterator[Attack]:
    """All of them, in an order that stays."""
    for group in (tables, workbooks, parts_of_workbooks, archives, markup, drawings, databases, features, members):
        yield from group()


def tables() -> Iterator[Attack]:
    row = "甲矿,M1,102.41,24.81,30,5"
    yield "a million columns", "a.csv", (",".join(f"列{n}" for n in range(1_000_000)) + "\n1,2").encode()
    yield "a million empty columns", "a.csv", (HEAD + "," * 1_000_000 + f"\n{row}\n").encode()
    yield (
        "three thousand columns",
        "a.csv",
        (HEAD + "".join(f",列{n}" for n in range(3_000)) + f"\n{row}\n").encode(),
    )
    yield "a quote that never ends", "a.csv", f'{HEAD}\n"{row}\n'.encode() * 2_000
    yield "a cell of ten megabytes", "a.csv", f"{HEAD}\n甲矿,M1,{'1' * 10_000_000},24.81\n".encode()
    yield "a hundred thousand empty lines", "a.csv", f"{HEAD}\n".encode() + b"\n" * 50_000 + row.encode()
    yield "a nul late in the text", "a.csv", f"{HEAD}\n{row}\n".encode() * 1_500 + "乙\0矿,M2,102,24\n".encode()
    for number in ("NaN", "inf", "-Infinity", "1e999", "9" * 5_000, "0x1F", "1_000", "٣", "一" * 9_000, "1e-400"):
        yield f"the number {number[:9]}", "a.csv", f"{HEAD}\n甲矿,M1,{number},24.81,{number},{number}\n".encode()
    for text in (
        "=1+1",
        "@SUM(A1)",
        "=cmd|'/c calc'!A0",
        "\u202e甲",
        "\ufeff",
        "{0.__class__}",
        "%s%n",
        "'; DROP",
    ):
        yield f"the text {text}", "a.csv", f'{HEAD}\n"{text}","{text}",102.41,24.81,"{text}","{text}"\n'.encode()
    for header in ("{detail}", "place.longitude", "__class__", "名称'); --", "名称" * 5_000, "\u202e"):
        yield f"the header {header[:20]}", "a.csv", f'{HEAD},"{header}"\n{row},x\n'.encode()
    yield "braces in values", "a.csv", f"{HEAD}\n{{value}},{{0}},{{x,24.81,{{}},{{detail}}\n".encode()
    yield "every byte", "a.csv", bytes(range(256)) * 400
    yield "utf-16 without end", "a.txt", f"{HEAD}\n{row}".encode("utf-16")[:-1]
    yield "utf-32", "a.csv", f"{HEAD}\n{row}".encode("utf-32")
    yield "utf-7", "a.csv", f"{HEAD}\n{row}".encode("utf-7")


def workbooks() -> Iterator[Attack]:
    cell = '<c r="{}"><v>1</v></c>'
    yield "a column named ZZZ", "a.xlsx", book(cell.format("ZZZ1"))
    yield "a column beyond all", "a.xlsx", book(cell.format("ZZZZZZZ1"))
    yield "a row beyond all", "a.xlsx", book(cell.format("A99999999999"))
    yield "row nought", "a.xlsx", book(cell.format("A0"))
    yield "a cell without a column", "a.xlsx", book(cell.format("17"))
    yield "a million columns in a sheet", "a.xlsx", book('<c t="inlineStr"><is><t>列</t></is></c>' * 1_000_000)
    yield "tags that never close", "a.xlsx", book('<c r="A1" t="e"/>' + "<c " * 2_000_000)
    yield "formulas that never close", "a.xlsx", book("<f " * 2_000_000)
    yield "a shared string that is not there", "a.xlsx", book('<c r="A1" t="s"><v>99999</v></c>')
    yield "a number that is none", "a.xlsx", book('<c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c>')
    yield "a day before all days", "a.xlsx", book('<c r="A1" t="d"><v>-9999-99-99</v></c>')
    yield "laughs in a sheet", "a.xlsx", book("&l9;", laughs())
    yield "an entity in a sheet", "a.xlsx", book("&x;", f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{SECRET}">]>')
    yield (
        "a merge of everything",
        "a.xlsx",
        book(cell.format("A1"), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    )
    yield (
        "a merge turned round",
        "a.xlsx",
        book(cell.format("A1"), after='<mergeCells><mergeCell ref="C3:A1"/></mergeCells>'),
    )


def parts_of_workbooks() -> Iterator[Attack]:
    cell = '<c r="{}"><v>1</v></c>'
    yield "a sheet that is a sheet of another", "a.xlsx", book("", target="../../../../etc/passwd")
    yield "a sheet without its part", "a.xlsx", book("", target="worksheets/none.xml")
    yield "macros", "a.xlsm", book(cell.format("A1"), more={"xl/vbaProject.bin": b"x"})
    yield "macros under another name", "a.xlsx", book(cell.format("A1"), more={"xl/macro/vbaProject.bin": b"x"})
    yield (
        "a link to another file",
        "a.xlsx",
        book('<c r="A1"><f>[1]x!A1</f></c>', more={"xl/externalLinks/a.xml": b"<x"}),
    )
    yield "no sheets at all", "a.xlsx", zipped({"xl/workbook.xml": b"<workbook/>"})
    yield "a binary workbook of nothing", "a.xlsb", zipped({"xl/workbook.bin": b"\0" * 99})
    yield (
        "an old workbook of loops",
        "a.xls",
        bytes.fromhex("D0CF11E0A1B11AE1") + b"\x3e\0\x03\0\xfe\xff\t\0" * 200,
    )


def archives() -> Iterator[Attack]:
    parts = shapefile()
    for trick in TRICKS:
        yield f"the path {trick!r}", "a.zip", zipped({f"{trick}{ending}": part for ending, part in parts.items()})
    for trick in TRICKS[:4]:
        yield (
            f"a geodatabase at {trick!r}",
            "a.zip",
            zipped({f"x.gdb/{trick}.gdbtable": b"x", "x.gdb/a.gdbtable": b"x"}),
        )
        yield f"a geodatabase named {trick!r}", "a.zip", zipped({f"{trick}.gdb/a00000001.gdbtable": b"x"})
    yield "a hundred megabytes of nought", "a.zip", zipped({"a.shp": b"\0" * 100_000_000})
    yield "a bomb below the ratio", "a.zip", zipped({"a.shp": b"\0" * 19_000_000, "a.dbf": b"", "a.shx": b""})
    yield "a zip in a zip in a zip", "a.zip", zipped({"a.zip": zipped({"a.zip": zipped({"a.shp": b"x"})})})
    yield "ten thousand members", "a.zip", zipped({f"{n}.shp": b"" for n in range(10_000)})
    yield "a link out of the zip", "a.zip", with_link(parts)
    yield "twice the same name", "a.zip", zipped(parts) + zipped(parts)
    yield "a table of nothing", "a.zip", zipped(parts | {".dbf": b"\x03" + b"\xff" * 31})
    yield (
        "a table of a billion rows",
        "a.zip",
        zipped(parts | {".dbf": parts[".dbf"][:4] + b"\xff\xff\xff\x3f" + parts[".dbf"][8:]}),
    )
    yield "an index into nowhere", "a.zip", zipped(parts | {".shx": parts[".shx"][:100] + b"\x7f\xff\xff\xff" * 2})
    yield (
        "a shape of a billion corners",
        "a.zip",
        zipped(parts | {".shp": parts[".shp"][:108] + b"\x05" + b"\xff\xff\xff\x3f" * 20}),
    )
    yield "a projection that is a path", "a.zip", zipped(parts | {".prj": SECRET.encode()})
    yield "a projection of brackets", "a.zip", zipped(parts | {".prj": b"GEOGCS[" * 100_000})
    yield (
        "a projection in no letters",
        "a.zip",
        zipped(parts | {".prj": parts[".prj"].replace(b"China", b"\xff\xfe")}),
    )
    yield "an encoding that there is not", "a.zip", zipped(parts | {".cpg": b"../../x"})


def markup() -> Iterator[Attack]:
    external = f'<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{SECRET}">]>'
    late = f"<!--{' ' * 5_000}-->{external}"
    parameter = f'<!DOCTYPE kml [<!ENTITY % x SYSTEM "file://{SECRET}"> %x;]>'
    for how, doctype, name in (("outside", external, "&x;"), ("late", late, "&x;"), ("parameter", parameter, "x")):
        yield f"an entity {how}", "a.kml", kml(mark(name), doctype)
        yield f"an entity {how} in a kmz", "a.kmz", zipped({"doc.kml": kml(mark(name), doctype)})
        yield f"an entity {how} in gpx", "a.gpx", kml(mark(name), doctype).replace(b"kml", b"gpx")
        utf_16 = kml(mark(name), doctype).decode().replace("UTF-8", "UTF-16").encode("utf-16")
        yield f"an entity {how} in utf-16", "a.kmz", zipped({"doc.kml": utf_16})
    yield "laughs", "a.kml", kml(mark("&l9;"), laughs())
    yield "a virtual layer", "a.kml", virtual()
    yield "a virtual layer in a kmz", "a.kmz", zipped({"doc.kml": virtual()})
    yield "a hundred thousand folders deep", "a.kml", kml("<Folder>" * 100_000)
    yield (
        "a link to elsewhere",
        "a.kml",
        kml("<NetworkLink><Link><href>file:///etc/passwd</href></Link></NetworkLink>"),
    )
    yield "included", "a.kml", kml('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>')
    for places in ("NaN,NaN", "1e999,5", "102.4", ",", "102.4,24.8 " * 100_000, "x,y", "-1e308,1e308", ""):
        yield f"places {places[:20]}", "a.kml", kml(mark("甲", places))
    for ring in (
        "102.4,24.8 102.5,24.8",
        "102.4,24.8",
        "102.4,24.8 102.4,24.8 102.4,24.8",
        "NaN,1 2,NaN 3,3 NaN,1",
    ):
        yield f"the ring {ring}", "a.kml", kml(area(ring))
    yield "a balloon of a page", "a.kml", kml(mark("<![CDATA[<script>x</script>]]>"))
    yield "no end", "a.kml", kml(mark("甲") * 3_000)[:-50]
    yield "a receiver without points", "a.gpx", b'<gpx version="1.1"/>'
    yield (
        "a receiver of nonsense",
        "a.gpx",
        b'<gpx version="1.1"><wpt lat="x" lon="NaN"><name>\xe7</name></wpt></gpx>',
    )


def drawings() -> Iterator[Attack]:
    begun = "0\nSECTION\n2\nENTITIES\n"
    yield "a drawing without end", "a.dxf", f"{begun}0\nLINE\n".encode() * 50_000
    yield "a block of itself", "a.dxf", blocks()
    yield (
        "a spline of a billion knots",
        "a.dxf",
        f"{begun}0\nSPLINE\n71\n3\n72\n999999999\n73\n999999999\n0\nENDSEC\n0\nEOF\n".encode(),
    )
    yield (
        "an outline of NaN",
        "a.dxf",
        f"{begun}0\nLWPOLYLINE\n90\n2\n70\n1\n10\nnan\n20\ninf\n10\n1\n20\n1e999\n0\nENDSEC\n0\nEOF\n".encode(),
    )
    yield (
        "an arc of no size",
        "a.dxf",
        f"{begun}0\nARC\n10\n1\n20\n1\n40\n1e300\n50\n0\n51\n1e300\n0\nENDSEC\n0\nEOF\n".encode(),
    )


def databases() -> Iterator[Attack]:
    endless = "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT * FROM n"
    yield "a view without end", "a.gpkg", geopackage(endless, "v")
    yield (
        "a view of a file",
        "a.gpkg",
        geopackage("CREATE VIEW v AS SELECT 1 AS fid, readfile('/etc/passwd') AS geom", "v"),
    )
    yield "a table that is not there", "a.gpkg", geopackage("SELECT 1", "nowhere")
    yield "shapes that are none", "a.gpkg", geopackage("UPDATE mine SET geom = x'4750000000000000FFFF'", "")
    yield (
        "shapes of a billion corners",
        "a.gpkg",
        geopackage("UPDATE mine SET geom = x'47500001E6100000010200000000000040'", ""),
    )
    yield (
        "a coordinate system of nonsense",
        "a.gpkg",
        geopackage("UPDATE gpkg_spatial_ref_sys SET definition = 'GEOGCS['", ""),
    )
    yield "a database of something else", "a.gpkg", geopackage("DROP TABLE gpkg_contents", "")


def features() -> Iterator[Attack]:
    for number in ("NaN", "Infinity", "1e400", '"x"', "null", "[]", "{}", "9" * 400):
        yield (
            f"a coordinate {number[:9]}",
            "a.geojson",
            collection(f'{{"type":"Point","coordinates":[{number},24.8]}}'),
        )
    for ring in (
        "[]",
        "[[]]",
        "[[[1,2]]]",
        "[[[102,24],[103,24]]]",
        "[[[102,24],[103,24],[102,24]]]",
        "[[102,24]]",
    ):
        yield f"the ring {ring}", "a.geojson", collection(f'{{"type":"Polygon","coordinates":{ring}}}')
    deep = '{"type":"GeometryCollection","geometries":[' * 5_000 + "]}" * 5_000
    yield "collections in collections", "a.geojson", collection(deep)
    yield "a list in a list in a list", "a.geojson", collection('{"type":"Point","coordinates":' + "[" * 100_000)
    yield "a list of lists", "a.geojson", b'{"a":' + b"[" * 1_000_000


def members() -> Iterator[Attack]:
    link = '"crs":{"type":"link","properties":{"href":"http://127.0.0.1:9/x","type":"proj4"}},'
    yield (
        "a coordinate system from elsewhere",
        "a.geojson",
        collection('{"type":"Point","coordinates":[102,24]}', link),
    )
    local = f'"crs":{{"type":"name","properties":{{"name":"{SECRET}"}}}},'
    yield (
        "a coordinate system in a file",
        "a.geojson",
        collection('{"type":"Point","coordinates":[102,24]}', local),
    )
    many = ",".join(f'"p{n}":{n}' for n in range(20_000))
    yield (
        "twenty thousand properties",
        "a.geojson",
        collection('{"type":"Point","coordinates":[102,24]}', "", many),
    )
    odd = '"名称":"\\ud800","编号":"\\u0000","生产能力":1e400,"人数":-0,"责任人":{"a":[1,{"b":null}]}'
    yield "odd properties", "a.geojson", collection('{"type":"Point","coordinates":[102,24]}', "", odd)
    yield "a feature that is none", "a.geojson", b'{"type":"FeatureCollection","features":[1,null,"x",{}]}'
    yield "a topology", "a.json", b'{"type":"Topology","objects":{},"arcs":[]}'
    yield "a service", "a.json", b'{"displayFieldName":"x","geometryType":"esriGeometryPoint","features":[]}'
    yield (
        "a corner two hundred thousand times",
        "a.geojson",
        collection('{"type":"LineString","coordinates":[' + "[102,24]," * 200_000 + "[1,1]]}"),
    )
