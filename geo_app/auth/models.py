"""Tables account, account_division, login_session, api_token, login_attempt, disclosure."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, Identity, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, INT8MULTIRANGE
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geo_app.db import Base


class Account(Base):
    """A person who may log in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    username: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    disabled: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    must_change: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))  # somebody else set it
    divisions: Mapped[list["AccountDivision"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class AccountDivision(Base):
    """A grant: this account sees all that lies below this division code; the empty code is the country."""

    __tablename__ = "account_division"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)


class LoginSession(Base):
    """A login, from where and on what device. Only a hash of its token is stored; `id` names it to its person.
    `proved_at`: when they last showed who they are; `vouched`: by the identity provider, not by a password."""

    __tablename__ = "login_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    id: Mapped[int] = mapped_column(BigInteger, Identity())
    proved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    vouched: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    address: Mapped[str] = mapped_column(Text, server_default=text("''"))
    device: Mapped[str] = mapped_column(Text, server_default=text("''"))


class ApiToken(Base):
    """What a program shows instead of a login: never more than its account may do, and nothing but the layers.
    Only a hash of it is stored; `layers` without a value means all."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(Text)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    writes: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    readings: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))  # sends them, and nothing else
    layers: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class LoginAttempt(Base):
    """Somebody tried to log in: as whom, when, from where, with what success. Written before the password is
    looked at, so that tries sent side by side are counted too; names that do not exist are counted alike."""

    __tablename__ = "login_attempt"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    username: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    success: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))

    __table_args__ = (
        Index("login_attempt_username_at", "username", "at"),
        Index("login_attempt_address_at", "address", "at"),
    )


class Disclosure(Base):
    """Names or telephones of persons were told: when, to whom, from where, through which door, and what was asked
    for. Whom it named is found by asking the same again as of then; `scope` is what the reader was granted."""

    __tablename__ = "disclosure"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    username: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(Text, server_default=text("''"))
    address: Mapped[str] = mapped_column(Text, server_default=text("''"))
    scope: Mapped[str] = mapped_column(INT8MULTIRANGE)
    verb: Mapped[str] = mapped_column(Text)
    door: Mapped[str] = mapped_column(Text)
    asked: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("disclosure_username_id", "username", "id"),
        Index("disclosure_at", "at", postgresql_using="brin"),
    )
