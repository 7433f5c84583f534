"""What planner asks of Excel on Windows and macOS, by the calls made: neither runs where these tests do."""

from __future__ import annotations

import sys
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from planner.excel import errors, native, program, restorer
from planner.excel.native import Mac, Windows
from planner.live import hold
from planner.live.attach import same_file
from planner.live.blocks import blocks, typed, typed_again
from planner.live.snapshot import Snapshot, Tab
from planner.problems import PlanError
from planner.xlsx.a1 import Area
from planner.xlsx.cell import Cell, CellError
from planner.xlsx.render import Edit


class Refused(Exception):  # noqa: N818 - as pywin32 and appscript have it
    """An error of Excel's."""

    def __init__(self, text: str = "", **fields: Any) -> None:
        super().__init__(text)
        self.__dict__.update(fields)


REJECTED = Refused("Call was rejected by callee.", hresult=-2147418111)


class Recorded:
    """An object of Excel's that keeps what is asked of it."""

    def __init__(self, path: str = "", gives: dict[str, Any] | None = None, asked: list[str] | None = None):
        self.__dict__.update(path=path, gives=gives or {}, asked=[] if asked is None else asked)

    def __getattr__(self, name: str) -> Any:
        path = f"{self.path}.{name}".lstrip(".")
        if path in self.gives and not callable(self.gives[path]):
            self.asked.append(path)
            return self.gives[path]
        return Recorded(path, self.gives, self.asked)

    def __setattr__(self, name: str, value: Any) -> None:
        self.asked.append(f"{self.path}.{name} = {value}".lstrip("."))

    def __call__(self, *_: Any, **__: Any) -> Any:
        self.asked.append(f"{self.path}()")
        return self.gives[self.path]() if self.path in self.gives else None


def asked(call: str, way: Any, **gives: Any) -> tuple[Any, list[str]]:
    """What a function of a platform gives, and what it asks Excel for."""
    excel = Recorded(gives={name.replace("__", "."): value for name, value in gives.items()})
    return getattr(way, call)(excel), excel.asked


def test_windows_is_asked_in_the_words_of_the_object_model() -> None:
    assert asked("calculate_all", Windows()) == (None, ["api.CalculateFull()"])
    assert asked("is_ready", Windows(), api__Ready=False) == (False, ["api.Ready"])
    assert asked("forbid_macros", Windows()) == (None, ["api.AutomationSecurity = 3"])
    assert asked("full_name", Windows(), api__FullName="C:\\plan.xlsx")[0] == "C:\\plan.xlsx"
    assert asked("is_read_only", Windows(), api__ReadOnly=True) == (True, ["api.ReadOnly"])
    assert asked("date1904", Windows(), api__Date1904=False) == (False, ["api.Date1904"])
    assert asked("is_protected", Windows(), api__ProtectContents=True) == (True, ["api.ProtectContents"])


def test_macos_is_asked_in_the_words_of_its_dictionary() -> None:
    assert asked("calculate_all", Mac()) == (None, ["api.calculate_full()"])
    assert asked("is_ready", Mac()) == (True, ["api.version.get()"])
    gives = {
        "api__full_name__get": lambda: "/Users/me/plan.xlsx",
        "api__read_only__get": lambda: False,
        "api__date_1904__get": lambda: True,
        "api__protect_contents__get": lambda: True,
    }
    answers = [
        asked(call, Mac(), **gives)[0] for call in ("full_name", "is_read_only", "date1904", "is_protected")
    ]
    assert answers == ["/Users/me/plan.xlsx", False, True, True]


def test_each_platform_has_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert isinstance(native.native(), Mac)
    monkeypatch.setattr(sys, "platform", "win32")
    assert isinstance(native.native(), Windows)


def test_values_come_to_the_last_digit_and_errors_as_errors_on_windows() -> None:
    value2 = ((1234.56785, None, "text", True), (-2146826281, 45000.0, -2146826246, ""))
    found, calls = asked("values", Windows(), api__Value2=value2)
    assert found == [
        [1234.56785, None, "text", True],
        [CellError("#DIV/0!"), 45000.0, CellError("#N/A"), ""],
    ]
    assert calls == ["api.Value2"], "one call for a block"
    assert asked("values", Windows(), api__Value2=7.0)[0] == [[7.0]], "a single cell comes bare"


def test_values_on_macos_are_told_with_their_errors_and_dates_as_day_numbers() -> None:
    options: dict[str, Any] = {}

    class Block:
        def options(self, **given: Any) -> Any:
            options.update(given)
            return SimpleNamespace(value=[[1.5, datetime(2026, 11, 3, 12), "#REF!", None, 3]])

    assert Mac().values(Block()) == [[1.5, 46329.5, CellError("#REF!"), None, 3.0]]
    assert options == {"ndim": 2, "err_to_str": True, "empty": None}


