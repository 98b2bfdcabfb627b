"""Mails: subject, body and attachments; web pages that a browser saved as mail."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Final

import pytest

from screener.domain.documents import Document, Part
from screener.domain.limits import ReadLimits
from screener.errors import NoTextError
from screener.ingest.reader import read_bytes, read_file
from tests.fixtures import articles
from tests.fixtures.word_xml import make_docx, paragraph
from tests.word_drafts import entries, texts

FIXTURES: Final = Path(__file__).parents[2] / "fixtures" / "eml"
LIMITS: Final = ReadLimits()


def read_mail(content: bytes) -> Document:
    """The document of a mail."""
    return read_bytes(content, name="thư.eml", limits=LIMITS)


def make_mail(body: str, *, subject: str = "Bài mới") -> EmailMessage:
    """A mail with a plain body."""
    mail = EmailMessage()
    mail["Subject"], mail["MIME-Version"] = subject, "1.0"
    mail.set_content(body)
    return mail


def placed(document: Document) -> list[tuple[str | None, str]]:
    """Each paragraph with the attachment it stands in."""
    return [(p.place.section, p.span.of(document.text)) for p in document.paragraphs]


def test_mail_is_read_with_its_attachments() -> None:
    """The draft is mostly attached, and said to be where it is."""
    document = read_file(FIXTURES / "python.eml", limits=LIMITS)

    sections = {section for section, _ in placed(document)}
    assert document.title == articles.TITLE
    assert sections == {None, "bài.docx"}
    assert len(entries(document, Part.IMAGE)) == 2


def test_text_that_a_mail_carries_twice_is_read_once() -> None:
    """Plain and as a page."""
    document = read_file(FIXTURES / "python.eml", limits=LIMITS)

    body = [text for section, text in placed(document) if section is None]
    assert body.count(articles.SECTIONS[0][1][0]) == 1


@pytest.mark.parametrize("name", ["mpack", "mime-lite"])
def test_body_is_read_whatever_it_is_packed_in(name: str) -> None:
    """Quoted-printable, base64, a name on the body itself."""
    document = read_file(FIXTURES / f"{name}.eml", limits=LIMITS)

    assert [text for section, text in placed(document) if section is None][1:] == list(
        articles.SECTIONS[1][1]
    )


def test_page_alone_is_read() -> None:
    """Some programs send nothing else."""
    mail = EmailMessage()
    mail["Subject"] = "Tin"
    mail.set_content("<p>Mưa to.</p><ul><li>Một</li></ul>", subtype="html")

    document = read_mail(mail.as_bytes())

    assert placed(document) == [(None, "Tin"), (None, "Mưa to."), (None, "Một")]
    assert texts(document, Part.LIST_ITEM) == ["Một"]


def test_attachment_that_cannot_be_read_is_listed() -> None:
    """The sender thinks that it was read."""
    mail = make_mail("Gửi bài.")
    mail.add_attachment(
        b"PK\x03\x04", maintype="application", subtype="zip", filename="a.docx"
    )

    (entry,) = entries(read_mail(mail.as_bytes()), Part.ATTACHMENT)

    assert entry.reason is not None
    assert dict(entry.reason.facts) == {"name": "a.docx", "reason": "reason.truncated"}


def test_mail_in_a_mail_is_read() -> None:
    """Drafts are forwarded."""
    inner = make_mail("Trong.", subject="Bên trong")
    inner.add_attachment(
        make_docx(paragraph("Đính kèm.")),
        maintype="application",
        subtype="octet-stream",
        filename="b.docx",
    )
    mail = make_mail("Ngoài.")
    mail.add_attachment(inner)

    document = read_mail(mail.as_bytes())

    assert (None, "Ngoài.") in placed(document)
    assert ("thư.eml", "Trong.") in placed(document)
    assert ("thư.eml › b.docx", "Đính kèm.") in placed(document)


def test_marks_of_quotation_are_no_text() -> None:
    """The words of the mail before are still words."""
    document = read_mail(make_mail("Vâng.\n\n> Chị gửi bài nhé.\n>> Dạ.").as_bytes())

    assert [text for _, text in placed(document)][1:] == [
        "Vâng.",
        "Chị gửi bài nhé.",
        "Dạ.",
    ]


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("windows-1258", "phu\u0323 n\u01b0\u0303".encode("cp1258")),
        ("utf-8", "phụ nữ".encode()),
        ("x-unknown", "phụ nữ".encode()),
    ],
)
def test_body_is_read_by_what_it_is_not_by_what_it_says(
    charset: str, body: bytes
) -> None:
    """Old mail programs lied about their code page."""
    head = f"Subject: Tin\r\nContent-Type: text/plain; charset={charset}\r\nMIME-Version: 1.0\r\n\r\n"

    document = read_mail(
        head.encode() + body + " đi làm, chị em cùng đi học".encode()[:0]
    )

    assert document.text == "Tin\nphụ nữ"


def test_page_that_a_browser_saved_gives_its_article() -> None:
    """The menus around it are no text."""
    article = "".join(f"<p>{text}</p>" for text in articles.SECTIONS[0][1])
    page = (
        f"<html><body><nav><a href='a'>Trang chủ</a> <a href='b'>Thể thao</a></nav>"
        f"<article><h1>{articles.TITLE}</h1>{article}</article></body></html>"
    )
    mail = EmailMessage()
    mail["Snapshot-Content-Location"] = "https://bao.example/a"
    mail.set_content(page, subtype="html")

    document = read_bytes(mail.as_bytes(), name="trang.mhtml", limits=LIMITS)

    assert articles.SECTIONS[0][1][0] in document.text
    assert "Thể thao" not in document.text


def test_page_in_one_file_reads_as_the_page_itself() -> None:
    """Chromium saved it; nothing of the packing shows."""
    html = FIXTURES.parent / "html"

    packed = read_file(html / "chromium-luu.mhtml", limits=LIMITS)

    assert packed.text == read_file(html / "trang-bao.html", limits=LIMITS).text


def test_mail_is_known_by_its_head() -> None:
    """People rename them."""
    document = read_bytes(make_mail("Mưa.").as_bytes(), name="a.txt", limits=LIMITS)

    assert texts(document, Part.TITLE) == ["Bài mới"]


@pytest.mark.parametrize(
    "content",
    [
        b"MIME-Version: 1.0\n\n",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n",
        b"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n!!!!",
    ],
)
def test_mail_without_words_says_so(content: bytes) -> None:
    """An empty mail is not a clean draft."""
    with pytest.raises(NoTextError):
        read_mail(content)
