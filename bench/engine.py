"""``python -m bench.engine FILE`` prints the milliseconds of one evaluation of the plan: all lines, warm."""

import sys
import time
from pathlib import Path
from statistics import median

from planner.check.examine import engine_inputs
from planner.model import LINES
from planner.workbook.find import find
from planner.workbook.parts import open_package
from planner.workbook.read import read_inputs

REPEATS = 300

book = find(open_package(Path(sys.argv[1])))
inputs, problems = read_inputs(book, {})
assert not problems
known = engine_inputs(inputs, book)["base"]
times = []
for _ in range(REPEATS):
    start = time.perf_counter()
    LINES.evaluate(known)
    times.append(time.perf_counter() - start)
print(median(times) * 1000)
