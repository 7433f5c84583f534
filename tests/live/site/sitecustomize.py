"""Every Python that a test starts with this folder on its path: `import xlwings` finds LibreOffice."""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any


class _WithOffice(Loader):
    """Loads xlwings, then adds the engine to it."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> Any:
        return self.loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        self.loader.exec_module(module)
        from tests.live.uno_engine import register

        register()


class _Finder(MetaPathFinder):
    """Sees to it when xlwings is first imported, so that a process which does not need it starts fast."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if name != "xlwings":
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is not None:
            spec.loader = _WithOffice(spec.loader)
        return spec


sys.meta_path.insert(0, _Finder())
