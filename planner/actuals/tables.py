"""The rows of a file, CSV or Parquet: column -> text. What is no table is refused in one line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from planner.actuals.mapping import FileMap
from planner.problems import PlanError, Problem, did_you_mean, quoted
from planner.xlsx.openfile import read_bytes

MOST_BYTES = 1 << 30
MOST_ROWS = 5_000_000
PARQUET = b"PAR1"
DELIMITERS = ",;\t"
NO_PYARROW = "pyarrow, which reads Parquet, is not installed"
INSTALL = 'Run `pip install "planner[parquet]"`, or export the file as CSV.'

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file of actuals.

    Attributes:
        name: of the file alone, without its folder, as it is written into the plan.
    """

    file: str
    name: str
    data: bytes
    sha256: str

    def refused(self, message: str, remedy: str = "Nothing was written.", key: str = "") -> PlanError:
        """The one line that says why nothing of it is taken."""
        return PlanError(Problem(message, remedy, self.file, key=key))


def source_of(path: Path | str) -> Source:
    """A file as it is.

    Raises:
        PlanError: it cannot be read, is empty or too large.
    """
    file = Path(path)
    if file.is_file() and file.stat().st_size > MOST_BYTES:
        message = f"it has more than {MOST_BYTES >> 20} MB"
        raise PlanError(Problem(message, "Export one month a file.", str(path)))
    data = read_bytes(file)[0]
    if not data.strip():
        raise PlanError(Problem("it is empty", "Export it again.", str(path)))
    return Source(str(path), file.name, data, sha256(data).hexdigest())


def rows_of(source: Source, of: FileMap) -> Iterator[tuple[int, Row]]:
    """Its rows, each with the number that a person finds it by: of the line, in Parquet of the row."""
    if source.data[:4] == PARQUET:
        return _parquet(source, of)
    return _csv(source, of)


def _missing(source: Source, of: FileMap, header: Iterable[str]) -> None:
    """Every column that the map names is there."""
    header = list(header)
    lacking = [(column, key) for column, key in of.needed().items() if column not in header]
    if lacking:
        raise PlanError(
            Problem(
                f"the column {quoted(column)} ({key}) is not in {source.name}",
                did_you_mean(column, header, f"It has {', '.join(header[:12])}."),
                of.file,
                key=key,
            )
            for column, key in lacking
        )


def _read_text(source: Source, of: FileMap) -> str:
    try:
        text = source.data.decode(of.encoding)
    except UnicodeDecodeError as error:
        message = f"it is no text in {of.encoding.removesuffix('-sig')} (byte {error.start:,})"
        raise source.refused(message, 'Say encoding = "gb18030" or its like in the map.') from None
    if "\0" in text:
        raise source.refused("it is no text: it has a zero byte", "Give a CSV or a Parquet file.")
    return text


def _csv(source: Source, of: FileMap) -> Iterator[tuple[int, Row]]:
    text = _read_text(source, of)
    first = text.partition("\n")[0]
    delimiter = of.delimiter or max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if len({*header}) != len(header):
            raise source.refused("two of its columns have the same name", "Give each its own.")
        _missing(source, of, header)
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise source.refused(f"it has more than {MOST_ROWS:,} rows", "Export one month a file.")
            if not any(map(str.strip, cells)):
                continue
            if len(cells) != len(header):
                said = f"line {reader.line_num} has {len(cells)} cells, and the header {len(header)}"
                raise source.refused(said, "Export it again, or say delimiter in the map.")
            yield reader.line_num, dict(zip(header, map(_plain, cells), strict=True))
    except csv.Error as error:
        raise source.refused(f"line {reader.line_num} is no row of a table ({error})") from None


def _parquet(source: Source, of: FileMap) -> Iterator[tuple[int, Row]]:
    if find_spec("pyarrow") is None:
        raise source.refused(NO_PYARROW, INSTALL)
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        parquet = ParquetFile(BytesIO(source.data))
        _missing(source, of, parquet.schema_arrow.names)
        if parquet.metadata.num_rows > MOST_ROWS:
            raise source.refused(f"it has more than {MOST_ROWS:,} rows", "Export one month a file.")
        number = 0
        for batch in parquet.iter_batches(columns=list(of.needed())):
            for row in batch.to_pylist():
                number += 1
                yield number, {column: _text(value) for column, value in row.items()}
    except (ArrowException, OSError) as error:
        raise source.refused(f"it is no Parquet file that can be read ({str(error)[:100]})") from None


def _plain(cell: str) -> str:
    """A cell of a CSV; FOCUS writes null for none."""
    return "" if cell.strip().lower() == "null" else cell


def _text(value: Any) -> str:
    """A value of Parquet as a CSV would have it."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)
