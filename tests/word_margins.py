"""What a Word file with comments says, read without the product's own writer."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MARKS = ("commentRangeStart", "commentRangeEnd")


def parts(package: bytes) -> dict[str, bytes]:
    """All parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def part(package: bytes, name: str) -> etree._Element:
    """The root of one part."""
    return etree.fromstring(parts(package)[name])


def comments(package: bytes, *, author: str = "Soát Giới") -> dict[str, list[str]]:
    """The paragraphs of each comment of an author, by the comment's id."""
    root = part(package, "word/comments.xml")
    return {
        str(comment.get(W + "id")): [
            "".join(leaf.text or "" for leaf in paragraph.iter(W + "t"))
            for paragraph in comment.iter(W + "p")
        ]
        for comment in root.iter(W + "comment")
        if comment.get(W + "author") == author
    }


def marked_words(package: bytes, key: str) -> str:
    """The text between a comment's marks, in the final view."""
    root = part(package, "word/document.xml")
    said: list[str] = []
    is_inside = False
    for element in root.iter():
        if element.get(W + "id") == key and element.tag == W + _MARKS[0]:
            is_inside = True
        elif element.get(W + "id") == key and element.tag == W + _MARKS[1]:
            return "".join(said)
        elif is_inside:
            said.append(_leaf_text(element))
    raise AssertionError(f"comment {key} has no end")


def reference_parent(package: bytes, key: str) -> str:
    """The tag around the run that carries a comment's own mark."""
    root = part(package, "word/document.xml")
    for element in root.iter(W + "commentReference"):
        if element.get(W + "id") == key:
            return str(element.getparent().getparent().tag)
    raise AssertionError(f"comment {key} has no reference")


def bare_text(document: bytes, *, without: set[str] | None = None) -> bytes:
    """The main part in canonical form, marks of some comments gone, split runs joined.

    Runs are joined in the same way whoever split them, so the draft goes through
    this function, too.
    """
    root = deepcopy(etree.fromstring(document))
    word = STRICT if root.tag.startswith(STRICT) else W
    for element in list(root.iter(word + "commentReference")):
        if element.get(word + "id") in (without or set()):
            run = element.getparent()
            run.getparent().remove(run)
    for name in _MARKS:
        for element in list(root.iter(word + name)):
            if element.get(word + "id") in (without or set()):
                element.getparent().remove(element)
    for run in list(root.iter(word + "r")):
        _join_with_next(run, word)
    for leaf in root.iter(word + "t"):
        leaf.attrib.pop(SPACE, None)
    canonical: bytes = etree.tostring(root, method="c14n")
    return canonical


def _join_with_next(run: etree._Element, word: str) -> None:
    if run.getparent() is None:
        return
    following = run.getnext()
    while following is not None and _is_continuation(run, following, word):
        content = [child for child in following if child.tag != word + "rPr"]
        last = run[-1] if len(run) else None
        for child in content:
            if last is not None and last.tag == child.tag == word + "t":
                last.text = (last.text or "") + (child.text or "")
            else:
                run.append(child)
            last = run[-1]
        following.getparent().remove(following)
        following = run.getnext()


def _is_continuation(run: etree._Element, following: etree._Element, word: str) -> bool:
    return (
        following.tag == run.tag
        and dict(following.attrib) == dict(run.attrib)
        and not (run.tail or following.tail)
        and _properties(run, word) == _properties(following, word)
    )


def _properties(run: etree._Element, word: str) -> list[bytes]:
    return [
        etree.tostring(child, method="c14n") for child in run.iterchildren(word + "rPr")
    ]


def _leaf_text(element: etree._Element) -> str:
    if element.tag == W + "t":
        return element.text or ""
    return {W + "tab": "\t", W + "br": "\n", W + "sym": "•"}.get(element.tag, "")
