"""Expressions drawn by a seed: values of every type, every operator and function, empty questions and questions in repeats."""

from random import Random

NUMBERS = (
    "0",
    "1",
    "2",
    "3",
    "7",
    "10",
    "34",
    "0.5",
    "2.5",
    "1.005",
    "100",
    "1250.50",
    "0.1",
    "99999",
    "20780",
    "-1",
    "-2.5",
    "-7",
)
TEXTS = (
    "''",
    "'yes'",
    "'crime'",
    "'water light'",
    "'Nomsa'",
    "' two  words '",
    "'34'",
    "'0'",
    "'-3'",
    "'3.50'",
    "'abc'",
    "'ABC'",
    "'false'",
    "'true'",
    "'1'",
    "'isiZulu'",
    "'señal'",
    "'a b c'",
    "' '",
)
DATES = (
    "'2026-11-23'",
    "'2026-03-08'",
    "'2026-03-09'",
    "'2026-11-01'",
    "'2026-11-02'",
    "'1992-03-09'",
    "'1969-12-31'",
    "'2024-02-29'",
    "'2026-11-23T00:00:00.000-07:00'",
    "'2026-11-23T21:30:00.000+02:00'",
    "'2026-03-08T09:00:00Z'",
    "'2026-11-01T08:30:00.000Z'",
)
LEAVES = (
    "age",
    "income",
    "debt",
    "name",
    "greeting",
    "empty",
    "threats",
    "worst",
    "inner",
    "leaf",
    "born",
    "before",
    "after",
    "seen",
)
DAYS = ("born", "before", "after", "seen", "joined")
SETS = (
    "/model/form/data/member/years",
    "/model/form/data/member/first",
    "/model/form/data/*",
    "/model/form/data/group/*",
    "//leaf",
    "/model/form/data/nothing",
    "../age",
    "../*",
    "..",
    ".",
    "instance('threats')/root/item/name",
    "instance('threats')/root/item/weight",
    "/model/form/data/member[position() < 3]/years",
    "/model/form/data/member[years > 20]/first",
    "/model/form/data/member[2]/years",
    "instance('threats')/root/item[weight = 5]/label",
    "instance('threats')/root/item[name = current()/../worst]/label",
    "/model/form/data/member[first = '']/years",
    "/model/form/data/group/descendant::*",
    "/model/form/data/group/deep/..",
    "/model/form/data/member[last()]/answer",
    "/model/form/data/group/deep/leaf/ancestor::group/inner",
    "/model/form/data/member[1]/following-sibling::member/first",
    "/model/form/data/member[3]/preceding-sibling::member/first",
    "instance('threats')/root/item[selected(current()/../threats, name)]/weight",
)
HOURS = ("'10:30:00.000+02:00'", "'noon'", "${hour}")
BOUNDS = ("-1", "0", "1", "2", "9")
PLACES = ("1", "1.4", "2", "2.5", "3", "7", "100")
FORMATS = ("'%Y-%m-%d'", "'%d/%m/%y'", "'%e %b %Y'", "'%H:%M:%S'", "'%a %h:%M'", "'%n %3'", "'week of %Y'")
PATTERNS = (
    "'[A-Z][a-z]+'",
    "'[0-9]+'",
    "'.*'",
    "'\\d{2}'",
    "'(water|light|crime| )+'",
    "'\\w+'",
    "'-?[0-9]+(\\.[0-9]+)?'",
    "'yes|no'",
)
POINTS = ("'-29.967 30.883 0 0'", "'31.69 -106.42'", "'0 0;0 1'", "'1 1 0 0;2 2 0 0;1 3 0 0'", "'nowhere'", "''", "'91 0'")


