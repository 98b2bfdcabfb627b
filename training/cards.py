"""Model cards in both languages, written from a bundle's manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.bundle import DataDigest, Manifest

_EN: Final = """# Model card: {name} {version}

{intro}
## Intended use
A first reader for newsrooms, inspectors and label reviewers: it points at passages
that a person should look at. It advises; the person in charge decides. It is not meant
for judging people, for moderation without a person, or for languages other than
Vietnamese.

## Data
{data}

Sentences under `training/data` were written and labelled with language models and
await human annotators. Other sets are named by folder and file and are not part of
the repository: figures on `data/…` rest on the repository alone, the others need those
files.

## Figures
Sentence level, `medium` and `high` against clean (`none`, `countered`); `low` is not
scored. Intervals: bootstrap, 95 %. Thresholds were chosen on the dev sets, so dev
figures are a little too good; test sets chose nothing.

{figures}
At the default operating point, by category (any severity):

{categories}
{background}To measure again:

    python -m training evaluate --bundle {name} --data FILE...

## Operating points
{points}

## Limits
- It weighs words; it does not understand. Stereotypes told without tell-tale words are
  missed, and news that merely uses such words can be flagged: precision and recall
  above say how often.
- Contrast groups (a biased sentence and clean sentences with the same words) are hard
  for it: see "whole groups right".
- Writers and groups held out from training are from the same kind of source as the
  rest; other people's contrast groups may be harder.
- Sentences drawn for the dev sets hold far more findings than ordinary print, so a
  score is calibrated for such text and too high for ordinary news.
- `violence`, `discrimination`, `ability` and `diversity` are rare in the real training
  sentences; they rest mostly on sentences written for the purpose.
- Context is one sentence to each side; the headline of a long article is not seen.

Seed {seed}; commit {commit}; {libraries}.
"""

_VI: Final = """# Thẻ mô hình: {name} {version}

{intro}
## Dùng vào việc gì
Người đọc thứ hai cho toà soạn, cán bộ thẩm định và người duyệt nhãn: chỉ ra chỗ có
dấu hiệu định kiến giới để con người xem xét. Công cụ chỉ gợi ý, người có trách nhiệm
quyết định. Không dùng để đánh giá cá nhân, không dùng thay người kiểm duyệt, không dùng
cho ngôn ngữ khác.

## Dữ liệu
{data}

Câu trong `training/data` do mô hình ngôn ngữ viết và gán nhãn, còn chờ người gán nhãn
kiểm tra lại. Các bộ khác được gọi theo tên thư mục và tệp, không nằm trong kho mã: số
đo trên `data/…` chỉ dựa vào kho mã, các số đo khác cần những tệp ấy.

## Số đo
Tính theo câu, mức vừa và nặng so với câu sạch (không có, hoặc có mà bị phê phán); mức
nhẹ không tính. Khoảng tin cậy 95 % theo bootstrap. Ngưỡng được chọn trên các bộ dev
nên số đo dev hơi cao hơn thực tế; bộ test không tham gia chọn gì.

{figures}
Ở mức soát mặc định, theo từng nhóm (mọi mức):

{categories}
{background}Đo lại bằng lệnh:

    python -m training evaluate --bundle {name} --data TỆP...

## Mức soát
{points}

## Giới hạn
- Mô hình cân từ ngữ chứ không hiểu câu. Định kiến diễn đạt không bằng từ quen thuộc
  sẽ bị bỏ sót; tin tức chỉ dùng những từ ấy có thể bị báo sai: xem độ chính xác và
  độ phủ ở trên.
- Nhóm đối chiếu (một câu định kiến và các câu sạch dùng cùng từ) là việc khó với mô
  hình: xem cột "nhóm đúng trọn".
- Người viết và nhóm để riêng cho bộ test cùng một nguồn với phần còn lại; nhóm đối
  chiếu do người khác viết có thể khó hơn.
- Bộ dev có nhiều câu định kiến hơn hẳn báo in thường ngày, nên điểm số được hiệu chỉnh
  cho loại văn bản đó và cao hơn thực tế với tin thường.
- `violence`, `discrimination`, `ability`, `diversity` hiếm trong câu thật đã gán nhãn;
  phần lớn dựa vào câu được viết riêng.
- Ngữ cảnh chỉ gồm một câu mỗi bên; mô hình không thấy tít của bài dài.

Hạt giống {seed}; commit {commit}; {libraries}.
"""

_LINEAR: Final[Mapping[str, str]] = {
    "en": """A linear classifier on n-grams of words of a Vietnamese sentence and of the
sentences beside it. {experts}It gives, for each of nine categories of gender
stereotype, the probability at severity low, medium and high or above, the stance of the
sentence, and the words that made it decide. It runs on numpy alone.
""",
    "vi": """Bộ phân loại tuyến tính trên cụm từ của câu tiếng Việt, có xét câu đứng
trước và câu đứng sau. {experts}Với mỗi nhóm trong chín nhóm định kiến giới, mô hình cho
xác suất ở mức nhẹ, vừa, nặng trở lên, thái độ của câu (lời của bài, lời dẫn, phê phán)
và những từ khiến nó kết luận như vậy. Chỉ cần numpy để chạy.
""",
}
_TOKENS: Final[Mapping[str, str]] = {
    "en": """{origin}
