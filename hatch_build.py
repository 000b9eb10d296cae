"""Compile the hot modules into the wheel; without a C compiler it holds them as Python only.

The modules are listed once, as `modules` of `[tool.hatch.build.hooks.custom]` in `pyproject.toml`. They
stay `.py` files, which Cython types with the `.pxd` file beside each, if there is one. All of them are
compiled or none. An editable install is never compiled, so no compiled module stands before an edited one.

The environment variable `CLEANER_COMPILED=required` turns a failed compilation into a failed build.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DIRECTIVES = {"language_level": "3", "annotation_typing": False, "embedsignature": False}
"""Annotations stay hints, as they are to Python: `float` takes an int, `str` a subclass."""
OPTIONS = [] if sys.platform == "win32" else ["-O3", "-g0", "-ffp-contract=off"]
"""Options of the compiler. Sums round as those of Python do: no fused multiply and add."""


class CompiledModules(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled modules to a wheel."""

    _work: TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, unless the install is editable."""
        if self.target_name != "wheel" or version == "editable":
            return
        self._work = TemporaryDirectory()
        try:
            compiled = compile_modules(Path(self.root), self.config["modules"], Path(self._work.name))
        except (Exception, SystemExit) as error:  # setuptools exits if there is no compiler
            if os.environ.get("CLEANER_COMPILED") == "required":
                raise
            self.app.display_warning(f"not compiled, and slower for it: {error}")
            return
        build_data["force_include"].update(compiled)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled, which is in the wheel now."""
        if self._work:
            self._work.cleanup()


def compile_modules(root: Path, names: list[str], work: Path) -> dict[str, str]:
    """Compile modules into `work`; return the path of each compiled file and its place in the wheel.

    Raises what Cython and the compiler raise.
    """
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    modules = [
        Extension(name, [str(root / f"{name.replace('.', '/')}.py")], extra_compile_args=OPTIONS)
        for name in names
    ]
    built = work / "lib"
    extensions = cythonize(modules, build_dir=str(work / "c"), compiler_directives=DIRECTIVES, quiet=True)
    command = Distribution({"ext_modules": extensions}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(built), str(work / "temporary")
    command.parallel = os.cpu_count()
    command.ensure_finalized()
    command.run()
    return {str(path): path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file()}
