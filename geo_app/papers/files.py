"""Which files a paper can become."""

from functools import cache

from geo_app import plugins
from geo_app.errors import BadInput
from geo_app.papers import formats
from geo_app.papers.paper import PaperFormat


@cache
def all_formats() -> dict[str, PaperFormat]:
    """Every format that has a file, by name.

    >>> sorted(all_formats())
    ['docx', 'html', 'pdf']
    """
    found = plugins.discover(formats, "FORMAT")
    return {each.name: each for each in found if isinstance(each, PaperFormat)}


def format_named(name: str) -> PaperFormat:
    """The format of this name. Raises BadInput."""
    if name not in all_formats():
        raise BadInput(f"文书没有格式 {name}", f"可用：{'、'.join(sorted(all_formats()))}", field="format")
    return all_formats()[name]
