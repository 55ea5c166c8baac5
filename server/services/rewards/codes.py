"""Codes that people read out and type: nobody guesses them, no two letters look alike, however they are typed."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("OIL", "011", " -\t")
LETTER_BITS = 5
GROUP = 4


def code_of(secret: bytes, letters: int) -> str:
    """So many letters of a secret, five bits each; raises ValueError when the secret is too short.

    >>> code_of(bytes(range(10, 20)), 16)
    '185GR38E1W8124GK'
    """
    if len(secret) * 8 < letters * LETTER_BITS:
        raise ValueError(f"{len(secret)} bytes are too few for {letters} letters")
    number = int.from_bytes(secret) >> (len(secret) * 8 - letters * LETTER_BITS)
    return "".join(ALPHABET[number >> (LETTER_BITS * place) & 31] for place in reversed(range(letters)))


def plain(typed: str) -> str:
    """A code as it is stored, from what somebody typed.

    >>> plain("abcd-01oi l")
    'ABCD01011'
    """
    return typed.upper().translate(LOOKALIKES)


def grouped(code: str) -> str:
    """A code as people read it.

    >>> grouped("ABCD0101")
    'ABCD-0101'
    """
    return "-".join(code[start:start + GROUP] for start in range(0, len(code), GROUP))