def test_names_of_single_sheets_and_names_of_excels_own_are_left_out() -> None:
    names = [
        SimpleNamespace(name="in_a", refers_to="=Tokens!$C$6:$E$6"),
        SimpleNamespace(name="'Tokens (2)'!in_a", refers_to="='Tokens (2)'!$C$6:$E$6"),
        SimpleNamespace(name="_xlfn.SUM", refers_to="=#NAME?"),
    ]
    assert Windows().names(SimpleNamespace(names=names)) == {"in_a": "Tokens!$C$6:$E$6"}


def test_names_on_macos_come_in_two_requests_unless_sheets_share_them() -> None:
    listed = SimpleNamespace(
        name=SimpleNamespace(get=lambda: ["in_a", "in_b"]),
        references=SimpleNamespace(get=lambda: ["=S!$A$1", "=S!$A$2"]),
    )
    book = SimpleNamespace(api=SimpleNamespace(named_items=listed))
    assert Mac().names(book) == {"in_a": "S!$A$1", "in_b": "S!$A$2"}
    listed.name.get = lambda: ["in_a", "in_a"]
    one_by_one = [
        SimpleNamespace(name="in_a", refers_to="=S!$A$1"),
        SimpleNamespace(name="T!in_a", refers_to="=T!$A$1"),
    ]
    assert Mac().names(SimpleNamespace(api=book.api, names=one_by_one)) == {"in_a": "S!$A$1"}


def test_a_busy_excel_shows_and_other_instances_are_left_alone() -> None:
    windows = SimpleNamespace(N_COM_ATTEMPTS=0, Apps=SimpleNamespace(cleanup=lambda: pytest.fail("killed")))
    program.tame(windows)
    assert windows.N_COM_ATTEMPTS == 1
    assert windows.Apps.cleanup() is None


def test_a_machine_without_excel_is_told_so() -> None:
    with pytest.raises(PlanError, match="planner reaches an open workbook through Excel"):
        program.load("plan.xlsx")


@pytest.mark.parametrize(
    "error",
    [
        REJECTED,
        Refused(hresult=-2147417846),
        Refused(hresult=-2147352567, excepinfo=(0, "Excel", "text", None, 0, -2146777998)),
        Refused(errornumber=-1712),
        type("ExcelBusyError", (Exception,), {})(),
    ],
)
def test_a_call_that_excel_rejects_is_made_again(error: Exception) -> None:
    answers = [error, error, None]

    def call() -> str:
        raised = answers.pop(0)
        if raised is not None:
            raise raised
        return "done"

    assert errors.patiently(call) == "done"
    assert answers == []


def test_a_call_that_fails_for_another_reason_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def call() -> None:
        made.append(1)
        raise Refused(hresult=-2147352567, excepinfo=(0, "Excel", "No such sheet.", None, 0, -2146827284))

    with pytest.raises(Refused):
        errors.patiently(call)
    assert len(made) == 1
    monkeypatch.setattr(errors, "PATIENCE_S", 0.05)
    with pytest.raises(Refused):
        errors.patiently(lambda: (_ for _ in ()).throw(REJECTED))


def app_of(*, books: Any = (), gone: bool = False) -> Any:
    """An Excel that is there, or is gone."""

    class App:
        @property
        def books(self) -> Any:
            if gone:
                raise Refused(hresult=-2147023174)
            return books

    return App()


class Gone:
    """A workbook that was closed."""

    @property
    def name(self) -> str:
        raise Refused(hresult=-2147221080)


def test_what_excel_raises_becomes_one_line() -> None:
    error = Refused("x", hresult=-2147352567, excepinfo=(0, "Excel", "The disk is full.", None, 0, 1))
    there = SimpleNamespace(name="plan.xlsx")

    def line(error: Exception, app: Any, book: Any) -> str:
        return str(errors.reason(error, "plan.xlsx", app, book))

    assert line(error, app_of(), there) == (
        "plan.xlsx: Excel refuses: The disk is full. Mend that in Excel, then refresh again."
    )
    assert "the workbook was closed while planner worked in it" in line(error, app_of(), Gone())
    assert "Excel was closed, or has crashed" in line(error, app_of(gone=True), Gone())
    assert "Excel has been busy for 10 s" in line(REJECTED, app_of(), there)


