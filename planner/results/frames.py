"""Results as tables of pandas, which planner itself does not need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

MISSING = 'a frame needs pandas: pip install "planner[frame]"'


def framed(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows as a table; the column `key` is its index. Raises ImportError where pandas is not installed."""
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError(MISSING) from error
    return pd.DataFrame(list(rows), columns=list(columns)).set_index("key")


def by_month(
    months: Sequence[float | str], columns: Mapping[str, float | str | Sequence[float]]
) -> pd.DataFrame:
    """Values along months as a table; months, as whole numbers, are its index. Raises as `framed` does."""
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError(MISSING) from error
    index = pd.Index([int(month) for month in months], name="month")
    return pd.DataFrame({key: pd.Series(value, index=index) for key, value in columns.items()})


def gridded(points: Mapping[str, Sequence[Any]], results: Mapping[str, Any]) -> pd.DataFrame:
    """Every combination of the points, the last one varying fastest, beside what came of each."""
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError(MISSING) from error
    found = pd.DataFrame(dict(results))
    if not points:
        return found
    at = pd.MultiIndex.from_product(list(points.values()), names=list(points)).to_frame(index=False)
    return pd.concat([at, found], axis=1)
