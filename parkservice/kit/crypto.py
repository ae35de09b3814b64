"""Identity numbers and passports at rest: encrypted, with a keyed hash for exact search (design section 5); chain keys.

The key comes from PARKSERVICE_DATA_KEY or, when that is not set, from the secret key of the settings, whose fallbacks
still open what they closed. Whoever changes the data key must encrypt the rows anew. The chains of posted rows
(`kit.chain`) have a key of their own from PARKSERVICE_CHAIN_KEY, or the secret key in the same way.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


def encrypt(plain: str) -> str:
    """Return the text encrypted and sealed, as ASCII; the same text gives a different result each time."""
    return _box().encrypt(plain.encode()).decode("ascii")


def decrypt(sealed: str) -> str:
    """Return what `encrypt` sealed. Raises ValueError when it was altered or another key sealed it."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise ValueError("This was altered, or sealed with another key.") from None


def keyed_hash(plain: str) -> str:
    """Return the HMAC-SHA256 of a text as 64 hexadecimal digits, for exact search without the text."""
    return hmac.new(_derived(_secrets()[0], b"search"), plain.encode(), hashlib.sha256).hexdigest()


def chain_keys() -> list[bytes]:
    """Return the keys that posted rows may be chained with, today's first (M18); none of them is in the database."""
    return [_derived(secret, b"chain") for secret in _secrets("PARKSERVICE_CHAIN_KEY")]


def _secrets(name: str = "PARKSERVICE_DATA_KEY") -> list[bytes]:
    own = os.environ.get(name)
    keys = [own] if own else [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [force_bytes(key) for key in keys]


@lru_cache(maxsize=16)
def _derived(secret: bytes, purpose: bytes) -> bytes:
    """Return 32 bytes for one purpose, so that no key serves two."""
    return HKDF(SHA256(), 32, salt=None, info=b"parkservice " + purpose).derive(secret)


def _box() -> MultiFernet:
    keys = (base64.urlsafe_b64encode(_derived(secret, b"box")) for secret in _secrets())
    return MultiFernet([Fernet(key) for key in keys])
