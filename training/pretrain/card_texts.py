"""The prose of an encoder's card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_EN: Final = """# Encoder card: {name}

A compact encoder of Vietnamese, {layers} layers × {hidden}, {heads} heads, vocabulary
{vocabulary}, RoBERTa architecture, fp16 on disk. It was pre-trained by this project
from raw text ({objective}) and is made to be fine-tuned; by itself it judges nothing.

    from transformers import AutoModel, AutoTokenizer
    tokenizer = AutoTokenizer.from_pretrained("FOLDER")
    model = AutoModel.from_pretrained("FOLDER")

The tokenizer lowers case, composes (NFC) and folds the placement of tone marks itself;
its offsets are code points of NFC text.

## How far it was trained
{tokens} million tokens read ({epochs} times the corpus), {hours} hours of training;
loss at the end {loss} nats a predicted token. The run can be continued.

{curve}

## Data
{corpus}

{sources}

Two in a hundred documents, chosen by their hash, were kept out of the training; false
alarms are measured there.

## Measured as an encoder
One recipe for all: a linear layer on the mean of the states; dev chooses the epoch and
nothing else. "Unseen" leaves out test texts that also stand in the training part.
Nothing trained on these benchmarks ships. Published figures come from other code and
other seeds.

{benchmarks}
### Spoiled text
Points of accuracy lost when the test texts are spoiled (training texts are not):

{robustness}
### Speed
{speeds}
### Before the long run
{comparison}
Again: `python -m training encoder-benchmark --encoder FOLDER --robustness --json
FOLDER/measured/TASK.json …`, `make bench-encoder ENCODER=FOLDER`, `python -m training
pretrain compare …`, then `python -m training pretrain card FOLDER`.

## Limits
- It has read far less than PhoBERT or XLM-R: rare words, names and world knowledge are
  weak.
- Text without diacritics was four in a hundred paragraphs.
- 512 tokens at most; most rows of the training had 128.
"""

_VI: Final = """# Thẻ bộ mã hoá: {name}

Bộ mã hoá tiếng Việt cỡ nhỏ: {layers} tầng × {hidden}, {heads} đầu chú ý, từ vựng
{vocabulary} mục, kiến trúc RoBERTa, lưu ở fp16. Dự án tự huấn luyện từ văn bản thô
({objective}), dùng để tinh chỉnh tiếp; tự nó không phán xét gì.

    from transformers import AutoModel, AutoTokenizer
    tokenizer = AutoTokenizer.from_pretrained("THƯ_MỤC")
    model = AutoModel.from_pretrained("THƯ_MỤC")

Bộ tách từ tự chuyển chữ thường, dựng sẵn (NFC) và thống nhất cách đặt dấu thanh; vị trí
tính theo điểm mã của văn bản NFC.

## Đã huấn luyện đến đâu
Đã đọc {tokens} triệu token ({epochs} lượt kho văn bản), {hours} giờ huấn luyện; loss
lúc cuối là {loss} nat mỗi token phải đoán. Có thể huấn luyện tiếp.

{curve}

## Dữ liệu
{corpus}

{sources}

Cứ một trăm bài có hai bài, chọn theo mã băm, không dùng để huấn luyện; tỷ lệ báo nhầm
được đo trên những bài ấy.

## Số đo với tư cách bộ mã hoá
Một công thức cho tất cả: một lớp tuyến tính trên trung bình các trạng thái, bộ dev chỉ
chọn lượt. Cột "unseen" bỏ những câu kiểm tra có mặt trong phần huấn luyện. Không mô
hình nào học từ các bộ này được phát hành. Số đã công bố do mã khác và hạt giống khác.

{benchmarks}
### Văn bản bị hỏng
Số điểm độ đúng (accuracy) mất đi khi câu kiểm tra bị làm hỏng, câu huấn luyện thì
không:

{robustness}
### Tốc độ
{speeds}
### So sánh trước khi chạy dài
{comparison}
Đo lại: `python -m training encoder-benchmark --encoder THƯ_MỤC --robustness --json
THƯ_MỤC/measured/BỘ.json …`, `make bench-encoder ENCODER=THƯ_MỤC`, `python -m training
pretrain compare …`, rồi `python -m training pretrain card THƯ_MỤC`.

## Giới hạn
- Đọc ít hơn PhoBERT hay XLM-R rất nhiều: yếu ở từ hiếm, tên riêng và hiểu biết chung.
- Văn bản không dấu chỉ chiếm bốn phần trăm số đoạn.
- Nhiều nhất 512 token; phần lớn lúc huấn luyện là 128.
"""

CARDS: Final[Mapping[str, str]] = {"en": _EN, "vi": _VI}

OBJECTIVES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "mlm": "masked language modelling",
        "electra": "replaced-token detection",
    },
    "vi": {"mlm": "đoán từ bị che", "electra": "nhận ra từ bị thay"},
}

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "curve": "loss against tokens",
        "no_curve": "The log of the run is not there.",
        "not_measured": "Not measured yet.",
        "no_sources": "Where the text came from is not stated.",
        "no_corpus": "The size of the corpus is not stated.",
        "sources_head": "| source | what | million syllables | licence |",
        "corpus": (
            "{documents} documents, {held_out} of them held out; {duplicates} repeated "
            "paragraphs left out; {tokens} million tokens, {fertility} a syllable."
        ),
    },
    "vi": {
        "curve": "loss theo số token",
        "no_curve": "Không còn nhật ký huấn luyện.",
        "not_measured": "Chưa đo.",
        "no_sources": "Không nêu nguồn văn bản.",
        "no_corpus": "Không nêu cỡ kho văn bản.",
        "sources_head": "| nguồn | nội dung | triệu âm tiết | giấy phép |",
        "corpus": (
            "{documents} bài, trong đó {held_out} bài để riêng, bỏ {duplicates} đoạn "
            "trùng; {tokens} triệu token, {fertility} token mỗi âm tiết."
        ),
    },
}