and fine-tuned to give evidence for each token of a sentence; beside it a linear
classifier on n-grams of words of the sentence and of the two beside it. {experts}What
both say is weighed into the probability of each of nine categories of gender stereotype
at severity low, medium and high or above, and into the stance of the sentence; the
words that made it decide are the encoder's tokens. It runs on ONNX Runtime, without
torch; {precision}.

| fine-tuned on | epochs | rate | seed | verdicts as in fp32 | F1 fp32 | F1 as shipped |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| {tuned_on} | {epochs} | {rate} | {tuning_seed} | {same} | {f1_whole} | {f1_other} |
""",
    "vi": """{origin}
rồi tinh chỉnh để chấm từng tiếng trong câu; bên cạnh là bộ phân loại tuyến
tính trên cụm từ của câu, có xét câu đứng trước và câu đứng sau. {experts}Ý kiến của hai
bên được cân lại thành xác suất của từng nhóm trong chín nhóm định kiến giới ở mức nhẹ,
vừa, nặng trở lên, và thành thái độ của câu (lời của bài, lời dẫn, phê phán); những từ
khiến nó kết luận là do bộ mã hoá chỉ ra. Chạy bằng ONNX Runtime, không cần torch;
{precision}.

| tinh chỉnh trên | số lượt | tốc độ học | hạt giống | kết luận như fp32 | F1 fp32 | F1 bản này |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| {tuned_on} | {epochs} | {rate} | {tuning_seed} | {same} | {f1_whole} | {f1_other} |
""",  # noqa: E501
}
_ORIGIN: Final[Mapping[str, tuple[str, str]]] = {
    "en": (
        "A small transformer encoder, pre-trained by this project on Vietnamese text",
        "The encoder `{name}`, pre-trained by others (licence: {licence}),",
    ),
    "vi": (
        "Một bộ mã hoá transformer nhỏ do dự án tự huấn luyện trước trên văn bản tiếng"
        " Việt",
        "Bộ mã hoá `{name}` do bên khác huấn luyện trước (giấy phép: {licence}),",
    ),
}
_LICENCES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "mit": "MIT",
        "agpl": "AGPL-3.0, which then holds for this bundle and for a service that"
        " uses it",
        "research": "research only, so this bundle must not be used in a newsroom",
        "unknown": "not known; read it before this bundle is used or passed on",
    },
    "vi": {
        "mit": "MIT",
        "agpl": "AGPL-3.0, áp dụng cho cả gói này và dịch vụ dùng nó",
        "research": "chỉ dành cho nghiên cứu, nên không được dùng gói này ở toà soạn",
        "unknown": "không rõ; hãy đọc trước khi dùng hoặc chia sẻ gói này",
    },
}
_PRECISION: Final[Mapping[str, tuple[str, str]]] = {
    "en": ("its weights are fp32", "its weights are int8"),
    "vi": ("trọng số fp32", "trọng số int8"),
}
_EXPERTS: Final[Mapping[str, str]] = {
    "en": """Every part of it is there twice, fitted on printed and on written
sentences, and a gate weighs the two by the kind of the sentence: contrast groups use
the same words in biased and in clean sentences, and fitted together the two unlearn
what words are worth in print. """,
    "vi": """Mỗi phần có hai bản, một học từ câu in trên báo, một học từ câu được viết
riêng, và một cổng cân hai bản theo kiểu câu: nhóm đối chiếu dùng cùng từ ngữ cho câu
định kiến và câu sạch, học chung thì mô hình quên sức nặng của từ trên báo thật. """,
}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "set": "set",
        "point": "operating point",
        "examples": "examples",
        "groups": "whole groups right",
        "category": "category",
        "default": "default",
        "presets": "names",
    },
    "vi": {
        "set": "bộ",
        "point": "mức soát",
        "examples": "số câu",
        "groups": "nhóm đúng trọn",
        "category": "nhóm",
        "default": "mặc định",
        "presets": "tên",
    },
}
_POINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "can-bang": "balanced: the highest threshold that costs next to no F1",
        "than-trong": "careful: precision first",
        "ra-soat": "thorough: recall first, for a person who reads everything",
    },
    "vi": {
        "can-bang": "cân bằng: ngưỡng cao nhất mà F1 hầu như không giảm",
        "than-trong": "thận trọng: ưu tiên độ chính xác",
        "ra-soat": "rà soát: ưu tiên độ phủ, khi có người đọc lại tất cả",
    },
}


_BACKGROUND: Final[Mapping[str, str]] = {
    "en": """Ordinary news ({background}): {sentences} sentences, {documents} documents
that nothing was trained on. Nobody labelled them, so true findings are among those
counted. Findings at medium or above per 1,000 sentences (count); documents with one:
""",
    "vi": """Tin thường ({background}): {sentences} câu của {documents} bài không dùng
