"""The workbook that Excel has open: found, held, read, written."""
