"""How a check that answers with sentences becomes an assertion that shows them all."""

from collections.abc import Iterable


def none_of(findings: Iterable[str]) -> None:
    """Fail with every finding on a line of its own, if there is one."""
    found = list(findings)
    assert not found, "\n" + "\n".join(found)
