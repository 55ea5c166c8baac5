"""All scalar codecs by name."""

from __future__ import annotations

from collections.abc import Mapping

from rules.shape import examples, moments, numbers, words
from rules.shape.scalar import Codec

CODECS: Mapping[str, Codec] = {**words.CODECS, **numbers.CODECS, **moments.CODECS, **examples.CODECS}
