"""The workbook that Excel has open. xlwings is imported here and nowhere else, and only when it is needed."""