@pytest.mark.parametrize(
    ("path", "name", "same"),
    [
        ("plan.xlsx", "plan.xlsx", True),
        ("plan.xlsx", "other/plan.xlsx", False),
        ("https://a.sharepoint.com/x/Plan%20A.xlsx", "https://A.sharepoint.com/x/plan a.xlsx", True),
        ("https://a.sharepoint.com/x/plan.xlsx", "https://b.sharepoint.com/x/plan.xlsx", False),
        ("https://a.sharepoint.com/x/plan.xlsx", "/x/plan.xlsx", False),
        ("/cloud/work/plan.xlsx", "https://d.docs.live.net/1f/work/plan.xlsx", True),
        ("/cloud/work/plan.xlsx", "https://d.docs.live.net/1f/play/plan.xlsx", False),
        ("/disk/work/plan.xlsx", "https://d.docs.live.net/1f/work/plan.xlsx", False),
    ],
)
def test_a_path_means_the_workbook_of_that_path_and_no_other_of_its_name(
    path: str, name: str, same: bool
) -> None:
    assert same_file(path, name, {"OneDrive": "/cloud"}) is same


def test_links_lead_to_the_same_file(tmp_path: Any) -> None:
    (tmp_path / "plan.xlsx").touch()
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "plan.xlsx")
    assert same_file(str(tmp_path / "link.xlsx"), str(tmp_path / "plan.xlsx"))


def test_edits_become_the_fewest_rectangles() -> None:
    edits = {
        (row, column): Edit(float(10 * row + column), "drop") for row in (5, 6, 8) for column in (2, 3, 5)
    }
    found = {block.area: block.rows for block in blocks("S", edits)}
    assert found == {
        Area(5, 2, 6, 3): ((52.0, 53.0), (62.0, 63.0)),
        Area(5, 5, 6, 5): ((55.0,), (65.0,)),
        Area(8, 2, 8, 3): ((82.0, 83.0),),
        Area(8, 5, 8, 5): ((85.0,),),
    }


@pytest.mark.parametrize("text", ["=1+1", "1/2", "2026-11-24 06:29:20", "+1", "TRUE", "12e4", "'quoted"])
def test_a_text_that_excel_would_take_for_something_else_is_typed_as_text(text: str) -> None:
    assert typed(text) == f"'{text}"


def test_words_numbers_and_blanks_are_typed_as_they_are() -> None:
    assert [typed(value) for value in ("NOT RUN", "AGREES", 1.5, None, "")] == [
        "NOT RUN",
        "AGREES",
        1.5,
        None,
        "",
    ]
    assert typed_again(Cell(2.0, "1+1")) == "=1+1"
    assert typed_again(Cell("1/2")) == "'1/2"
    assert typed_again(None) is None


def test_a_text_that_begins_with_an_equals_sign_is_no_formula() -> None:
    cells = SimpleNamespace(row=1, column=1, shape=(1, 4), formula=(("=1+1", "=note", "7", ""),))
    sheet = SimpleNamespace(used_range=cells, range=lambda *_: cells)
    way = SimpleNamespace(values=lambda _: [[2.0, "=note", 7.0, None]])
    quiet = hold.contextmanager(lambda: (yield))  # type: ignore[attr-defined, arg-type]
    found = Snapshot("plan.xlsx", way, quiet, (Tab("S", sheet),), {}, {}, False).cells("S")  # type: ignore[arg-type]
    assert found == {
        (1, 1): Cell(2.0, "1+1", 0, "formula"),
        (1, 2): Cell("=note"),
        (1, 3): Cell(7.0),
    }


class Settings:
    """An application with settings, one of which it does not offer, as Excel for Mac."""

    pid = 1
    books = ()

    def __init__(self) -> None:
        from xlwings import XlwingsError

        self.unsupported = XlwingsError
        self.screen_updating: Any = True
        self.enable_events: Any = False
        self.display_alerts: Any = True
        self.calculation: Any = "semiautomatic"

    @property
    def interactive(self) -> bool:
        raise self.unsupported("not on macOS")


def test_excel_is_held_and_every_setting_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Settings()
    before = dict(vars(app))
    with hold.held(app, lambda: True, "plan.xlsx"):
        assert (app.screen_updating, app.enable_events, app.display_alerts) == (False, False, False)
        assert app.calculation == "manual"
    assert vars(app) == before
    with pytest.raises(RuntimeError), hold.held(app, lambda: True, "plan.xlsx"):
        raise RuntimeError
    assert vars(app) == before
    monkeypatch.setattr(errors, "PATIENCE_S", 0.05)
    with pytest.raises(PlanError, match="busy"), hold.held(app, lambda: False, "plan.xlsx"):
        pytest.fail("it is not ready")
    assert vars(app) == before


def test_settings_are_given_back_after_planner_was_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Settings()
    fake = SimpleNamespace(apps=[SimpleNamespace(pid=4), app])
    monkeypatch.setitem(sys.modules, "xlwings", fake)  # type: ignore[arg-type]
    restorer.restore(1, {"screen_updating": False, "calculation": "manual"})
    assert (app.screen_updating, app.calculation) == (False, "manual")
