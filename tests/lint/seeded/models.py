"""Six models as people build them: sales, a plan by month, orders, a loan, staff, a budget.

Each offers the errors that befall it, and holds what looks odd and is not: openings, totals, running sums,
actuals before forecasts, flags that stand in many rows.
"""

from __future__ import annotations

from tests.lint.seeded.draft import AMOUNT, DATE, SHARE, Draft, letter, replaced

REGIONS = ("North", "South", "East", "West", "Centre", "Coast", "Hills", "Valley", "Islands", "Capital")
GOODS = (
    "Bread",
    "Rolls",
    "Cakes",
    "Pies",
    "Tarts",
    "Buns",
    "Bagels",
    "Scones",
    "Muffins",
    "Waffles",
    "Crackers",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FIRST_DAY = 46023  # 2026-01-01


def sales(draft: Draft) -> None:
    """Two groups of regions by quarter, with subtotals, a grand total, and the share of each region."""
    name, made = "Sales", draft.random
    sizes = made.randint(3, 5), made.randint(3, 5)
    draft.put(name, 1, 1, "Sales by region (USD)", bold=True)
    draft.row(name, 3, ["Region", "Q1", "Q2", "Q3", "Q4", "Year", "Share of year"], bold=True)
    at, totals = 4, []
    for group, size in enumerate(sizes):
        first = at
        for number in range(size):
            draft.put(name, at, 1, REGIONS[group * 5 + number])
            draft.row(name, at, [made.randint(200, 900) for _ in range(4)], AMOUNT, first=2)
            at += 1
        draft.put(name, at, 1, f"Subtotal {group + 1}", bold=True)
        for column in range(2, 6):
            c = letter(column)
            draft.put(name, at, column, f"=SUM({c}{first}:{c}{at - 1})", AMOUNT, bold=True)
        c = letter(made.randint(2, 5))
        column = ord(c) - 64
        draft.may_be("sum-short", name, at, column, f"=SUM({c}{first}:{c}{at - 2})")
        draft.may_be("sum-short", name, at, column, f"=SUM({c}{first + 1}:{c}{at - 1})")
        draft.may_be("counted-twice", name, at, column, f"=SUM({c}{first}:{c}{at - 1})+{c}{at - 1}")
        draft.may_be("unlike-row", name, at, column, f"=SUM({c}{first}:{c}{at - 2})+{c}{first}")
        draft.may_be("typed-in-row", name, at, 4, 2345)
        totals.append(at)
        at += 2
    grand = at
    draft.put(name, grand, 1, "All regions", bold=True)
    for column in range(2, 6):
        c = letter(column)
        draft.put(name, grand, column, f"={c}{totals[0]}+{c}{totals[1]}", AMOUNT, bold=True)
    draft.may_be("counted-twice", name, grand, 3, f"=SUM(C4:C{totals[1]})")
    draft.may_be("unlike-row", name, grand, 4, f"=D{totals[0]}-D{totals[1]}")
    draft.may_be("unlike-row", name, grand, 2, f"=B{totals[0]}+B{totals[1] - 1}")
    rows = [row for row in range(4, grand + 1) if (row, 2) in draft.sheets[name]]
    for row in rows:
        draft.put(name, row, 6, f"=SUM(B{row}:E{row})", AMOUNT)
        draft.put(name, row, 7, f"=F{row}/F${grand}", SHARE)
    first = rows[0]
    draft.may_be("sum-short", name, first + 1, 6, f"=SUM(B{first + 1}:D{first + 1})")
    draft.may_be("typed-in-column", name, first + 1, 6, 1999)
    draft.may_be("unlike-column", name, first + 1, 6, f"=SUM(B{first + 1}:D{first + 1})-E{first + 1}")
    draft.may_be("unlike-column", name, first + 1, 7, f"=F{first + 1}/F${grand - 2}")
    group = range(first, first + sizes[0])
    drifted = {(row, 7): f"=F{row}/F{grand + row - first}" for row in group}
    draft.may("drift", replaced(name, drifted, [(row, 7) for row in list(group)[1:]]))


def plan(draft: Draft) -> None:
    """Twelve months with inputs on a sheet of their own, an opening balance, and the year behind them."""
    made, sheet, first = draft.random, "Plan", 3
    start, dated = made.randint(0, 11), made.random() < 0.5
    for row, (label, unit, value) in enumerate(
        (
            ("Price", "USD", made.randint(20, 60)),
            ("Units in the first month", "units", made.randint(100, 400)),
            ("Growth a month", "%", 0.03),
            ("Cost of a unit", "USD", made.randint(5, 15)),
            ("Rent", "USD", made.randint(800, 2500)),
            ("Opening cash", "USD", made.randint(5000, 20000)),
        ),
        2,
    ):
        draft.row("Inputs", row, [label, unit])
        draft.put("Inputs", row, 3, value, SHARE if unit == "%" else AMOUNT)
    draft.row("Inputs", 1, ["Input", "Unit", "Value"], bold=True)
    draft.row(sheet, 3, ["Line", "Unit"], bold=True)
    lines = (
        "Units",
        "Revenue",
        "Cost of goods",
        "Rent",
        "Costs",
        "Profit",
        "Opening cash",
        "Closing cash",
        "Sold so far",
    )
    for row, label in enumerate(lines, 4):
        draft.row(sheet, row, [label, "units" if label in {"Units", "Sold so far"} else "USD"])
    heads = [
        FIRST_DAY + sum((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[at % 12] for at in range(month))
        for month in range(12)
    ]
    for month in range(12):
        c, b = letter(first + month), letter(first + month - 1)
        name = f"{MONTHS[(start + month) % 12]} {2026 + (start + month) // 12}"
        draft.put(
            sheet, 3, first + month, heads[month] if dated else name, DATE if dated else "General", bold=True
        )
        units = "=Inputs!$C$3" if not month else f"={b}4*(1+Inputs!$C$4)"
        opening = "=Inputs!$C$7" if not month else f"={b}11"
        for row, text in enumerate(
            (
                units,
                f"={c}4*Inputs!$C$2",
                f"={c}4*Inputs!$C$5",
                "=Inputs!$C$6",
                f"=SUM({c}6:{c}7)",
                f"={c}5-{c}8",
                opening,
                f"={c}10+{c}9",
                f"=SUM($C4:{c}4)",
            ),
            4,
        ):
            draft.put(sheet, row, first + month, text, AMOUNT)
    total = first + 12
    draft.put(sheet, 3, total, "Year", bold=True)
    for row in (4, 5, 6, 7, 8, 9):
        draft.put(sheet, row, total, f"=SUM(C{row}:N{row})", AMOUNT)
    draft.put(sheet, 14, 1, "Average revenue")
    draft.put(sheet, 14, 2, "USD")
    draft.put(sheet, 14, 3, "=AVERAGE(C5:N5)", AMOUNT)
    at = first + made.randint(2, 9)
    c, b = letter(at), letter(at - 1)
    draft.may_be("typed-in-row", sheet, 5, at, 12345)
    draft.may_be("typed-in-row", sheet, 9, first + 11, 4321)
    draft.may_be("unlike-row", sheet, 5, at, f"={c}4*Inputs!$C$5")
    draft.may_be("unlike-row", sheet, 11, at, f"={c}10-{c}9")
    draft.may_be("sum-short", sheet, 5, total, "=SUM(C5:M5)")
    draft.may_be("counted-twice", sheet, 8, at, f"=SUM({c}6:{c}7)+{c}7")
    draft.may_be("range-short", sheet, 14, 3, "=AVERAGE(C5:M5)")
    draft.may(
        "drift",
        replaced(
            sheet,
            {
                (5, first + month): f"={letter(first + month)}4*Inputs!{letter(3 + month)}$2"
                for month in range(12)
            },
        ),
    )
    head = draft.sheets[sheet][3, at - 1].value
    draft.may("dates", replaced(sheet, {(3, at): head}, [(3, at)]))
    later = heads[at - first] + 31 if dated else draft.sheets[sheet][3, at + 1].value
    draft.may("dates", replaced(sheet, {(3, at): later}, [(3, at), (3, at + 1)]))
    draft.may("units", replaced(sheet, {(7, 2): "thousand USD"}, [(8, first + month) for month in range(12)]))
    draft.may("units", replaced(sheet, {(9, at): f"={c}5-{c}4"}))


def orders(draft: Draft) -> None:
    """A list of prices, orders that look them up, and what was sold of each kind."""
    made, count = draft.random, draft.random.randint(7, 10)
    goods = list(GOODS[:count])
    draft.row("Prices", 1, ["Product", "Kind", "Price (USD)", "In season"], bold=True)
    for row, name in enumerate(goods, 2):
        kind, season = made.choice(("Soft", "Crisp")), made.choice(("yes", "no")) if row > 2 else "yes"
        draft.row("Prices", row, [name, kind, made.randint(2, 9), season])
    last, sold = count + 1, made.randint(14, 20)
    draft.put("Prices", last + 3, 1, "First in season")
    draft.put("Prices", last + 3, 3, f'=INDEX(C2:C{last},MATCH("yes",D2:D{last},0))', AMOUNT)
    draft.put("Prices", last + 4, 1, "Average price (USD)")
    draft.put("Prices", last + 4, 3, f"=AVERAGE(C2:C{last})", AMOUNT)
    draft.row(
        "Orders", 1, ["Product", "Pieces", "Price (USD)", "Amount (USD)", "So far (USD)", "Kind"], bold=True
    )
    table = f"Prices!$A$2:$C${last}"
    for row in range(2, sold + 2):
        draft.row("Orders", row, [made.choice(goods), made.randint(5, 90)])
        draft.put("Orders", row, 3, f"=VLOOKUP(A{row},{table},3,FALSE)", AMOUNT)
        draft.put("Orders", row, 4, f"=B{row}*C{row}", AMOUNT)
        draft.put("Orders", row, 5, f"=SUM(D$2:D{row})", AMOUNT)
        draft.put("Orders", row, 6, f"=INDEX(Prices!$B$2:$B${last},MATCH(A{row},Prices!$A$2:$A${last},0))")
    end = sold + 1
    draft.row("Result", 1, ["Kind", "Sold (USD)", "Orders"], bold=True)
    for row, kind in enumerate(("Soft", "Crisp"), 2):
        draft.put("Result", row, 1, kind)
        draft.put("Result", row, 2, f"=SUMIF(Orders!$F$2:$F${end},A{row},Orders!$D$2:$D${end})", AMOUNT)
        draft.put("Result", row, 3, f"=COUNTIF(Orders!$F$2:$F${end},A{row})", AMOUNT)
    draft.row("Result", 6, ["Greatest order (USD)", f"=MAX(Orders!D2:D{end})"])
    at = made.randint(4, end - 3)
    key = made.randint(3, last)
    draft.may("lookup-key", replaced("Prices", {(key, 1): goods[0].upper()}))
    draft.may("lookup-key", replaced("Prices", {(key, 1): goods[key - 2] + " "}))
    draft.may("lookup-key", replaced("Prices", {(key, 1): "\u00a0" + goods[key - 2]}))
    draft.may("lookup-key", replaced("Orders", {(at, 1): f" {goods[1]}"}))
    draft.may_be("range-short", "Result", 6, 2, f"=MAX(Orders!D2:D{end - 1})")
    draft.may_be("range-short", "Prices", last + 4, 3, f"=AVERAGE(C2:C{last - 2})")
    draft.may_be("range-short", "Result", 3, 2, f"=SUMIF(Orders!$F$2:$F${end},A3,Orders!$D$2:$D${end - 1})")
    draft.may(
        "range-short",
        replaced(
            "Orders",
            {(row, 3): f"=VLOOKUP(A{row},Prices!$A$2:$C${last - 1},3,FALSE)" for row in range(2, end + 1)},
        ),
    )
    draft.may(
        "drift",
        replaced(
            "Orders",
            {
                (row, 3): f"=VLOOKUP(A{row},Prices!A{row}:C{last + row - 2},3,FALSE)"
                for row in range(2, end + 1)
            },
        ),
    )
    draft.may(
        "drift",
        replaced(
            "Result",
            {
                (3, 2): f"=SUMIF(Orders!F3:F{end + 1},A3,Orders!D3:D{end + 1})",
                (2, 2): f"=SUMIF(Orders!F2:F{end},A2,Orders!D2:D{end})",
            },
        ),
    )
    draft.may_be("typed-in-column", "Orders", at, 4, 123)
    draft.may_be("typed-in-column", "Orders", end, 3, 4)
    draft.may_be("unlike-column", "Orders", at, 4, f"=B{at}+C{at}")
    draft.may_be("unlike-column", "Orders", at, 4, f"=B{at}*C{at - 1}")


def loan(draft: Draft) -> None:
    """A loan paid back over years, a row a year, with its terms on top."""
    made, sheet, years = draft.random, "Loan", draft.random.randint(6, 12)
    for row, (label, value, look) in enumerate(
        (("Amount", made.randint(50, 200) * 1000, AMOUNT), ("Interest", 0.06, SHARE), ("Years", years, "0")),
        2,
    ):
        draft.put(sheet, row, 1, label)
        draft.put(sheet, row, 2, value, look)
    draft.put(sheet, 1, 1, "Loan (USD)", bold=True)
    draft.row(sheet, 7, ["Year", "Opening", "Interest", "Repaid", "Closing"], bold=True)
    last = 7 + years
    for row in range(8, last + 1):
        draft.put(sheet, row, 1, 2026 + row - 8, "0")
        draft.put(sheet, row, 2, "=B2" if row == 8 else f"=E{row - 1}", AMOUNT)
        draft.put(sheet, row, 3, f"=B{row}*B$3", AMOUNT)
        draft.put(sheet, row, 4, "=B$2/B$4", AMOUNT)
        draft.put(sheet, row, 5, f"=B{row}-D{row}", AMOUNT)
    draft.put(sheet, last + 2, 1, "In all")
    for column in (3, 4):
        c = letter(column)
        draft.put(sheet, last + 2, column, f"=SUM({c}8:{c}{last})", AMOUNT)
    draft.put(sheet, last + 3, 1, "Interest in a year, on average")
    draft.put(sheet, last + 3, 3, f"=AVERAGE(C8:C{last})", AMOUNT)
    at = made.randint(10, last - 2)
    draft.may_be("sum-short", sheet, last + 2, 3, f"=SUM(C8:C{last - 1})")
    draft.may_be("sum-short", sheet, last + 2, 4, f"=SUM(D9:D{last})")
    draft.may_be("range-short", sheet, last + 3, 3, f"=AVERAGE(C8:C{last - 1})")
    draft.may_be("typed-in-column", sheet, at, 3, 2100)
    draft.may_be("unlike-column", sheet, at, 5, f"=B{at}-C{at}")
    draft.may_be("unlike-column", sheet, at, 3, f"=B{at - 1}*B$3")
    draft.may("drift", replaced(sheet, {(row, 3): f"=B{row}*B{row - 5}" for row in range(8, last + 1)}))
    draft.may("drift", replaced(sheet, {(row, 4): f"=B$2/B{row - 4}" for row in range(8, last + 1)}))


def staff(draft: Draft) -> None:
    """People by role: hours, pay, cost, with their units, four actual months before eight of forecast."""
    made, sheet, roles = draft.random, "Staff", draft.random.randint(4, 6)
    draft.row(
        sheet, 2, ["Line", "Unit", *(f"{MONTHS[month]} 2027" for month in range(12)), "Year"], bold=True
    )
    names = ("Bakers", "Drivers", "Sellers", "Cleaners", "Clerks", "Cooks")
    for number in range(roles):
        row = 3 + number
        draft.row(sheet, row, [f"Pay of {names[number].lower()}", "USD"])
        for month in range(12):
            b = letter(2 + month)
            value = made.randint(2000, 9000) if month < 4 else f"={b}{row}*(1+$C$20)"
            draft.put(sheet, row, 3 + month, value, AMOUNT)
    total, hours, training, whole = 3 + roles, 5 + roles, 4 + roles, 6 + roles
    draft.row(sheet, total, ["Pay of all", "USD"])
    draft.row(sheet, training, ["Training", "USD"])
    draft.row(sheet, hours, ["Hours worked", "hours"])
    draft.row(sheet, whole, ["Pay and training", "USD"])
    draft.row(sheet, 20, ["Raise a month", "%"])
    draft.put(sheet, 20, 3, 0.01, SHARE)
    for month in range(12):
        c = letter(3 + month)
        draft.put(sheet, total, 3 + month, f"=SUM({c}3:{c}{total - 1})", AMOUNT)
        draft.put(sheet, training, 3 + month, made.randint(50, 300), AMOUNT)
        draft.put(sheet, hours, 3 + month, made.randint(300, 600), AMOUNT)
        draft.put(sheet, whole, 3 + month, f"={c}{total}+{c}{training}", AMOUNT)
    for row in range(3, whole + 1):
        draft.put(sheet, row, 15, f"=SUM(C{row}:N{row})", AMOUNT)
    at = made.randint(7, 12)
    c = letter(at)
    draft.may(
        "units", replaced(sheet, {(training, 2): "thousand USD"}, [(whole, 3 + month) for month in range(12)])
    )
    draft.may("units", replaced(sheet, {(whole, at): f"={c}{total}+{c}{hours}"}))
    draft.may(
        "units",
        replaced(
            sheet,
            {
                (whole, 3 + month): f"=SUM({letter(3 + month)}{total}:{letter(3 + month)}{hours})"
                for month in range(12)
            },
        ),
    )
    draft.may("units", replaced(sheet, {(training, 2): "EUR"}, [(whole, 3 + month) for month in range(12)]))
    draft.may_be("sum-short", sheet, total, at, f"=SUM({c}3:{c}{total - 2})")
    draft.may_be("counted-twice", sheet, whole, at, f"={c}{total}+{c}{training}+{c}3")
    draft.may_be("typed-in-row", sheet, total, at, 21000)
    draft.may_be("typed-in-row", sheet, 4, at, 5000)
    draft.may_be("unlike-row", sheet, 4, at, f"={letter(at - 1)}4*(1-$C$20)")
    draft.may("dates", replaced(sheet, {(2, at): f"{MONTHS[at - 4]} 2027"}))
    draft.may("dates", replaced(sheet, {(2, at): f"{MONTHS[at - 3]} 2028"}, [(2, at), (2, at + 1)]))


def budget(draft: Draft) -> None:
    """An amount split by typed shares, what each part spends by quarter, and each part's share of it."""
    made, sheet, parts = draft.random, "Budget", draft.random.randint(4, 7)
    names = ("Flour", "Wages", "Rent", "Power", "Adverts", "Repairs", "Insurance")
    draft.row(sheet, 1, ["Budget (USD)", made.randint(80, 200) * 1000], AMOUNT)
    heads = [
        "Part",
        "Share",
        "Budget (USD)",
        "Q1 2026",
        "Q2 2026",
        "Q3 2026",
        "Q4 2026",
        "Spent (USD)",
        "Share of all spent",
    ]
    draft.row(sheet, 3, heads, bold=True)
    cuts = sorted(made.sample(range(5, 96), parts - 1))
    shares = [(after - before) / 100 for before, after in zip([0, *cuts], [*cuts, 100], strict=True)]
    last = 3 + parts
    for row in range(4, last + 1):
        draft.put(sheet, row, 1, names[row - 4])
        draft.put(sheet, row, 2, shares[row - 4], SHARE)
        draft.put(sheet, row, 3, f"=B{row}*$B$1", AMOUNT)
        draft.row(sheet, row, [made.randint(1000, 9000) for _ in range(4)], AMOUNT, first=4)
        draft.put(sheet, row, 8, f"=SUM(D{row}:G{row})", AMOUNT)
        draft.put(sheet, row, 9, f"=H{row}/H${last + 1}", SHARE)
    draft.put(sheet, last + 1, 1, "Total")
    for column in range(2, 10):
        c = letter(column)
        draft.put(sheet, last + 1, column, f"=SUM({c}4:{c}{last})", SHARE if column in {2, 9} else AMOUNT)
    at = made.randint(5, last - 1)
    wrong = draft.sheets[sheet][at, 2].value
    draft.may("shares", replaced(sheet, {(at, 2): float(wrong) + 0.05}, [(at, 2), (last + 1, 2)]))
    draft.may("shares", replaced(sheet, {(at, 2): float(wrong) - 0.02}, [(at, 2), (last + 1, 2)]))
    rows = range(4, last + 1)
    draft.may("shares", replaced(sheet, {(row, 9): f"=H{row}/C${last + 1}" for row in rows}))
    draft.may(
        "shares",
        replaced(
            sheet,
            {(row, 9): f"=H{row}/H${last}" for row in rows},
            [*((row, 9) for row in rows), (last + 1, 9)],
        ),
    )
    draft.may_be("shares", sheet, last + 1, 2, f"=SUM(B4:B{last - 1})")
    draft.may("drift", replaced(sheet, {(row, 3): f"=B{row}*B{row - 3}" for row in rows}))
    draft.may("drift", replaced(sheet, {(row, 9): f"=H{row}/SUM(H{row}:H{last + row - 4})" for row in rows}))
    draft.may_be("typed-in-column", sheet, at, 3, 9999)
    draft.may_be("unlike-column", sheet, at, 3, f"=B{at - 1}*$B$1")
    draft.may_be("unlike-row", sheet, last + 1, 5, f"=SUM(E4:E{last})-E4")
    draft.may_be("dates", sheet, 3, 6, "Q2 2026")
    draft.may_be("counted-twice", sheet, last + 1, 8, f"=SUM(H4:H{last})+H{last}")


MODELS = (sales, plan, orders, loan, staff, budget)
