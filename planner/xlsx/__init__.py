"""The file format: packages, parts, cells, formulas, patches. It knows no plan."""
