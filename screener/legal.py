"""Which articles of law speak of what a category covers, and since when.

Only articles whose text has been read in public sources stand here; where the
number of an article could not be confirmed none is named. A category without
a confirmed article has none, and reports say so.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from screener.domain.labels import Category
from screener.domain.reports import LegalBasis
from screener.domain.wording import Bilingual

_EQUALITY_LAW: Final = Bilingual(
    "Luật Bình đẳng giới 2006 (73/2006/QH11)",
    "Law on Gender Equality 2006 (73/2006/QH11)",
)
_EQUALITY_LAW_SINCE: Final = date(2007, 7, 1)


def _equality_law(key: str, vi: str, en: str) -> LegalBasis:
    return LegalBasis(
        f"lbdg-2006-{key}", _EQUALITY_LAW, Bilingual(vi, en), _EQUALITY_LAW_SINCE
    )


_STEREOTYPE: Final = _equality_law(
    "d5k4", "Điều 5 khoản 4 (định kiến giới)", "Article 5 clause 4 (gender prejudice)"
)
_DISCRIMINATION: Final = _equality_law(
    "d5k5",
    "Điều 5 khoản 5 (phân biệt đối xử về giới)",
    "Article 5 clause 5 (gender discrimination)",
)
_PROHIBITED: Final = _equality_law(
    "d10", "Điều 10 (các hành vi bị nghiêm cấm)", "Article 10 (prohibited acts)"
)
_EQUAL_CHILDREN: Final = _equality_law(
    "d18k4",
    "Điều 18 khoản 4 (con trai, con gái)",
    "Article 18 clause 4 (sons and daughters)",
)
_SHARED_HOUSEWORK: Final = _equality_law(
    "d18k5",
    "Điều 18 khoản 5 (chia sẻ công việc gia đình)",
    "Article 18 clause 5 (sharing of housework)",
)
_IMPOSED_HOUSEWORK: Final = _equality_law(
    "d41k5",
    "Điều 41 khoản 5 (áp đặt lao động gia đình)",
    "Article 41 clause 5 (imposing of family labour)",
)
_LABOUR: Final = _equality_law(
    "d40", "Điều 40 (lĩnh vực lao động)", "Article 40 (labour)"
)
_PRESS_LAW: Final = LegalBasis(
    "lbc-2025",
    Bilingual(
        "Luật Báo chí 2025 (126/2025/QH15), nội dung cấm về phân biệt đối xử về giới",
        "Press Law 2025 (126/2025/QH15), prohibited content on gender discrimination",
    ),
    None,
    date(2026, 7, 1),
)
_DOMESTIC_VIOLENCE_LAW: Final = LegalBasis(
    "lpcblgd-2022",
    Bilingual(
        "Luật Phòng, chống bạo lực gia đình 2022 (13/2022/QH15), yêu cầu truyền thông",
        "Domestic Violence Law 2022 (13/2022/QH15), duties of communication",
    ),
    None,
    date(2023, 7, 1),
)
# The amendment in force from 2026-01-01 has not been read, so the clause is
# cited only for what was published before it.
_ADVERTISING_LAW: Final = LegalBasis(
    "lqc-2012-d8k6",
    Bilingual(
        "Luật Quảng cáo 2012 (16/2012/QH13)", "Advertising Law 2012 (16/2012/QH13)"
    ),
    Bilingual(
        "Điều 8 khoản 6 (định kiến về giới)", "Article 8 clause 6 (gender prejudice)"
    ),
    date(2013, 1, 1),
    date(2025, 12, 31),
)

_BY_CATEGORY: Final[dict[Category, tuple[LegalBasis, ...]]] = {
    Category.ROLE: (_STEREOTYPE, _SHARED_HOUSEWORK, _IMPOSED_HOUSEWORK),
    Category.ABILITY: (_STEREOTYPE,),
    Category.TRAIT: (_STEREOTYPE,),
    Category.APPEARANCE: (_STEREOTYPE,),
    Category.MARRIAGE: (_STEREOTYPE, _EQUAL_CHILDREN),
    Category.VIOLENCE: (_PROHIBITED, _DOMESTIC_VIOLENCE_LAW),
    Category.DISCRIMINATION: (_DISCRIMINATION, _PROHIBITED, _LABOUR, _PRESS_LAW),
    Category.LANGUAGE: (_STEREOTYPE,),
    Category.DIVERSITY: (),
}


def legal_basis(
    category: Category, *, published_on: date | None, genre: str
) -> tuple[LegalBasis, ...]:
    """The confirmed articles for a category, in force on the day of publication.

    Args:
        category: What was found.
        published_on: None for a draft: articles that stand today without an end.
        genre: "advertising" adds the advertising law.
    """
    articles = _BY_CATEGORY[category]
    if genre == "advertising" and articles:
        articles = (*articles, _ADVERTISING_LAW)
    return tuple(article for article in articles if _applies(article, published_on))


def _applies(article: LegalBasis, published_on: date | None) -> bool:
    if published_on is None:
        return article.in_force_to is None
    return article.is_in_force(published_on)
