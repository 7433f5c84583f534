"""The closed set of units, and the types that carry them.

An engine function says what it takes and gives in its annotations: ``def training_days(...) -> Day``. To the
type checker every such type is a number or an array of numbers; at run time the unit can be read back with
:func:`unit_of`, and the tests run every function on quantities that refuse to add USD to CNY or days to
months.

A :class:`Constant` is a float that knows its unit, so that ``MONTHS_PER_YEAR`` turns USD per month into
USD per year in those tests and costs nothing otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, get_args

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Num = float | NDArray[np.floating[Any]]
else:
    Num = object


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as people read it, and the powers of the base units it stands for."""

    name: str
    powers: Mapping[str, int]

    @staticmethod
    def of(name: str, algebra: str) -> Unit:
        """A unit from a product of powers, such as ``"USD month^-1"``; an empty string has no dimension."""
        powers: dict[str, int] = {}
        for factor in algebra.split():
            base, _, power = factor.partition("^")
            powers[base] = powers.get(base, 0) + int(power or 1)
        return Unit(name, MappingProxyType({base: power for base, power in powers.items() if power}))

    def __hash__(self) -> int:
        return hash(self.name)


class Constant(float):
    """A named constant of the model: an exact number with a unit, such as seconds per day."""

    __slots__ = ("unit",)
    unit: Unit

    def __new__(cls, value: float, algebra: str) -> Constant:
        constant = super().__new__(cls, value)
        constant.unit = Unit.of(algebra, algebra)
        return constant


UNITS: dict[str, Unit] = {}


def _unit(name: str, algebra: str) -> Unit:
    """Add a unit to the closed set."""
    unit = Unit.of(name, algebra)
    UNITS[name] = unit
    return unit


Fraction = Annotated[Num, _unit("fraction", "")]
Ratio = Annotated[Num, _unit("ratio", "")]
Flag = Annotated[Num, _unit("1 = yes, 0 = no", "")]
Text = Annotated[str, _unit("text", "")]
Choice = Annotated[str, _unit("choice", "")]

RowNumber = Annotated[Num, _unit("row of the table", "")]
Position = Annotated[Num, _unit("position", "")]
"""A place along an axis, counted from 1."""
RoundNumber = Annotated[Num, _unit("round", "")]
TextColumn = Annotated[Sequence[str], UNITS["text"]]
ChoiceColumn = Annotated[Sequence[str], UNITS["choice"]]

Usd = Annotated[Num, _unit("USD", "USD")]
Cny = Annotated[Num, _unit("CNY", "CNY")]
UsdPerMonth = Annotated[Num, _unit("USD per month", "USD month^-1")]
CnyPerYear = Annotated[Num, _unit("CNY per year", "CNY year^-1")]
CnyPerUsd = Annotated[Num, _unit("CNY per USD", "CNY USD^-1")]
UsdPerServerMonth = Annotated[Num, _unit("USD per server-month", "USD server^-1 month^-1")]
UsdPerGpuHour = Annotated[Num, _unit("USD per GPU-hour", "USD GPU^-1 h^-1")]
UsdPer1mTokens = Annotated[Num, _unit("USD per 1M tokens", "USD Mtoken^-1")]
UsdPer1kTokens = Annotated[Num, _unit("USD per 1,000 tokens", "USD ktoken^-1")]
UsdPerGpu = Annotated[Num, _unit("USD per GPU", "USD GPU^-1")]
UsdPerGpuYear = Annotated[Num, _unit("USD per GPU and year", "USD GPU^-1 year^-1")]
UsdPerKwYear = Annotated[Num, _unit("USD per kW-year", "USD kW^-1 year^-1")]
PerYear = Annotated[Num, _unit("per year", "year^-1")]
UsdPerKwh = Annotated[Num, _unit("USD per kWh", "USD kW^-1 h^-1")]
UsdPerKwMonth = Annotated[Num, _unit("USD per kW-month", "USD kW^-1 month^-1")]
BillionTokensPerMonth = Annotated[Num, _unit("1e9 tokens per month", "giga token month^-1")]

