"""What is gathered while plain data is read: findings, and where a short form moved a value to."""

from __future__ import annotations

from dataclasses import dataclass, field

from rules.errors import Finding
from rules.shape.scalar import Unreadable


@dataclass(frozen=True, slots=True)
class Notes:
    """Findings in the order met; ``aliases`` maps a pointer into the programme to the one in the source."""

    findings: list[Finding] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)

    def add(self, code: str, sentence: str, path: str, suggestion: str = "", **data: str) -> None:
        """Note one fault at a JSON pointer."""
        self.findings.append(Finding(code, f"{sentence}.", path=path, suggestion=suggestion, data=data))

    def refuse(self, refused: Unreadable, path: str) -> None:
        """Note why a value could not be read; the sentence begins with the key's name."""
        name = path.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        sentence = f"{name}: {refused.sentence}" if name else refused.sentence
        self.add(refused.code, sentence, path, refused.suggestion, **refused.data)


def below(path: str, key: object) -> str:
    """JSON pointer of a key or index under ``path`` (RFC 6901).

    >>> below("/funding", "partner/x")
    '/funding/partner~1x'
    """
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"
