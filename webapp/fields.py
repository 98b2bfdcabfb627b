"""HTML forms: fields read one by one, problems gathered for the page to show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from flask_babel import gettext as _

from webapp import passwords
from webapp.accounts import folded_email

_EMAIL: Final = re.compile(r"[^@\s\x00]+@[^@\s\x00]+\.[^@\s\x00.]+")
_LONGEST_EMAIL: Final = 254
_PAGE_DIGITS: Final = 9
_Choice = TypeVar("_Choice", bound=StrEnum)


def page_number(text: str) -> int:
    """The page of a list that an address asks for; 1 where it makes no sense.

    A number that no list reaches must not become one that no database can count to.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= _PAGE_DIGITS
    return max(1, int(text)) if is_number else 1


class Fields:
    """One form as it was sent.

    Attributes:
        problems: What is wrong, by field; the page shows it beside the field.
    """

    def __init__(self, sent: Mapping[str, str] | None = None) -> None:
        self._sent = sent or {}
        self.problems: dict[str, str] = {}

    def value(self, name: str, default: str = "") -> str:
        """What was typed, to show it again; passwords are never shown."""
        return self._sent.get(name, default)

    def line(self, name: str, *, longest: int, is_required: bool = True) -> str:
        """A line of text in NFC without outer blanks."""
        text = unicodedata.normalize("NFC", self._sent.get(name, "")).strip()
        if is_required and not text:
            self.problems[name] = _("Chưa điền mục này.")
        elif len(text) > longest:
            self.problems[name] = _("Dài quá %(count)s ký tự.", count=longest)
        elif not text.isprintable():
            self.problems[name] = _("Có ký tự không dùng được.")
        return text

    def email(self, name: str) -> str:
        """An address as it is compared."""
        text = folded_email(self._sent.get(name, ""))
        if not _EMAIL.fullmatch(text) or len(text) > _LONGEST_EMAIL:
            self.problems[name] = _("Địa chỉ chưa đúng dạng ten@toasoan.vn.")
        return text

    def choice(self, name: str, kind: type[_Choice], *, default: _Choice) -> _Choice:
        """One of the members of ``kind``."""
        try:
            return kind(self._sent.get(name, ""))
        except ValueError:
            self.problems[name] = _("Chọn một mục trong danh sách.")
            return default

    def one_of(self, name: str, known: Iterable[str]) -> str:
        """One of the texts that the page offered."""
        text = self._sent.get(name, "")
        if text not in set(known):
            self.problems[name] = _("Chọn một mục trong danh sách.")
        return text

    def number(self, name: str, *, least: int, most: int) -> int:
        """A whole number."""
        text = self._sent.get(name, "").strip()
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            self.problems[name] = _(
                "Điền một số từ %(least)s đến %(most)s.", least=least, most=most
            )
            return least
        return int(text)

    def number_or_none(self, name: str, *, least: int, most: int) -> int | None:
        """A whole number; None when nothing was typed."""
        if not self._sent.get(name, "").strip():
            return None
        return self.number(name, least=least, most=most)

    def new_password(self, name: str, *, email: str, person: str) -> str:
        """A password that is good enough and was typed the same twice."""
        password = self._sent.get(name, "")
        if not passwords.is_acceptable(password, email=email, name=person):
            self.problems[name] = _(
                "Mật khẩu cần ít nhất %(count)s ký tự và không quá dễ đoán.",
                count=passwords.MIN_LENGTH,
            )
        elif password != self._sent.get(f"{name}_again", ""):
            self.problems[f"{name}_again"] = _("Hai lần gõ chưa giống nhau.")
        return password