Reported = Annotated[Num, _unit("reporting currency", "money")]
"""Money in the one currency that the plan reports in, USD or CNY by choice."""
ReportedPerUsd = Annotated[Num, _unit("reporting currency per USD", "money USD^-1")]
ReportedPerCny = Annotated[Num, _unit("reporting currency per CNY", "money CNY^-1")]
Own = Annotated[Num, _unit("own currency", "own")]
"""Money in the currency that its row of a table names. It goes with no other until that currency is asked."""
OwnPerPersonYear = Annotated[Num, _unit("own currency per person-year", "own person^-1 year^-1")]
OwnPerItem = Annotated[Num, _unit("own currency per item", "own item^-1")]
CnyPerMonth = Annotated[Num, _unit("CNY per month", "CNY month^-1")]
ItemPerMonth = Annotated[Num, _unit("items per month", "item month^-1")]
PersonMonth = Annotated[Num, _unit("person-months", "person month")]

PlanMoney = Annotated[Num, _unit("plan currency", "money")]
"""Money in the one currency that the plan is in."""
PlanPerOwn = Annotated[Num, _unit("plan currency per unit", "money own^-1")]
PlanPerPersonYear = Annotated[Num, _unit("plan currency per person-year", "money person^-1 year^-1")]
PlanPerMonth = Annotated[Num, _unit("plan currency per month", "money month^-1")]
PlanPerReplicaMonth = Annotated[Num, _unit("plan currency per replica-month", "money replica^-1 month^-1")]
PlanPerMillionTokens = Annotated[Num, _unit("plan currency per 1M tokens", "money Mtoken^-1")]
OwnPerServerMonth = Annotated[Num, _unit("own currency per server-month", "own server^-1 month^-1")]
OwnPerGpuHour = Annotated[Num, _unit("own currency per GPU-hour", "own GPU^-1 h^-1")]
OwnPerMillionTokens = Annotated[Num, _unit("own currency per 1M tokens", "own Mtoken^-1")]
Volume = Annotated[Num, _unit("requests, users or customers", "volume")]
"""What a product sells in a month, by its kind: requests of an API, paying users, customers of a contract."""
OwnPerVolume = Annotated[Num, _unit("own currency per user or customer", "own volume^-1")]
Request = Annotated[Num, _unit("requests", "request")]
RequestPerVolume = Annotated[Num, _unit("requests per user or customer", "request volume^-1")]
TokenPerRequest = Annotated[Num, _unit("tokens per request", "token request^-1")]
MillionTokens = Annotated[Num, _unit("1M tokens", "Mtoken")]

Month = Annotated[Num, _unit("months", "month")]
"""A number of months, and the place of a month in the plan, counted from 1."""
Day = Annotated[Num, _unit("days", "day")]
CalendarYear = Annotated[Num, _unit("year", "")]
"""The number of a year, such as 2027."""
Date = Annotated[Num, _unit("date", "day")]
"""A day as a spreadsheet's serial number; the difference of two is a number of days."""
DateColumn = Annotated[Sequence[float], UNITS["date"]]
"""Days of a table; NaN where a cell is blank, which is neither before nor after any day."""
Year = Annotated[Num, _unit("years", "year")]
Second = Annotated[Num, _unit("seconds", "s")]
DayPerMonth = Annotated[Num, _unit("days per month", "day month^-1")]
HourPerMonth = Annotated[Num, _unit("hours per month", "h month^-1")]

Gpu = Annotated[Num, _unit("GPUs", "GPU")]
GpuHour = Annotated[Num, _unit("GPU-hours", "GPU h")]
GpuPerServer = Annotated[Num, _unit("GPUs per server", "GPU server^-1")]
GpuPerReplica = Annotated[Num, _unit("GPUs per replica", "GPU replica^-1")]
GpuSecond = Annotated[Num, _unit("GPU-seconds", "GPU s")]
Server = Annotated[Num, _unit("servers", "server")]
Cluster = Annotated[Num, _unit("clusters", "")]
Person = Annotated[Num, _unit("people", "person")]
CnyPerPersonYear = Annotated[Num, _unit("CNY per person-year", "CNY person^-1 year^-1")]

