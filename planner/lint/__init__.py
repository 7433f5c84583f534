"""The workbook rules of the profession, checked on any workbook."""
