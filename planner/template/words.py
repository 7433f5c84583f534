"""The fixed words of a workbook that belong to no line: headings, messages, explanations.

They come from ``[words]`` of the template, so that a locale can replace them; code says where they stand.
"""

from __future__ import annotations

from typing import NoReturn


class Words:
    """One field a text. Braces name what the code fills in.

    No dataclass: to make one of so many fields takes 3 ms of every refresh.
    """

    def __init__(self, **texts: str) -> None:
        """Takes a text for each field. Raises TypeError where they are others."""
        if odd := texts.keys() ^ self.__annotations__.keys():
            raise TypeError(f"words that are missing or unknown: {', '.join(sorted(odd))}")
        vars(self).update(texts)

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise AttributeError(f"the words of a template stay as they are: {name}")

    # the columns of sheets with lines
    line: str
    unit: str
    note: str
    key: str
    source_is: str
    contents: str
    # Summary and Checks
    live_band: str
    engine_band: str
    engine: str
    difference: str
    verdict: str
    status: str
    master: str
    check_inputs: str
    check_tables: str
    check_column: str
    counts: str
    count: str
    occurs: str
    count_unit: str
    tolerance: str
    tolerance_unit: str
    tolerance_note: str
    floor: str
    floor_unit: str
    floor_note: str
    scale: str
    scale_unit: str
    scale_note: str
    # Cover
    question: str
    not_stated: str
    no_company: str
    no_secret: str
    round: str
    dated: str
    judged: str
    ask: str
    figures: str
    uses: str
    this_workbook: str
    written: str
    scenarios: str
    template: str
    index: str
    index_holds: str
    index_kind: str
    kind_front: str
    kind_input: str
    kind_calculation: str
    kind_control: str
    legend: str
    legend_input: str
    legend_follows: str
    legend_formula: str
    legend_link: str
    legend_result: str
    legend_engine: str
    sample_text: str
    conventions: str
    # Sources
    printed_section: str
    printed_text: str
    printed: str
    computed: str
    off_by: str
    sources_section: str
    sources_line: str
    sources_sheet: str
    sources_unit: str
    sources_from: str
    sources_to: str
    sources_rows: str
    sources_row: str
    sources_date: str
    # Log
    log_made_from: str
    log_template: str
    log_time: str
    log_planner: str
    log_checker: str
    log_fingerprint: str
    log_cells: str
    log_result: str
    log_notes: str
    log_agrees: str
    log_differs: str
    log_edited: str
    log_overwritten: str
    log_not_run: str
    log_count: str
    log_and: str
    note_unchecked: str
    note_fallback: str
    note_second: str
    note_today: str
    note_older: str
    note_levels: str
    level_kinder: str
    log_fails: str
    log_warns: str
    note_fails: str
    note_warns: str
    note_acknowledged: str
    # which choice an input is read at
    used_when: str
    used_or: str
    # messages beside and about inputs
    prompt_number: str
    prompt_whole: str
    prompt_choice: str
    prompt_date: str
    prompt_unique: str
    error_title: str
    error_number: str
    error_whole: str
    error_choice: str
    error_date: str
    error_unique: str
    error_text: str
    # below each printed page
    page: str
    # between words of a list, and of a heading that says two things
    listed: str
    pair: str
    # in answers: a month of the plan by its date, none where there is none, and whether something holds
    answer_month: str
    answer_months: str
    answer_none: str
    answer_peak: str
    answer_rising: str
    answer_yes: str
    answer_no: str
    # added for readers: Cover, Summary, what prints
    answers: str
    named_fails: str
    named_warns: str
    prepared: str
    made_from: str
    printed_left: str
    printed_right: str
    printed_footer: str
    printed_unit: str
    version: str
    currency: str
    money: str
    index_paper: str
    paper_pages: str
    paper_none: str
    key_numbers: str
    charts: str
    paper: str
    paper_text: str
