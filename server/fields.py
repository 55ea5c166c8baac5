"""Personal data at rest: sealed texts that name their key and fit one place only, and blind indexes to find them by.

A text is sealed with AES-256-GCM. Its associated data is its place (table, column and key of the row), so that a sealed
text moved to another row or column does not open. A keyring has several keys: the newest seals, all of them open.
``blind_index`` is HMAC-SHA256 under a key of its own; equal values have equal indexes, and nothing else is told.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect
from sqlalchemy.types import TypeDecorator

from rules.errors import PointsError
from server import dice
from server.columns import PLAIN_TEXT
from server.settings import Settings

FORM = "t1"
NONCE_BYTES = 12
KEY_BYTES = 32
KEY_ID_LENGTH = 8
Place = tuple[str, ...]
"""Where a sealed text stands: table, column, then the key of its row."""


class Unsealable(PointsError):
    """A sealed text does not open: its key is not in the keyring, or it does not stand where it was sealed for."""

    code = "unsealable"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text that only a keyring can open; ``token`` is ``t1.<key id>.<base64 of nonce and ciphertext>``."""

    token: str

    @property
    def key_id(self) -> str:
        """Which key sealed it."""
        return self.token.split(".")[1] if self.token.count(".") == 2 else ""


class Encrypted(TypeDecorator[Sealed]):
    """A column of sealed texts; a plain text is refused, so that none is ever stored by mistake."""

    impl = PLAIN_TEXT
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> str | None:
        if value is not None and not isinstance(value, Sealed):
            raise TypeError("seal it first: a plain text is not stored in an encrypted column")
        return None if value is None else value.token

    def process_result_value(self, value: str | None, dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(value)


class Keyring:
    """The keys of an installation; safe to share between threads.

    ``country`` is the calling code of phone numbers that are told without one.
    """

    def __init__(self, keys: Sequence[bytes], index_key: bytes, country: int = 86) -> None:
        if not keys:
            raise ValueError("a keyring needs a key")
        self._keys: Mapping[str, AESGCM] = {key_id(key): AESGCM(_derived(key, b"tandem field")) for key in keys}
        self._index_key = index_key
        self.newest = key_id(keys[0])
        self.country = country

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Ids of all keys, the newest first."""
        return tuple(self._keys)

    def seal(self, text: str, place: Place) -> Sealed:
        """Seal a text for one place."""
        nonce = dice.secret()[:NONCE_BYTES]
        secret = self._keys[self.newest].encrypt(nonce, text.encode(), _bound(place))
        return Sealed(f"{FORM}.{self.newest}.{urlsafe_b64encode(nonce + secret).decode()}")

    def open(self, sealed: Sealed, place: Place) -> str:
        """The text. Raises ``Unsealable``."""
        form, _, rest = sealed.token.partition(".")
        key, _, secret = rest.partition(".")
        if form != FORM or key not in self._keys:
            raise Unsealable(f"no key {key} in the keyring for {'/'.join(place[:2])}")
        try:
            raw = urlsafe_b64decode(secret)
            return self._keys[key].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(place)).decode()
        except (InvalidTag, NotBase64, ValueError) as error:
            raise Unsealable(f"a text of {'/'.join(place[:2])} does not stand where it was sealed for") from error

    def blind_index(self, kind: str, value: str) -> str:
        """A mark that is equal for equal values of one kind, "" for no value; ``value`` is normalised already."""
        if not value:
            return ""
        return hmac.new(self._index_key, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()


def keyring_of(settings: Settings) -> Keyring:
    """The keyring of an installation; outside of production a key made from the secret key comes last, or alone.

    So whoever begins without field keys can rotate to them.
    """
    keys = [urlsafe_b64decode(key) for key in settings.field_keys]
    if settings.mode != "production":
        keys.append(_of_secret(settings.secret_key))
    return Keyring(keys, index_key_of(settings.secret_key), settings.phone_country)


def secret_keyring(secret: str) -> Keyring:
    """A keyring all of whose keys are made from one secret: for development and tests."""
    return Keyring([_of_secret(secret)], index_key_of(secret))


def index_key_of(secret: str) -> bytes:
    """The key of blind indexes."""
    return _derived(secret.encode(), b"tandem blind index")


def key_id(key: bytes) -> str:
    """What names a key without telling it."""
    return _derived(key, b"tandem key id").hex()[:KEY_ID_LENGTH]


def _of_secret(secret: str) -> bytes:
    return _derived(secret.encode(), b"tandem development field key")


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(key)


def _bound(place: Place) -> bytes:
    return msgspec.json.encode(place)
