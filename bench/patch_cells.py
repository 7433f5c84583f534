"""``python -m bench.patch_cells FILE COUNT ROWS`` writes that many numbers, spread over the first sheet."""

import sys
from pathlib import Path

from bench.subjects import BIG_COLUMNS
from planner.disk.replace import write_back
from planner.xlsx.package import open_package
from planner.xlsx.patch import Edit

path, count, rows = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
package = open_package(path)
edits = {(1 + i * rows // count, 1 + i % BIG_COLUMNS): Edit(i + 0.5) for i in range(count)}
write_back(package, {package.sheets[0].name: edits}, backup=False)
