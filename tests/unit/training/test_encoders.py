"""Encoders of three architectures through one interface, places exact."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import click
import pytest
import torch
from click.testing import CliRunner
from transformers import PhobertTokenizer

from models.segmentation import UNDERTHESEA, joined_words, segmenter
from models.subwords import FastSubwords, JoinedSubwords, Pieces
from models.subwords_file import subwords_of
from screener.errors import EncoderMissingError, EncoderUnsupportedError
from tests.tiny_encoders import write_own, write_phobert, write_xlm_roberta
from training.encoders import Encoder, encoder_option, load_encoder
from training.encoders_licences import encoder_name, licence_notice
from training.encoders_phobert import phobert_pieces, phobert_settings

TEXTS = (
    "Chị Hạnh   cười: “Việc nhà, 12.000 đồng… ai rảnh người ấy làm!”",
    "\tSINH VIÊN đại học\u00a0ở TP.HCM; PGS.TS. Nguyễn Văn An (1,5 mét) €½ 🙂.",
    "Xem http://bao.vn/a_b?c=1 và anh_chị <s> nhé </s> <mask> a@@b @ hoà, hòa…",
    "",
    " ",
)
WRITERS: dict[str, Callable[[Path], Path]] = {
    "own": write_own,
    "phobert": write_phobert,
    "xlm-roberta": write_xlm_roberta,
}


@pytest.fixture(scope="module", params=sorted(WRITERS))
def encoder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Encoder:
    """An encoder of each architecture."""
    folder = tmp_path_factory.mktemp("encoders") / request.param
    return load_encoder(WRITERS[request.param](folder))


@pytest.mark.parametrize("text", TEXTS)
def test_places_cover_the_text_in_order(encoder: Encoder, text: str) -> None:
    """A token that lies elsewhere would mark the wrong words of an article."""
    assert unicodedata.is_normalized("NFC", text)

    pieces = encoder.encode([text])[0]

    covered = "".join(text[start:end] for start, end in pieces.places.tolist())
    assert re.sub(r"\s", "", covered) == re.sub(r"\s", "", text)
    flat = pieces.places.flatten().tolist()
    assert flat == sorted(flat)


def test_marks_in_a_text_are_text(encoder: Encoder) -> None:
    """An article about HTML must not end a sentence for the model."""
    pieces = encoder.encode(["nhà <s> </s> <pad> làm"])[0]

    subwords = encoder.subwords
    assert {subwords.begin, subwords.end, subwords.pad}.isdisjoint(pieces.ids.tolist())


def test_model_reads_what_the_encoder_cut(encoder: Encoder) -> None:
    """Ids of one vocabulary with the weights of another would crash or lie."""
    ids = encoder.encode([TEXTS[0]])[0].ids
    marked = [encoder.subwords.begin, *ids.tolist(), encoder.subwords.end]

    model = encoder.model()
    states = model(input_ids=torch.tensor([marked])).last_hidden_state

    assert states.shape == (1, len(marked), 16)
    assert states.dtype == torch.float32


def test_longest_input_is_what_the_positions_allow(encoder: Encoder) -> None:
    """One token more fails inside the model, with a message nobody understands."""
    model = encoder.model()
    longest = torch.full((1, encoder.max_length), 5)

    assert model(input_ids=longest).last_hidden_state.shape[1] == encoder.max_length
    with pytest.raises((IndexError, RuntimeError)):
        model(input_ids=torch.full((1, encoder.max_length + 1), 5))


def test_random_model_has_the_shape_but_not_the_weights(encoder: Encoder) -> None:
    """The gain of pre-training is measured against it."""
    trained, fresh = encoder.model(), encoder.random_model(seed=3)

    ours = dict(trained.named_parameters())
    theirs = dict(fresh.named_parameters())
    assert {k: v.shape for k, v in ours.items()} == {
        k: v.shape for k, v in theirs.items()
    }
    name = "embeddings.word_embeddings.weight"
    assert not torch.equal(ours[name], theirs[name])
    again = dict(encoder.random_model(seed=3).named_parameters())
    assert torch.equal(theirs[name], again[name])


def _forms(encoder: Encoder, text: str) -> list[str]:
    pieces: Pieces = encoder.encode([text])[0]
    return [text[start:end] for start, end in pieces.places.tolist()]


# What breaks tokenizers: characters without a piece, digits, accents composed and
# alone, emojis of several characters, joints, marks and bits of markup.
HARD_WORDS = (
    *(
        "☃",
        "€½",
        "日本",
        "x☃y",
        "🙂",
        "👩‍⚕️",
        "🇻🇳",
        "n̈",
        "ấ",
        "\u0301",
        "\ufeff",
        "\u200b",
    ),
    *("12.000", "1,5", "0", "2026", "TP.HCM", "PGS.TS.", "http://a.vn/b?c=1&d=%20"),
    *("_", "__", "_a", "a_", "sinh_viên", "một_lần", "MỘT_LẦN", "hoà_bình", "hòa"),
    *("<s>", "</s>", "<pad>", "<unk>", "<mask>", "<s></s>", "a<s>", "@", "@@", "a@@b"),
    *("</w>", "a</w>", "hahahaha", "aaaaaaa", "nhanhanha", "ngngng", "xixixixi"),
    *("đ", "Đ", "ngoằn_ngoèo", "khúc_khuỷu", "nghiêng_nghiêng", "“", "…", "—", "-"),
)


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> PhobertTokenizer:
    """PhoBERT's own tokenizer, of a tiny checkpoint."""
    folder = write_phobert(tmp_path_factory.mktemp("slow"))
    files = (str(folder / "vocab.txt"), str(folder / "bpe.codes"))
    return PhobertTokenizer(*files)  # type: ignore[no-untyped-call]


