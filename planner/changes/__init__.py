"""The sheet of what changed from one plan to the next: its lines, its looks, its way into a workbook."""
