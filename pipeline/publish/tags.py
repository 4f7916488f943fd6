"""Tags that feedgen has no words for: tables of them, and an extension that a table drives.

feedgen calls `extend_ns` for the namespaces and `extend_rss` for the elements; its base classes
hold nothing else, so this module needs no feedgen at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from lxml import etree

from pipeline.publish.wording import legal

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}

_Element = tuple[str | None, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Tag:
    """One row of a table: an element, what it must and may carry, and how often it may stand.

    `name` has the prefix of its namespace (`podcast:guid`); without one it is RSS's own.
    `text` says whether the element has text; `values` are the only texts that it may have.
    """

    name: str
    text: bool = True
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    many: bool = False
    qualified: str = field(init=False, compare=False)
    """The name as lxml wants it, `{namespace}local`."""

    def __post_init__(self) -> None:
        prefix, colon, local = self.name.rpartition(":")
        qualified = f"{{{NAMESPACES[prefix]}}}{local}" if colon else local
        object.__setattr__(self, "qualified", qualified)

    def check(self, text: str | None, attributes: dict[str, str]) -> None:
        """Raise ValueError where the row does not allow this element: it would be our own bug."""
        missing = set(self.required) - set(attributes)
        unknown = set(attributes) - {*self.required, *self.optional}
        if missing or unknown:
            raise ValueError(f"{self.name}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        if self.text != (text is not None):
            raise ValueError(f"{self.name} {'needs' if self.text else 'takes no'} text")
        if self.values and text not in self.values:
            raise ValueError(f"{self.name} is one of {', '.join(self.values)}, not {text!r}")


class Tags:
    """The elements of one channel or item, kept and written in the order of `table`.

    A subclass names its table. feedgen makes one instance per channel and one per item.
    """

    table: ClassVar[tuple[Tag, ...]] = ()
    _rows: ClassVar[dict[str, Tag]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._rows = {row.name: row for row in cls.table}

    def __init__(self) -> None:
        self._elements: dict[str, list[_Element]] = {}

    def add(self, name: str, text: str | None = None, **attributes: str | None) -> None:
        """Set a tag of the table; attributes of None are left out. Raises ValueError against it."""
        tag = self._rows.get(name)
        if tag is None:
            raise ValueError(f"{name} is not in the table of {type(self).__name__}")
        given = {key: legal(value) for key, value in attributes.items() if value is not None}
        tag.check(text, given)
        elements = self._elements.setdefault(name, [])
        if elements and not tag.many:
            raise ValueError(f"{name} may stand only once")
        ordered = {key: given[key] for key in (*tag.required, *tag.optional) if key in given}
        elements.append((None if text is None else legal(text), ordered))

    def extend_ns(self) -> dict[str, str]:
        """The namespaces of the table, by prefix."""
        prefixes = {row.name.rpartition(":")[0] for row in self.table} - {""}
        return {prefix: NAMESPACES[prefix] for prefix in sorted(prefixes)}

    def extend_rss(self, parent: Any) -> Any:  # noqa: ANN401 - lxml's elements have no public type
        """Write to the `<item>`, or to the channel of the `<rss>`, that feedgen hands over.

        Nodes are made here and not in `add`: one that is kept would be moved out of the first tree
        by the second rendering.
        """
        home = parent[0] if parent.tag == "rss" else parent
        for row in self.table:
            for text, attributes in self._elements.get(row.name, ()):
                etree.SubElement(home, row.qualified, attributes).text = text
        return parent