BillionParams = Annotated[Num, _unit("1e9 parameters", "giga parameter")]
BillionTokens = Annotated[Num, _unit("1e9 tokens", "giga token")]
Token = Annotated[Num, _unit("tokens", "token")]
TokenPerSequence = Annotated[Num, _unit("tokens per sequence", "token sequence^-1")]
TokenPerParam = Annotated[Num, _unit("tokens per parameter", "token parameter^-1")]
BatchSequence = Annotated[Num, _unit("sequences", "sequence")]
Epoch = Annotated[Num, _unit("epochs", "")]
Flop = Annotated[Num, _unit("FLOP", "FLOP")]
FlopPerParamToken = Annotated[Num, _unit("FLOP per parameter-token", "FLOP parameter^-1 token^-1")]
FlopPerToken = Annotated[Num, _unit("FLOP per token", "FLOP token^-1")]
GflopPerToken = Annotated[Num, _unit("1e9 FLOP per token", "giga FLOP token^-1")]
TflopPerGpuSecond = Annotated[Num, _unit("TFLOP/s per GPU", "TFLOP GPU^-1 s^-1")]
TflopPerGpuSecondColumn = Annotated[Sequence["float | None"], UNITS["TFLOP/s per GPU"]]
FlopPerByte = Annotated[Num, _unit("FLOP per byte", "TFLOP TB^-1")]
GbPerGpu = Annotated[Num, _unit("GB per GPU", "giga byte GPU^-1")]
TbPerGpuSecond = Annotated[Num, _unit("TB/s per GPU", "TB GPU^-1 s^-1")]
GbPerGpuSecond = Annotated[Num, _unit("GB/s per GPU", "giga byte GPU^-1 s^-1")]
WattPerGpu = Annotated[Num, _unit("W per GPU", "W GPU^-1")]
KwPerGpu = Annotated[Num, _unit("kW per GPU", "kW GPU^-1")]
BillionParamsPerGpu = Annotated[Num, _unit("1e9 parameters per GPU", "giga parameter GPU^-1")]

Layer = Annotated[Num, _unit("layers", "layer")]
Head = Annotated[Num, _unit("heads", "head")]
Expert = Annotated[Num, _unit("experts", "")]
NumberPerTokenLayer = Annotated[Num, _unit("numbers per token and layer", "number token^-1 layer^-1")]
"""A width: what a layer holds of one token."""
Words = Annotated[Num, _unit("words", "")]
BytePerScore = Annotated[Num, _unit("bytes per score", "byte score^-1")]
RunPerYear = Annotated[Num, _unit("runs per year", "year^-1")]
Minute = Annotated[Num, _unit("minutes", "minute")]
Hour = Annotated[Num, _unit("hours", "h")]
PriceBasis = Annotated[Num, _unit("1 = rented, 0 = owned", "")]

