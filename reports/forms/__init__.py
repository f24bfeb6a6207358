"""The forms of a report: terminal, page, printed page, spreadsheet."""
