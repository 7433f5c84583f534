// Calculates a workbook with HyperFormula: JSON on the standard input, JSON on the standard output.
//
//   in   {"sheets": {name: rows of cells}, "names": {name: formula}, "wanted": [[sheet, row, column], ...]}
//   out  {"version": "...", "values": [number, text, true, null or {"error": "#VALUE!"}, ...]}
//
// A cell is null, a number, true or false, or a text: `=...` is a formula, `'...` is the text after the mark.
// Rows and columns count from 1.
"use strict";

const { HyperFormula, DetailedCellError } = require("hyperformula");

// What makes HyperFormula count as Excel does, from its guide "Compatibility with Microsoft Excel"; its rounding of
// results is off, so that the digits that are compared are those that it computed.
const LIKE_EXCEL = {
  licenseKey: "gpl-v3",
  evaluateNullToZero: true,
  leapYear1900: true,
  nullDate: { year: 1899, month: 12, day: 31 },
  matchWholeCell: true,
  useWildcards: true,
  useRegularExpressions: false,
  caseSensitive: false,
  accentSensitive: true,
  ignoreWhiteSpace: "any",
  useArrayArithmetic: true, // which Excel has inside SUMPRODUCT alone; elsewhere planner gives no operand several cells
  smartRounding: false,
};

function plain(value) {
  return value instanceof DetailedCellError ? { error: value.value, why: value.message } : value;
}

function calculated({ sheets, names, wanted }) {
  const named = Object.entries(names).map(([name, expression]) => ({ name, expression }));
  const book = HyperFormula.buildFromSheets(sheets, LIKE_EXCEL, named);
  const values = wanted.map(([sheet, row, col]) =>
    plain(book.getCellValue({ sheet: book.getSheetId(sheet), row: row - 1, col: col - 1 })),
  );
  return { version: HyperFormula.version, values };
}

let text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", () => process.stdout.write(JSON.stringify(calculated(JSON.parse(text)))));
