"""Why a form is not taken."""

from flows.finding import Finding


class Refused(Exception):
    """A form that cannot be read or compiled. The message holds the place, the reason, and what to do about it."""

    def __init__(self, reason: str, sheet: str = "", row: int = 0, column: str = "", advice: str = "") -> None:
        self.reason, self.sheet, self.row, self.column, self.advice = reason, sheet, row, column, advice
        super().__init__(str(self.finding("read")))

    def finding(self, check: str) -> Finding:
        """The same as what a check would say."""
        sentence = self.reason if not self.advice else f"{self.reason} {self.advice}"
        return Finding("error", check, self.sheet, self.row, self.column, sentence)
