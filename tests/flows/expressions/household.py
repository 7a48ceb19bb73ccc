"""A small form as it stands after some answers: what the expressions of these tests are evaluated against."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from flows.expressions import Node, Scope

XML = """
<model>
  <form><data>
    <age>34</age>
    <income>1250.50</income>
    <debt>-3</debt>
    <name>Nomsa</name>
    <greeting> two  words </greeting>
    <empty/>
    <threats>water light crime</threats>
    <worst>crime</worst>
    <born>1992-03-09</born>
    <before>2026-03-08</before>
    <after>2026-11-02</after>
    <seen>2026-11-23T21:30:00.000-07:00</seen>
    <hour>21:00:00.000-07:00</hour>
    <home>-29.967 30.883 0 0</home>
    <yard>31.69 -106.42 0 0;31.70 -106.42 0 0;31.70 -106.41 0 0;31.69 -106.42 0 0</yard>
    <answer/>
    <group><inner>7</inner><deep><leaf>leaf</leaf></deep></group>
    <member><first>Thandi</first><years>12</years><joined>2024-02-29</joined><answer/></member>
    <member><first>Sipho</first><years>40</years><joined>2025-11-01</joined><answer/></member>
    <member><first/><years/><joined/><answer>kept</answer></member>
  </data></form>
  <table><root>
    <item><name>water</name><label>Agua</label><weight>2</weight></item>
    <item><name>light</name><label>Luz</label><weight>5</weight></item>
    <item><name>crime</name><label>Delito</label><weight>9</weight></item>
    <item><name>roads</name><label>Calles</label><weight>5</weight></item>
  </root></table>
</model>
"""
XML = re.sub(r">\s+<", "><", XML.strip())

CHIHUAHUA = ZoneInfo("America/Ciudad_Juarez")
DURBAN = ZoneInfo("Africa/Johannesburg")


class Answered:
    """A node of the form, as plain as it can be."""

    def __init__(self, element: ElementTree.Element, parent: "Answered | None") -> None:
        self.name = element.tag
        self.value = element.text or ""
        self.parent: Node | None = parent
        self.children: Sequence[Answered] = [Answered(child, self) for child in element]

    def all(self) -> Iterator["Answered"]:
        yield self
        for child in self.children:
            yield from child.all()


class Household:
    """The form, and the scope of an evaluation in it."""

    def __init__(self) -> None:
        self.model = Answered(ElementTree.fromstring(XML), None)  # noqa: S314 - the text above
        self.nodes = list(self.model.all())
        self.data = self.model.children[0].children[0]
        self.table = self.model.children[1]

    def at(self, path: str) -> Answered:
        """A question by its path, with the number of a repeat: ``member[2]/years``."""
        here = self.data
        for step in filter(None, path.split("/")):
            name, _, number = step.rstrip("]").partition("[")
            here = [child for child in here.children if child.name == name][int(number or 1) - 1]
        return here

    def resolve(self, name: str, node: Node | None) -> Sequence[Node]:
        """Within the same repeat only that one's question, from elsewhere every one."""
        named = [each for each in self.data.all() if each.name == name]
        here = node
        while here is not None:
            within = [each for each in named if each.parent is here]
            if within:
                return within
            here = here.parent
        return named

    def instance(self, name: str) -> Node:
        return {"threats": self.table}[name]

    def scope(self, path: str, now: datetime) -> Scope:
        return Scope(
            node=self.at(path),
            now=now,
            resolve=self.resolve,
            instance=self.instance,
            choice_label=lambda value, question: f"{question}:{value}",
            pulldata=lambda file, column, key_column, key: f"{file}/{column}/{key_column}/{key}",
            seed="run 1",
        )
