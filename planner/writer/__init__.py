"""A new workbook, written with openpyxl."""
