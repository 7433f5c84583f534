"""How a formula of the sheet calls the plan's own cells, in one level of the plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.actuals.lines import SERVING, TRAINING, CashLine
from planner.actuals.planned import BASE
from planner.book.find import Book
from planner.layout.places import LIMITS, axis_name

PRODUCTS, KIND = "products", "kind"


@dataclass(frozen=True, slots=True)
class PlanCells:
    """The plan's cells in a level."""

    book: Book
    level: str = BASE

    def of(self, level: str) -> PlanCells:
        """The same in another level."""
        return replace(self, level=level)

    def along(self, key: str) -> str:
        """The cells of a line along an axis."""
        return self.book.layout.run(self.book.template.row(key), self.level).absolute

    def cell(self, key: str) -> str:
        """The cell of a scalar line."""
        return self.book.layout.cell(self.book.template.row(key), self.level).absolute

    def months(self) -> str:
        """The numbers of the months above the lines of cash."""
        sheet = self.book.template.sheet_of(self.book.template.row("closing_cash"))
        return self.book.layout[axis_name(sheet, self.level)].absolute

    def tolerance(self) -> str:
        """The cell with the largest relative difference between two values that agree."""
        return self.book.layout[LIMITS].at().absolute

    def kind(self, product: int) -> str:
        """The cell of what a product is, counted from 1."""
        return self.book.layout.tables[PRODUCTS].cell(KIND, product - 1).absolute

    def kinds(self) -> tuple[str, ...]:
        """What a product may be, in the words of the plan: paid by use, subscription, contract."""
        columns = self.book.template.table(PRODUCTS).columns
        return tuple(next(column for column in columns if column.key == KIND).choices)

    def quantity(self, line: CashLine) -> str:
        """The plan's quantities of a line by month, as an array."""
        if line.key == TRAINING:
            return self.along("training_gpu_hours_paid")
        if line.key != SERVING:
            return self.along(f"product_volume_{line.number}")
        gpus = self.book.layout.run(self.book.template.row("model_replica_gpus"), self.level)
        paid = "+".join(
            f"{self.along(f'model_replicas_{number + 1}')}*{gpus.at(number).absolute}"
            for number in range(gpus.columns)
        )
        return f"{self.cell('hours_per_month')}*({paid})"
