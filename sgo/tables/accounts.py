"""Accounts: who may sign in, in which roles, and the counter that slows guessing down."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sgo.db import Base, Key, Versioned
from sgo.look_words import Language, Letters, Scheme, Spacing, Theme
from sgo.tables.people import Guardian, Staff, Student
from sgo.vocabulary import Role


class Account(Versioned, Base):
    """One account of one person, who may stand here in several capacities at once.

    Every session carries the `session_stamp` that it began under: a new stamp ends them all at
    once (password changed, account closed).
    """

    __tablename__ = "accounts"
    guarded = True

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200), info={"secret": True})
    must_change_password: Mapped[bool] = mapped_column(default=True)
    session_stamp: Mapped[str] = mapped_column(String(40), info={"secret": True})
    issued_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    last_signed_in_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id", ondelete="RESTRICT"), unique=True
    )
    student_id: Mapped[int | None] = mapped_column(
        ForeignKey("students.id", ondelete="RESTRICT"), unique=True
    )
    guardian_id: Mapped[int | None] = mapped_column(
        ForeignKey("guardians.id", ondelete="RESTRICT"), unique=True
    )

    staff: Mapped[Staff | None] = relationship()
    student: Mapped[Student | None] = relationship()
    guardian: Mapped[Guardian | None] = relationship()
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="account", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def card(self) -> Staff | Student | Guardian | None:
        """The card by which the person is named on screen."""
        return self.staff or self.guardian or self.student

    def __str__(self) -> str:
        return self.login


class RoleGrant(Base):
    """A role held by an account."""

    __tablename__ = "role_grants"
    guarded = True

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    role: Mapped[Role]

    account: Mapped[Account] = relationship(back_populates="grants")

    __table_args__ = (UniqueConstraint("account_id", "role"),)

    def __str__(self) -> str:
        return self.role.value


class SignInFailure(Base):
    """A failed sign-in, kept only as long as the throttle counts it; keys are digests."""

    __tablename__ = "sign_in_failures"
    tracked = False

    id: Mapped[Key]
    login_digest: Mapped[str] = mapped_column(String(64))
    address_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]

    __table_args__ = (
        Index("ix_sign_in_failures_login_digest_at", "login_digest", "at"),
        Index("ix_sign_in_failures_address_digest_at", "address_digest", "at"),
    )


class SignIn(Base):
    """One attempt to sign in to an account and, when it succeeded, the session that it began.

    The address is shortened and the browser is two words before they are kept here; the session
    is known by a digest of what its cookie carries. `seeing_as_id` is the account whose screens a
    technical admin looks at in this session. Purged after `rules.sign_ins.HISTORY_KEPT`.
    """

    __tablename__ = "sign_ins"
    tracked = False

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    succeeded: Mapped[bool] = mapped_column(default=False)
    browser: Mapped[str | None] = mapped_column(String(60), info={"personal": "device"})
    system: Mapped[str | None] = mapped_column(String(60), info={"personal": "device"})
    place: Mapped[str] = mapped_column(String(45), info={"personal": "place"})
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True, info={"secret": True})
    session_stamp: Mapped[str | None] = mapped_column(String(40), info={"secret": True})
    last_seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    seeing_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    seeing_since: Mapped[datetime | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])

    __table_args__ = (
        CheckConstraint(
            "(seeing_as_id IS NULL) = (seeing_since IS NULL)", name="seeing_has_a_beginning"
        ),
        Index("ix_sign_ins_account_id_at", "account_id", "at"),
        Index("ix_sign_ins_at", "at"),
    )


class Preferences(Base):
    """How one person likes the screens to look; followed on every device they sign in on."""

    __tablename__ = "preferences"
    tracked = False

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[Language | None]
    theme: Mapped[Theme] = mapped_column(default=Theme.AUTO)
    weak_sight: Mapped[bool] = mapped_column(default=False, info={"personal": "sight"})
    letters: Mapped[Letters] = mapped_column(default=Letters.LARGE)
    spacing: Mapped[Spacing] = mapped_column(default=Spacing.USUAL)
    scheme: Mapped[Scheme] = mapped_column(default=Scheme.BLACK_ON_WHITE)
    pictures: Mapped[bool] = mapped_column(default=True)