class Generator:
    """``expression()`` gives one after the other; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._of_type = {"number": self.number, "text": self.text, "truth": self.truth, "date": self.date, "nodes": self.nodes}

    def expression(self) -> str:
        kind = self._random.choice(("number", "text", "truth", "truth", "date", "nodes"))
        return self._of_type[kind](self._random.choice((1, 2, 2, 3)))

    def one_of(self, values: tuple[str, ...]) -> str:
        return self._random.choice(values)

    def reference(self) -> str:
        return "${" + self.one_of((*LEAVES, "years", "first", "joined")) + "}"

    def nodes(self, depth: int) -> str:
        return self._random.choice((self.reference, self.reference, lambda: self.one_of(SETS)))()

    def any(self, depth: int) -> str:
        kind = self.one_of(("number", "text", "truth", "date", "nodes", "nodes"))
        return self._of_type[kind](depth)

    def date(self, depth: int) -> str:
        choice = self._random.randrange(6)
        if choice == 0:
            return "today()"
        if choice == 1:
            return "now()"
        if choice == 2:
            return f"date({self.one_of(DATES)})"
        if choice == 3:
            return "${" + self.one_of(DAYS) + "}"
        if choice == 4 and depth > 0:
            return f"date({self.nodes(0)})" if self._random.random() < 0.3 else f"date-time({self.one_of(DATES)})"
        return self.one_of(DATES)

    def number(self, depth: int) -> str:
        if depth <= 0:
            return self._random.choice((lambda: self.one_of(NUMBERS), self.reference))()
        n = lambda: self.number(depth - 1)  # noqa: E731
        t = lambda: self.text(depth - 1)  # noqa: E731
        s = lambda: self.nodes(depth - 1)  # noqa: E731
        return self._random.choice(
            (
                lambda: f"{n()} {self.one_of(('+', '-', '*', 'div', 'mod'))} {n()}",
                lambda: f"{n()} {self.one_of(('+', '-', '*', 'div', 'mod'))} {n()}",
                lambda: f"({n()} {self.one_of(('+', '-', '*'))} {n()}) {self.one_of(('div', 'mod', '*'))} {n()}",
                lambda: f"{self.date(0)} {self.one_of(('+', '-'))} {self.one_of((*NUMBERS, self.date(0)))}",
                lambda: (
                    f"{self.one_of(('int', 'floor', 'ceiling', 'round', 'abs', 'number', 'sqrt', 'exp', 'log', 'log10'))}({n()})"
                ),
                lambda: f"{self.one_of(('sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'exp10'))}({n()})",
                lambda: f"round({n()}, {self.one_of(('0', '1', '2', '-1', '3'))})",
                lambda: f"{self.one_of(('pow', 'atan2'))}({n()}, {n()})",
                lambda: f"{self.one_of(('count', 'sum', 'count-non-empty'))}({s()})",
                lambda: f"{self.one_of(('min', 'max'))}({s()})",
                lambda: f"{self.one_of(('min', 'max'))}({n()}, {n()})",
                lambda: f"string-length({t()})",
                lambda: f"count-selected({t()})",
                lambda: f"number({self.any(depth - 1)})",
                lambda: f"decimal-date-time({self.date(0)})",
                lambda: f"decimal-time({self.one_of(HOURS)})",
                lambda: f"if({self.truth(depth - 1)}, {n()}, {n()})",
                lambda: f"position({self.one_of(('..', '.', '../../member[2]', '/model/form/data/member[3]'))})",
                lambda: f"distance({self.one_of((*POINTS, '${home}', '${yard}'))})",
                lambda: f"area({self.one_of((*POINTS, '${home}', '${yard}'))})",
                lambda: "pi()",
            )
        )()

    def text(self, depth: int) -> str:
        if depth <= 0:
            return self._random.choice((lambda: self.one_of(TEXTS), self.reference))()
        t = lambda: self.text(depth - 1)  # noqa: E731
        n = lambda: self.number(depth - 1)  # noqa: E731
        return self._random.choice(
            (
                lambda: f"concat({t()}, {self.any(depth - 1)})",
                lambda: f"concat({self.nodes(0)}, {t()}, {n()})",
                lambda: f"join({self.one_of((chr(39) + ', ' + chr(39), chr(39) + chr(39)))}, {self.nodes(0)}, {t()})",
                lambda: f"coalesce({t()}, {t()})",
                lambda: f"substr({t()}, {self.one_of(NUMBERS)})",
                lambda: f"substr({t()}, {self.one_of(NUMBERS)}, {self.one_of(NUMBERS)})",
                lambda: f"substring({t()}, {self.one_of(PLACES)}, {self.one_of(NUMBERS)})",
                lambda: f"substring({t()}, {self.one_of(PLACES)})",
                lambda: f"{self.one_of(('substring-before', 'substring-after'))}({t()}, {self.one_of(TEXTS)})",
                lambda: f"translate({t()}, 'abcñ', 'ABC')",
                lambda: f"normalize-space({t()})",
                lambda: f"string({self.any(depth - 1)})",
                lambda: f"if({self.truth(depth - 1)}, {t()}, {t()})",
                lambda: f"selected-at({t()}, {self.one_of(NUMBERS)})",
                lambda: f"{self.one_of(('format-date', 'format-date-time'))}({self.date(0)}, {self.one_of(FORMATS)})",
                lambda: f"format-date({self.date(0)} + {self.one_of(('1', '7', '-30', '0.5'))}, {self.one_of(FORMATS)})",
                lambda: f"string({self.date(0)})",
                lambda: f"once({t()})",
                lambda: f"{self.one_of(('name', 'local-name'))}({self.nodes(0)})",
                lambda: f"digest({self.one_of(TEXTS)}, '{self.one_of(('MD5', 'SHA-1', 'SHA-256', 'sha-512'))}', 'hex')",
            )
        )()

    def truth(self, depth: int) -> str:
        if depth <= 0:
            return self.one_of(
                ("true()", "false()", "${age} > 18", "${worst} = 'crime'", "selected(${threats}, 'light')", "${empty} = ''")
            )
        t = lambda: self.text(depth - 1)  # noqa: E731
        sign = lambda: self.one_of(("=", "!=", "<", "<=", ">", ">="))  # noqa: E731
        return self._random.choice(
            (
                lambda: f"{self.any(depth - 1)} {sign()} {self.any(depth - 1)}",
                lambda: f"{self.nodes(0)} {sign()} {self.one_of((*NUMBERS, *TEXTS))}",
                lambda: f"{self.nodes(0)} {sign()} {self.nodes(0)}",
                lambda: f"{self.date(0)} {sign()} {self.date(0)}",
                lambda: f"{self.date(0)} {sign()} {self.date(0)}",
                lambda: f"{self.number(depth - 1)} {sign()} {self.number(depth - 1)}",
                lambda: f"{self.truth(depth - 1)} {self.one_of(('and', 'or'))} {self.truth(depth - 1)}",
                lambda: f"{self.truth(0)} and {self.truth(0)} or {self.truth(0)}",
                lambda: f"not({self.truth(depth - 1)})",
                lambda: f"boolean({self.any(depth - 1)})",
                lambda: f"boolean-from-string({t()})",
                lambda: f"selected({t()}, {self.one_of(TEXTS)})",
                lambda: f"{self.one_of(('contains', 'starts-with', 'ends-with'))}({t()}, {self.one_of(TEXTS)})",
                lambda: f"regex({t()}, {self.one_of(PATTERNS)})",
                lambda: f"checklist({self.one_of(BOUNDS)}, {self.one_of(BOUNDS)}, {self.truth(0)}, {self.nodes(0)})",
                lambda: (
                    f"weighted-checklist({self.one_of(BOUNDS)}, {self.one_of(BOUNDS)}, {self.truth(0)}, 2, {self.truth(0)}, 7)"
                ),
            )
        )()
