"""The measure of a refresh: ``python -m bench.openpyxl_round_trip IN OUT`` opens and saves a workbook."""

import sys

from openpyxl import load_workbook

load_workbook(sys.argv[1]).save(sys.argv[2])
