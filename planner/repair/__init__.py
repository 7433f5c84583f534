"""Puts back what a workbook has lost of the template, and touches nothing else."""
