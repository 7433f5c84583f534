"""Published measurements predicted by the lines that every plan has: what a user of the workbook would get.

A row of a table takes the place of the inputs that it knows (a chip, a model, a load); the others keep the
defaults of the template. No formula is stated here a second time.
"""
