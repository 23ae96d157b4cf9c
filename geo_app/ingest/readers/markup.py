"""XML from outside, looked through before anything else opens it: no entities, no bottomless nesting, the root
element that was promised. So no parser behind can be made to fetch a file of the server or to take all memory."""

from pathlib import Path
from xml.parsers import expat

from geo_app.errors import BadInput

DEEPEST = 100  # elements in elements; a real KML needs ten


def check(path: Path, root: str, what: str) -> None:
    """Raises BadInput unless the file is well-formed XML under this root element, without a document type."""
    parser, open_elements = expat.ParserCreate(), [""]

    def begin(name: str, _attributes: dict[str, str]) -> None:
        if len(open_elements) == 1 and name.rpartition(":")[2] != root:
            raise BadInput(f"这不是 {what} 文件", f"请重新导出为 {what}")
        if len(open_elements) > DEEPEST:
            raise BadInput(f"{what} 文件嵌套超过 {DEEPEST} 层", "请用 GIS 软件打开后另存")
        open_elements.append(name)

    def end(_name: str) -> None:
        open_elements.pop()

    def refuse(*_declared: object) -> None:
        raise BadInput(f"{what} 文件里有实体声明", "请用 GIS 软件打开后另存")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = refuse
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise BadInput(f"{what} 文件已损坏或不完整", "请在 GIS 软件里打开并重新导出后再导入") from error