def _runtime_pieces(slow: PhobertTokenizer) -> FastSubwords:
    settings = phobert_settings(slow)
    whole = subwords_of(phobert_pieces(slow), settings, source="tiny")
    assert isinstance(whole, JoinedSubwords)
    return whole.pieces


def _cut_apart(pieces: FastSubwords, words: list[str]) -> list[list[int]]:
    found = pieces.tokenizer.encode_batch(
        [[word] for word in words], is_pretokenized=True, add_special_tokens=False
    )
    return [pieces.known(encoding.ids) for encoding in found]


def _cut_slowly(slow: PhobertTokenizer, words: list[str]) -> list[list[int]]:
    return [
        slow.convert_tokens_to_ids(slow.bpe(word).split(" "))  # type: ignore
        for word in words
    ]


def test_phobert_cuts_hard_words_as_its_own_tokenizer_does(
    slow: PhobertTokenizer,
) -> None:
    """The ids must be those it was pre-trained on, whatever an article holds."""
    words = list(HARD_WORDS)

    assert _cut_apart(_runtime_pieces(slow), words) == _cut_slowly(slow, words)


def test_phobert_cuts_any_word_as_its_own_tokenizer_does(
    slow: PhobertTokenizer,
) -> None:
    """Made of its own pieces and of strange ones, as no list of words is."""
    chance = random.Random(7)
    parts = [piece.removesuffix("@@") for piece in slow.encoder if "<" not in piece]
    parts += ["☃", "_", "Q", "7", "ẵ", "a", "n", "h"]
    words = [
        "".join(chance.choices(parts, k=chance.randint(1, 6))) for _ in range(4000)
    ]

    assert _cut_apart(_runtime_pieces(slow), words) == _cut_slowly(slow, words)


def test_step_too_rare_for_the_vocabulary_is_an_unknown_piece(tmp_path: Path) -> None:
    """Byte pairs lead over pieces that PhoBERT's vocabulary leaves out."""
    (tmp_path / "vocab.txt").write_text("abc 3\na@@ 2\nb 2\n", encoding="utf-8")
    codes = "a b 9\nb c</w> 8\nab c</w> 7\nx y 6\nx y</w> 5\n"
    (tmp_path / "bpe.codes").write_text(codes, encoding="utf-8")
    files = (str(tmp_path / "vocab.txt"), str(tmp_path / "bpe.codes"))
    slow = PhobertTokenizer(*files)  # type: ignore[no-untyped-call]
    words = ["abc", "ab", "abb", "bc", "xy", "xya", "a", "b", "c"]

    cut = _cut_apart(_runtime_pieces(slow), words)

    assert cut == _cut_slowly(slow, words)
    assert cut[:3] == [[4], [5, 6], [3, 6]]


@pytest.mark.parametrize(
    ("vocabulary", "codes"),
    [("a 1\n<unk>@@ 1\n", "z z 1\n"), ("a 1\n", "<unk > 1\n")],
)
def test_piece_that_looks_like_a_special_token_is_refused(
    tmp_path: Path, vocabulary: str, codes: str
) -> None:
    """Two meanings of one piece cannot both be kept."""
    write_phobert(tmp_path)
    (tmp_path / "vocab.txt").write_text(vocabulary, encoding="utf-8")
    (tmp_path / "bpe.codes").write_text(codes, encoding="utf-8")

    with pytest.raises(EncoderMissingError, match="<unk> is a piece"):
        load_encoder(tmp_path)


def test_phobert_reads_a_text_as_joined_words(
    tmp_path: Path, slow: PhobertTokenizer
) -> None:
    """Words first, then pieces: as its users do by hand, with places."""
    encoder = load_encoder(write_phobert(tmp_path))
    text = "Cô giáo Loan lái chuyến xe khách đêm, không một  lần lỡ hẹn."
    segment = segmenter(UNDERTHESEA, source="test")

    ids = encoder.encode([text])[0].ids.tolist()

    joined = " ".join(word.form for word in joined_words(text, segment(text)))
    assert "cô_giáo" in joined.lower()
    assert ids == slow(joined, add_special_tokens=False)["input_ids"]
    assert "".join(_forms(encoder, text)).replace(" ", "") == text.replace(" ", "")