BytePerParam = Annotated[Num, _unit("bytes per parameter", "byte parameter^-1")]
BytePerNumber = Annotated[Num, _unit("bytes per number", "byte number^-1")]
BytePerToken = Annotated[Num, _unit("bytes per token", "byte token^-1")]
Gb = Annotated[Num, _unit("GB", "giga byte")]
GbPerSequence = Annotated[Num, _unit("GB per sequence", "giga byte sequence^-1")]
GbPerStep = Annotated[Num, _unit("GB per step", "giga byte step^-1")]
SecondPerGb = Annotated[Num, _unit("seconds per GB", "s giga^-1 byte^-1")]
SecondPerToken = Annotated[Num, _unit("seconds per token", "s token^-1")]
GpuSecondPerToken = Annotated[Num, _unit("GPU-seconds per token", "GPU s token^-1")]
SecondPerLayer = Annotated[Num, _unit("seconds per layer", "s layer^-1")]
SecondPerSequence = Annotated[Num, _unit("seconds per sequence", "s sequence^-1")]
SecondPerStep = Annotated[Num, _unit("seconds per step", "s step^-1")]
TokenPerSecond = Annotated[Num, _unit("tokens per second", "token s^-1")]
TokenPerSequenceSecond = Annotated[Num, _unit("tokens per second and sequence", "token sequence^-1 s^-1")]
TokenPerGpuSecond = Annotated[Num, _unit("tokens per second and GPU", "token GPU^-1 s^-1")]
TokenPerReplicaSecond = Annotated[Num, _unit("tokens per second and replica", "token replica^-1 s^-1")]
Replica = Annotated[Num, _unit("replicas", "replica")]
ReplicaSecond = Annotated[Num, _unit("replica-seconds", "replica s")]
MicrosecondPerLayerStep = Annotated[
    Num, _unit("microseconds per layer and step", "microsecond layer^-1 step^-1")
]
OwnPerMonth = Annotated[Num, _unit("own currency per month", "own month^-1")]
RequestPerMonth = Annotated[Num, _unit("requests per month", "request month^-1")]

BILLION = Constant(1e9, "giga^-1")
FLOP_PER_TFLOP = Constant(1e12, "FLOP TFLOP^-1")
TOKENS_PER_THOUSAND = Constant(1000, "token ktoken^-1")
SECONDS_PER_HOUR = Constant(3600, "s h^-1")
HOURS_PER_DAY = Constant(24, "h day^-1")
SECONDS_PER_DAY = Constant(86400, "s day^-1")
MONTHS_PER_YEAR = Constant(12, "month year^-1")
MONTHS_OF_A_YEAR = Constant(12, "month")
DAYS_PER_YEAR = Constant(365, "day year^-1")
MINUTES_PER_HOUR = Constant(60, "minute h^-1")
ONE_SERVER = Constant(1, "server")
WATTS_PER_KW = Constant(1000, "W kW^-1")
BYTES_PER_TB = Constant(1e12, "byte TB^-1")
PARAMETER_PER_WEIGHT = Constant(1, "parameter token^2 layer number^-2")
"""One parameter for each pair of numbers that a matrix of a layer connects."""
PARAMETER_PER_EMBEDDING = Constant(1, "parameter token layer number^-1")
"""One parameter for each word and number of the width."""
SCORE = Constant(1, "score layer^-1 head^-1 token^-2 sequence")
"""One attention score for each layer, head and pair of tokens of a sequence."""
ONE_MONTH, ONE_YEAR, ONE_REPLICA = Constant(1, "month"), Constant(1, "year"), Constant(1, "replica")
ONE_DAY, ONE_GPU = Constant(1, "day"), Constant(1, "GPU")
TOKENS_PER_MILLION = Constant(1e6, "token Mtoken^-1")
REQUEST_OF_API = Constant(1, "request volume^-1")
"""What an API sells is requests."""
PLAN_BY_NAME = Constant(1, "money own^-1")
"""What one unit of own currency is, in a row that names the plan's."""
USD_BY_NAME, CNY_BY_NAME = Constant(1, "USD own^-1"), Constant(1, "CNY own^-1")
"""What one unit of own currency is, in a row that names USD or CNY."""
REPORTED_IN_USD, REPORTED_IN_CNY = Constant(1, "money USD^-1"), Constant(1, "money CNY^-1")
"""What one USD or CNY is in a plan that reports in it."""


def unit_of(annotation: Any) -> Unit:
    """The unit that an annotation carries.

    Raises:
        TypeError: the annotation is not one of this module's types.
    """
    for extra in get_args(annotation)[1:]:
        if isinstance(extra, Unit):
            return extra
    raise TypeError(f"{annotation!r} is not a unit type of planner.units")
