"""Control words of RTF: which groups hold text, which words write a sign."""

from __future__ import annotations

from typing import Final

from screener.domain.documents import Part

# Groups whose text is no part of the draft; unknown groups marked by "\*" too.
SKIPPED: Final = frozenset(
    (
        *(
            "colortbl",
            "info",
            "fldinst",
            "nonshppict",
            "objdata",
            "objclass",
            "objname",
        ),
        *("listtext", "pntext", "xe", "tc", "rxe", "bkmkstart", "bkmkend", "filetbl"),
        *("nonesttables", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "template"),
        *(
            "atnid",
            "atnauthor",
            "atndate",
            "atnref",
            "atrfstart",
            "atrfend",
            "keywords",
        ),
        *("themedata", "datastore", "generator", "revtbl", "listtable"),
    )
)
# Groups marked by "\*" that hold words all the same.
STARRED_TEXT: Final = frozenset(
    ("shpinst", "shppict", "footnote", "picprop", "nesttableprops")
)
STORIES: Final = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), Part.HEADER),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), Part.FOOTER),
    "footnote": Part.FOOTNOTE,
    "shptxt": Part.TEXT_BOX,
}
SIGNS: Final = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "zwj": "\u200d",
    "zwnj": "\u200c",
}
SYMBOLS: Final = {"~": "\u00a0", "_": "-", "\\": "\\", "{": "{", "}": "}"}
PARAGRAPH_ENDS: Final = frozenset(("par", "sect", "page", "column", "\n", "\r"))
CHARSETS: Final = {
    0: "cp1252",
    128: "cp932",
    129: "cp949",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