def test_joined_words_remember_their_characters() -> None:
    """Worked by hand: the joint of a word stands for all the spaces in it."""
    words = joined_words("Hai  sinh \n viên.", ["Hai", "sinh viên", "."])

    assert [word.form for word in words] == ["Hai", "sinh_viên", "."]
    assert words[1].places[:2] == ((5, 6), (6, 7))
    assert words[1].places[4:6] == ((9, 12), (12, 13))
    assert words[2].places == ((16, 17),)


def test_characters_are_the_texts_own() -> None:
    """A segmenter that moves tone marks says where words end, nothing else."""
    words = joined_words("hoà bình", ["hòa bình"])

    assert [word.form for word in words] == ["hoà_bình"]


@pytest.mark.parametrize("segmented", [["hoà"], ["hoà", "bình", "bình"], []])
def test_segmenter_that_loses_or_adds_text_is_not_followed(
    segmented: list[str],
) -> None:
    """Places in another text than the given one are worth nothing."""
    words = joined_words("hoà bình", segmented)

    assert [word.form for word in words] == ["hoà", "bình"]


def test_piece_that_is_only_a_joint_stands_for_the_space(tmp_path: Path) -> None:
    """The one piece that may have white space as its place."""
    (tmp_path / "vocab.txt").write_text("a 1\nb 1\na@@ 1\n_@@ 1\n", encoding="utf-8")
    (tmp_path / "bpe.codes").write_text("z z</w> 1\n", encoding="utf-8")
    files = (str(tmp_path / "vocab.txt"), str(tmp_path / "bpe.codes"))
    slow = PhobertTokenizer(*files)  # type: ignore[no-untyped-call]
    subwords = JoinedSubwords(_runtime_pieces(slow), lambda _: ["a b"], "by hand")

    assert subwords.cut(["a  b"])[0].places.tolist() == [[0, 1], [1, 3], [3, 4]]


def test_encoder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Whoever mistypes a folder learns which."""
    with pytest.raises(EncoderMissingError, match="nowhere"):
        load_encoder(tmp_path / "nowhere")


def test_folder_without_weights_is_named(tmp_path: Path) -> None:
    """A download that stopped half-way."""
    encoder = load_encoder(write_own(tmp_path))
    (tmp_path / "model.safetensors").unlink()

    with pytest.raises(EncoderMissingError, match=r"safetensors|weights|file"):
        encoder.model()


def test_tokenizer_without_places_is_refused(tmp_path: Path) -> None:
    """Findings need exact places; a guess would mark the wrong words."""
    write_own(tmp_path)
    (tmp_path / "tokenizer.json").unlink()
    (tmp_path / "vocab.json").write_text('{"a": 0, "<unk>": 1}', encoding="utf-8")
    settings = {"tokenizer_class": "CTRLTokenizer"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
    (tmp_path / "merges.txt").write_text("#version\na b\n\n", encoding="utf-8")

    with pytest.raises(EncoderUnsupportedError, match="CTRLTokenizer"):
        load_encoder(tmp_path)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("vinai/phobert-base", "MIT"),
        ("vinai/phobert-base-v2", "AGPL-3.0"),
        ("/cache/models--vinai--phobert-base-v2", "AGPL-3.0"),
        ("uitnlp/visobert", "research only"),
        ("FacebookAI/xlm-roberta-base", "MIT"),
        ("somebody/something", "not known"),
    ],
)
def test_licence_is_said_where_an_encoder_is_chosen(source: str, said: str) -> None:
    """AGPL and research-only weights are a trap for whoever ships a product."""

    @click.command()
    @encoder_option
    def choose(encoder: str) -> None:
        click.echo(encoder)

    result = CliRunner().invoke(choose, ["--encoder", source])

    assert result.stdout == source + "\n"
    assert said in result.stderr
    assert licence_notice(source).vi in result.stderr


def test_own_folder_says_that_it_is_ours(tmp_path: Path) -> None:
    """Whatever its name."""
    write_own(tmp_path / "phobert-base-v2")

    assert "this project" in licence_notice(str(tmp_path / "phobert-base-v2")).en


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("vinai/phobert-base", "vinai/phobert-base"),
        ("/cache/models--vinai--phobert-base", "vinai/phobert-base"),
        ("/home/an/my-encoder/", "my-encoder"),
        ("./my-encoder", "my-encoder"),
    ],
)
def test_bundle_names_its_encoder_without_a_persons_folders(
    source: str, name: str
) -> None:
    """A bundle is passed on; where it was made is nobody's business."""
    assert encoder_name(source) == name
