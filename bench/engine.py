"""``python -m bench.engine FILE`` prints the milliseconds of one evaluation of the plan: all lines, warm.

They are milliseconds of the processor: one evaluation waits for nothing but other work on the machine.
"""

import sys
import time
from pathlib import Path
from statistics import median

from planner.book.find import find
from planner.book.read import read_inputs
from planner.check.examine import engine_inputs
from planner.model import LINES
from planner.xlsx.package import open_package

REPEATS = 300

book = find(open_package(Path(sys.argv[1])))
inputs, problems = read_inputs(book, {})
assert not problems
known = engine_inputs(inputs, book)["base"]
times = []
for _ in range(REPEATS):
    start = time.process_time()
    LINES.evaluate(known)
    times.append(time.process_time() - start)
print(median(times) * 1000)
