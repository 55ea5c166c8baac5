"""Reading the plain data of worked examples: a fault becomes a finding with its place, none stops the rest.

Readers take what a YAML or JSON file gives (texts, whole numbers, Decimals, dates) and return values of the
domain. Floats are refused: a file reader hands decimals over as ``Decimal``. What the values mean stands in
``rules.stories.scenario``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from rules.errors import Finding


@dataclass(slots=True)
class Reading:
    """One pass over the text of examples; ``zone`` is where times without an offset are meant."""

    zone: tzinfo
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, path: str, expected: str, got: object) -> None:
        """Note a value that is not what its place takes."""
        shown = got if isinstance(got, str) else repr(got)
        self._note("example_wrong_value", f"{path}: expected {expected}, got {shown}", path,
                   {"expected": expected, "got": shown})

    def unknown(self, path: str, name: str, known: Collection[str], kind: str) -> None:
        """Note a name that does not exist here, with the nearest one that does."""
        nearest = get_close_matches(name, sorted(known), 1, 0.6)
        listed = ", ".join(sorted(known)) or "none"
        hint = f"; did you mean {nearest[0]}?" if nearest else f"; known are {listed}"
        self._note("example_unknown_name", f"{path}: there is no {kind} {name}{hint}", path,
                   {"kind": kind, "name": name}, nearest[0] if nearest else "")

    def fault(self, code: str, path: str, sentence: str) -> None:
        """Note any other fault of an example's text."""
        self._note(code, f"{path}: {sentence}", path, {})

    def _note(
        self, code: str, sentence: str, path: str, data: Mapping[str, str], suggestion: str = "",
    ) -> None:
        self.findings.append(Finding(code, sentence, path=path, suggestion=suggestion, data=data))


Reader = Callable[[Reading, object, str], Any]
"""Takes the reading, a raw value and its JSON pointer; returns the value, or None after noting a finding."""


def text(reading: Reading, value: object, path: str) -> str | None:
    """A text; whole numbers are taken as they are written."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    reading.wrong(path, "a text", value)
    return None


def flag(reading: Reading, value: object, path: str) -> bool | None:
    """True or false."""
    if not isinstance(value, bool):
        reading.wrong(path, "true or false", value)
        return None
    return value


def money(reading: Reading, value: object, path: str) -> Decimal | None:
    """An exact amount of money."""
    number = _decimal(value)
    if number is None:
        reading.wrong(path, "an amount of money", value)
    return number


def points(reading: Reading, value: object, path: str) -> int | None:
    """A whole number of points, with its sign."""
    number = _decimal(value)
    if number is None or number != number.to_integral_value():
        reading.wrong(path, "a whole number", value)
        return None
    return int(number)


def attribute(reading: Reading, value: object, path: str) -> Decimal | str | bool | None:
    """A text, a number or a flag, as declared attributes hold them."""
    if isinstance(value, str | bool):
        return value
    number = _decimal(value)
    if number is None:
        reading.wrong(path, "a text, a number or a flag", value)
    return number


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def moment(reading: Reading, value: object, path: str) -> datetime | None:
    """An instant: ``2026-03-03 09:15``, with an offset or ``Z`` when it is not in the programme's zone."""
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=reading.zone)
    if isinstance(value, date):
        return datetime.combine(value, time(), reading.zone)
    reading.wrong(path, "a time such as 2026-03-03 09:15", value)
    return None


def _parsed(value: str) -> object:
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        return value


def day(reading: Reading, value: object, path: str) -> date | None:
    """A calendar day: ``2026-03-03``."""
    found = _parsed_day(value) if isinstance(value, str) else value
    if isinstance(found, date) and not isinstance(found, datetime):
        return found
    reading.wrong(path, "a day such as 2026-03-03", value)
    return None


def _parsed_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None


def list_of(reader: Reader) -> Reader:
    """A list; one value alone stands for a list of one."""
    def read(reading: Reading, value: object, path: str) -> tuple[Any, ...]:
        items = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        return tuple(reader(reading, item, f"{path}/{place}") for place, item in enumerate(items))
    return read


def mapping_of(reader: Reader) -> Reader:
    """Names with a value each."""
    def read(reading: Reading, value: object, path: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            reading.wrong(path, "names with a value each", value)
            return {}
        return {str(name): reader(reading, item, f"{path}/{name}") for name, item in value.items()}
    return read


def one_of(names: Collection[str], kind: str) -> Reader:
    """One of the names that exist, else the nearest is offered."""
    def read(reading: Reading, value: object, path: str) -> str | None:
        name = text(reading, value, path)
        if name is not None and name not in names:
            reading.unknown(path, name, names, kind)
            return None
        return name
    return read


def record(fields: Mapping[str, Reader]) -> Reader:
    """A mapping with known keys only; keys with a faulty value are left out."""
    def read(reading: Reading, value: object, path: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            reading.wrong(path, f"a mapping with {', '.join(fields)}", value)
            return {}
        return _fields(reading, value, path, fields)
    return read


def _fields(
    reading: Reading, value: Mapping[Any, object], path: str, fields: Mapping[str, Reader],
) -> dict[str, Any]:
    values = {}
    for name, item in value.items():
        reader = fields.get(str(name))
        if reader is None:
            reading.unknown(f"{path}/{name}", str(name), fields, "key")
            continue
        read = reader(reading, item, f"{path}/{name}")
        if read is not None:
            values[str(name)] = read
    return values


def utc(at: datetime) -> datetime:
    """The same instant in UTC, as storage and the examples' clock use it."""
    return at.astimezone(UTC)
