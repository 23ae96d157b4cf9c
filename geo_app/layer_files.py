"""Read a file that says what a layer is, and say in words where it is wrong."""

import re
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from geo_app.errors import LayerFault

M = TypeVar("M", bound=BaseModel)
MESSAGES = {  # what pydantic found, in the words of whoever writes a layer file
    "extra_forbidden": "不认识的键",
    "missing": "缺少这个键",
    "literal_error": "只能写 {expected}",
    "enum": "只能写 {expected}",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 个字",
    "string_type": "应为文字(加引号)",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为列表 [ … ]",
    "dict_type": "应为 { 键 = 值 }",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
}


def parse(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise LayerFault(f"{path} 第 {line} 行：图层文件不是 UTF-8 编码", "请另存为 UTF-8 后重新启动") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else path.read_text(encoding="utf-8").count("\n") + 1
        raise LayerFault(
            f"{path} 第 {line} 行：TOML 写法有误({error})", "请改正该行后重新启动；写法见 docs/layers.md"
        ) from error


def checked(path: Path, model: type[M], text: dict[str, object]) -> M:
    try:
        return model.model_validate(text)
    except ValidationError as error:
        first = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")  # a slip of the pen first
        known = MESSAGES.get(first["type"])
        what = known.format(**first.get("ctx", {})) if known else first["msg"].removeprefix("Value error, ")
        raise fault(path, first["loc"], f"{'.'.join(map(str, first['loc']))}:{what}".lstrip(":")) from error


def fault(path: Path, place: tuple[int | str, ...], what: str) -> LayerFault:
    line = _line_of(path.read_text(encoding="utf-8"), place)
    return LayerFault(f"{path} 第 {line} 行：{what}", "请改正该行后重新启动；写法见 docs/layers.md")


def _line_of(text: str, place: tuple[int | str, ...]) -> int:
    """The line that a fault speaks of, e.g. ("fields", 1, "name") -> the `name =` of the second [[fields]];
    the head of its block when the key is not there.

    >>> _line_of('title = "x"\\n[[fields]]\\nname = "a"\\n[[fields]]\\nname = "b"', ("fields", 1, "name"))
    5
    """
    lines = [line.strip() for line in text.splitlines()]
    heads = [n for n, line in enumerate(lines) if line.startswith("[")]
    own = [n for n in heads if place and lines[n].split("#")[0].strip() in (f"[{place[0]}]", f"[[{place[0]}]]")]
    which = place[1] if len(place) > 1 and isinstance(place[1], int) else 0
    start = own[which] if which < len(own) else 0
    end = min((n for n in heads if n > start), default=len(lines))
    keys = [part for part in place if isinstance(part, str)]
    own_line = rf"(?:\w+\.)*[\"']?{re.escape(keys[-1])}[\"']?\s*=" if keys else "(?!)"
    return next((n + 1 for n in range(start, end) if re.match(own_line, lines[n])), start + 1)
