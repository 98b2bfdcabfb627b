"""Names of WordprocessingML, and the two questions that every walk asks of it."""

from __future__ import annotations

from typing import Final

from lxml import etree

WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
RELATION: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
)
_OFF: Final = frozenset(("0", "false", "off"))


def chosen_branch(alternatives: etree._Element) -> etree._Element:
    """The one branch of "mc:AlternateContent" to read: the first, else the fallback.

    Word writes the same text box twice, once for new and once for old programs.
    """
    for branch in alternatives:
        if branch.tag == MC + "Choice" and len(branch):
            return branch
    fallback = alternatives.find(MC + "Fallback")
    return alternatives if fallback is None else fallback


def is_on(toggle: etree._Element | None) -> bool:
    """Whether a toggle property such as "w:vanish" is there and not switched off."""
    return toggle is not None and toggle.get(WORD + "val", "true") not in _OFF
