"""The five-line registry: whatever a package's modules offer under a name. One new file, no other edit."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def discover(package: ModuleType, name: str) -> list[object]:
    """What each module of `package` calls `name`, by module name.

    >>> import geo_app.classification.methods
    >>> len(discover(geo_app.classification.methods, "METHOD")) > 0
    True
    """
    modules = (import_module(f"{package.__name__}.{found.name}") for found in iter_modules(package.__path__))
    return [getattr(module, name) for module in modules if hasattr(module, name)]
