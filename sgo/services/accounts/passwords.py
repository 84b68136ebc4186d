"""Passwords: hashed with argon2id, made up for an access card, and nothing else.

The parameters are OWASP's least for argon2id: about 25 ms on a small server. Hashing takes that
long on purpose, so it never happens while a write lock of the database is held.
"""

from __future__ import annotations

import base64
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Without letters and digits that are taken for one another on paper: 0 o, 1 l i.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS = 3
GROUP_LENGTH = 4
STAMP_BYTES = 24


class Passwords:
    """Makes and checks hashes at one cost."""

    def __init__(self, time_cost: int, memory_kib: int) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        # Well formed and right for no password: whoever is unknown costs as much as who is known.
        salt, digest = (
            base64.b64encode(secrets.token_bytes(length)).rstrip(b"=").decode()
            for length in (self._hasher.salt_len, self._hasher.hash_len)
        )
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={time_cost},p=1${salt}${digest}"

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is right; always one hash of work, for None (nobody) too."""
        try:
            return self._hasher.verify(password_hash or self._nobody, password)
        except InvalidHashError:
            return self.verify(None, password)
        except VerificationError:
            return False

    def outdated(self, password_hash: str) -> bool:
        """A right password's hash that was made at another cost and should be made again."""
        return self._hasher.check_needs_rehash(password_hash)


STRONG = Passwords(time_cost=2, memory_kib=19 * 1024)
CHEAP = Passwords(time_cost=1, memory_kib=8)
"""For tests alone, where the cost proves nothing."""

_in_use = STRONG


def use(passwords: Passwords) -> None:
    """Choose the cost of this process; a hash of another cost is still verified."""
    global _in_use
    _in_use = passwords


def in_use() -> Passwords:
    return _in_use


def generate_password() -> str:
    """A one-time password to be read from paper, such as «kd7m-x4pq-w9ht»: 59 bits of chance."""
    return "-".join(
        "".join(secrets.choice(READABLE) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS)
    )


def new_token() -> str:
    """What the cookie of one session carries; the database keeps a digest of it."""
    return secrets.token_urlsafe(STAMP_BYTES)


def new_stamp() -> str:
    """A new session stamp: every session that carries the old one ends."""
    return secrets.token_urlsafe(STAMP_BYTES)