để huấn luyện. Chưa ai gán nhãn nên số đếm gồm cả phát hiện đúng. Số phát hiện mức vừa
trở lên trên 1.000 câu (số đếm); số bài có phát hiện:
""",
}


def linear_card(manifest: Manifest, *, language: str) -> str:
    """The card of a linear bundle in "en" or "vi"."""
    has_gate = bool(manifest.settings.get("gate"))
    experts = _EXPERTS[language] if has_gate else ""
    return _card(manifest, _LINEAR[language].format(experts=experts), language)


def token_card(manifest: Manifest, *, language: str) -> str:
    """The card of a token-classifier bundle in "en" or "vi"."""
    int8, tuning = manifest.metrics["int8"], manifest.metrics["fine_tuning"]
    is_quantised = bool(int8["is_close"])
    intro = _TOKENS[language].format(
        origin=_origin(tuning.get("encoder"), language),
        experts=_EXPERTS[language],
        precision=_PRECISION[language][is_quantised],
        tuned_on=tuning["examples"],
        epochs=tuning["settings"]["epochs"],
        rate=tuning["settings"]["rate"],
        tuning_seed=tuning["settings"]["seed"],
        same=f"{100 * int8['same_verdicts']:.1f} %" if is_quantised else "100 %",
        f1_whole=f"{int8['f1_whole']:.3f}",
        f1_other=f"{int8['f1_other' if is_quantised else 'f1_whole']:.3f}",
    )
    return _card(manifest, intro, language)


def _card(manifest: Manifest, intro: str, language: str) -> str:
    words = _WORDS[language]
    template = _EN if language == "en" else _VI
    return template.format(
        name=manifest.name,
        version=manifest.version,
        intro=intro,
        data=_data(manifest.data),
        figures=_figures(manifest, words),
        categories=_categories(manifest, words),
        background=_background(manifest, language),
        points=_points(manifest, language),
        seed=manifest.seed,
        commit=manifest.commit[:12] or "-",
        libraries=", ".join(f"{name} {value}" for name, value in manifest.libraries),
    )


def _data(sets: tuple[DataDigest, ...]) -> str:
    return "\n".join(
        f"- {part.role}: `{part.name}`, {part.examples} (SHA-256 {part.sha256[:12]}…)"
        for part in sets
    )


def _figures(manifest: Manifest, words: Mapping[str, str]) -> str:
    head = (
        f"| {words['set']} | {words['point']} | {words['examples']} | P | R | F1 "
        f"| 95 % | AUC-PR | span F1 | {words['groups']} |\n"
    )
    rule = "| --- | --- " + "| ---: " * 8 + "|\n"
    rows = [
        f"| {name} | {point} | {entry['examples']} | {_n(entry['flag']['precision'])} "
        f"| {_n(entry['flag']['recall'])} | {_n(entry['flag']['f1'])} "
        f"| {'–'.join(_n(bound) for bound in entry['flag']['f1_interval'])} "
        f"| {_n(entry['flag']['average_precision'])} | {_n(entry['spans']['f1'])} "
        f"| {_n(entry['groups_right'])} |\n"
        for name, by_point in manifest.metrics.get("sets", {}).items()
        for point, entry in by_point.items()
    ]
    return head + rule + "".join(rows)


def _categories(manifest: Manifest, words: Mapping[str, str]) -> str:
    sets = manifest.metrics.get("sets", {})
    names = list(sets)
    head = f"| {words['category']} | " + " | ".join(
        f"{name}: P / R / F1" for name in names
    )
    lines = [
        head + " |",
        "| --- " + "| ---: " * len(names) + "|",
    ]
    default = manifest.default_operating_point
    labels = sets[names[0]][default]["categories"]["each"] if names else {}
    for label in labels:
        cells = []
        for name in names:
            entry = sets[name][default]["categories"]["each"][label]
            cells.append(
                f"{_n(entry['precision'])} / {_n(entry['recall'])} / {_n(entry['f1'])}"
            )
        lines.append(f"| `{label}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _origin(encoder: Mapping[str, str] | None, language: str) -> str:
    """Who pre-trained the encoder; bundles of before had none but the project's."""
    own, other = _ORIGIN[language]
    if encoder is None or encoder["licence"] == "own":
        return own
    licence = _LICENCES[language][encoder["licence"]]
    return other.format(name=encoder["name"], licence=licence)


def _background(manifest: Manifest, language: str) -> str:
    counts = manifest.metrics.get("false_alarms", {})
    if not counts:
        return ""
    first = next(iter(counts.values()))
    lines = [
        f"- `{point}`: {1000 * entry['flagged'] / entry['sentences']:.1f} "
        f"({entry['flagged']}); {entry['documents_flagged']}"
        for point, entry in counts.items()
    ]
    title = _BACKGROUND[language].format(**first)
    return title + "\n" + "\n".join(lines) + "\n\n"


def _points(manifest: Manifest, language: str) -> str:
    lines = []
    for point in manifest.operating_points:
        mark = (
            f" ({_WORDS[language]['default']})"
            if point.name == manifest.default_operating_point
            else ""
        )
        lines.append(f"- `{point.name}`{mark}: {_POINTS[language][point.name]}")
    return "\n".join(lines)


def _n(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
