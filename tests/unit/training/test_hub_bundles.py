"""PhoBERT and XLM-R: fine-tuned, assembled and screened with, by the commands."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from models.bundle import MANIFEST, Bundle, read_bundle
from models.segmentation import UNDERTHESEA
from models.token_classifier import TOKENIZER, TokenClassifier
from models.token_scorer import ContextSentence, TokenScorer
from models.windows import WindowPlan
from screener.errors import BundleCorruptError, MissingExtraError
from tests.tiny_bundle import BIASED, CLEAN
from tests.tiny_encoders import write_phobert, write_xlm_roberta
from tests.tiny_token_bundle import driving_examples
from training.__main__ import main
from training.dataset import Example, Split, write_examples
from training.encoders import load_encoder
from training.finetune.export import onnx_bytes
from training.finetune.loop import decisions
from training.finetune.tuned import read_tuned
from training.finetune.windows import windows

WRITERS: dict[str, Callable[[Path], Path]] = {
    "phobert": write_phobert,
    "xlm-roberta": write_xlm_roberta,
}
HOURS = ("lúc sáng sớm", "sau bữa trưa", "khi tan trường", "giữa đêm")
# A tiny checkpoint reads 64 tokens at once; this sentence has far more.
LONG = BIASED.format(place="qua " + "con ngõ nhỏ ngoằn ngoèo, " * 40)


@dataclass(frozen=True, slots=True)
class Made:
    """What the commands left behind.

    Attributes:
        encoder: The checkpoint that they began with.
        tuned: The fine-tuned encoder.
        bundle: In a folder such as ``data_dir/models``.
    """

    encoder: Path
    tuned: Path
    bundle: Bundle


@pytest.fixture(scope="module", params=sorted(WRITERS))
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Made:
    """A bundle by the commands that a user types, from each kind of checkpoint."""
    root = tmp_path_factory.mktemp(request.param)
    encoder = WRITERS[request.param](root / "checkpoint")
    write_examples(root / "train.jsonl", _examples(Split.TRAIN))
    write_examples(root / "dev.jsonl", _examples(Split.DEV))
    train = ("--train", str(root / "train.jsonl"))
    learn = (
        *("--threads", "1"),
        *("--rate", "5e-3"),
        *("--tokens", "256"),
        *("--dropout", "0"),
        "--no-swaps",
    )
    tune = ("fine-tune", "--encoder", str(encoder), *train, *learn)
    _run(*tune, "--hold-out", "0", "--epochs", "1", "--out", str(root / "fold"))
    _run(*tune, "--epochs", "20", "--out", str(root / "tuned"))
    folder = root / "models" / "mine-1"
    _run(
        "assemble",
        *("--tuned", str(root / "tuned")),
        *("--held-out", str(root / "fold")),
        *train,
        *("--dev", str(root / "dev.jsonl")),
        *("--version", "1.0.0"),
        *("--out", str(folder)),
    )
    return Made(encoder, root / "tuned", read_bundle(folder))


def _examples(split: Split) -> list[Example]:
    return [
        replace(
            example,
            id=f"{example.id}-{number}",
            text=f"{example.text[:-1]}, nhất là {hour}.",
        )
        for number, hour in enumerate(HOURS)
        for example in driving_examples(split)
    ]


def _run(*arguments: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output


def _classifier(bundle: Bundle) -> TokenClassifier:
    return TokenClassifier.from_bundle(bundle)


def test_bundle_cuts_as_the_checkpoint_does(made: Made) -> None:
    """Special tokens and pieces come through training, disk and manifest."""
    texts = [example.text for example in _examples(Split.TRAIN)]
    texts += ["Thẻ <s> và </s>, ☃ 12.000 đồng, hoà/hòa", LONG, "", " "]
    trained = load_encoder(made.encoder).subwords

    subwords = _classifier(made.bundle).scorer.subwords

    assert (subwords.begin, subwords.end, subwords.pad) == (
        trained.begin,
        trained.end,
        trained.pad,
    )
    for ours, theirs in zip(subwords.cut(texts), trained.cut(texts), strict=True):
        assert ours.ids.tolist() == theirs.ids.tolist()
        assert ours.places.tolist() == theirs.places.tolist()


def test_bundle_says_what_torch_says(made: Made) -> None:
    """fp32 within 1e-3 of torch on the same sentences, the shipped form near it."""
    examples = _examples(Split.DEV)[:12]
    tuned, shipped = read_tuned(made.tuned), _classifier(made.bundle).scorer
    trained = load_encoder(made.encoder).subwords
    among = windows(examples, trained, tuned.window)
    whole = TokenScorer(onnx_bytes(tuned.model()), shipped.subwords, shipped.plan)
    asked = [ContextSentence(own=example.text) for example in examples]

    wanted = decisions(tuned.model(), among, pad=trained.pad)

    said = np.stack([answer.decisions for answer in whole.answers(asked)])
    small = np.stack([answer.decisions for answer in shipped.answers(asked)])
    assert np.abs(said - wanted).max() < 1e-3
    assert np.abs(small - wanted).max() < 1.0


def test_long_sentence_is_cut_to_what_the_encoder_reads(made: Made) -> None:
    """One token beyond its positions, and the runtime fails with a riddle."""
    scorer = _classifier(made.bundle).scorer

    answer = scorer.answers([ContextSentence(own=LONG)])[0]

    assert load_encoder(made.encoder).max_length == 64
    assert scorer.plan == WindowPlan(own=62)
    assert len(answer.places) == 62
    assert np.isfinite(answer.decisions).all()


def test_screening_finds_the_words_without_the_training_libraries(made: Made) -> None:
    """What a newsroom runs: the pipeline, no torch, spans on the right words."""
    biased = BIASED.format(place="ở phố cổ")
    clean = CLEAN.format(place="qua cầu phao")
    text = "\n\n".join((clean, f"Tin   thêm: {biased}", LONG))
    spans = [
        (text.index(part), text.index(part) + len(part))
        for part in (clean, f"Tin   thêm: {biased}", LONG)
    ]
    code = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "for name in ('torch', 'transformers', 'sklearn', 'onnx'):\n"
        "    sys.modules[name] = None\n"
        "from screener.bootstrap import make_classifier, make_screener\n"
        "from screener.config import Settings\n"
        "from screener.domain.spans import Span\n"
        "from screener.ingest.reader import read_text\n"
        f"folder = Path({str(made.bundle.folder.parents[1])!r})\n"
        "settings = Settings(data_dir=folder, bundle='mine-1')\n"
        f"text, spans = {text!r}, {spans!r}\n"
        "report = make_screener(settings).screen(read_text(text, source='-'))\n"
        "said = make_classifier(settings).score_sentences(\n"
        "    text, [Span(*span) for span in spans])\n"
        "print(json.dumps({\n"
        "    'model': report.model.name,\n"
        "    'findings': [[f.span.start, f.span.end, f.quote]\n"
        "                 for f in report.findings],\n"
        "    'evidence': [[e.category, e.span.start, e.span.end]\n"
        "                 for e in said[1].evidence]}))\n"
    )

    done = subprocess.run(
        (sys.executable, "-c", code), capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["model"] == "mine-1"
    # Whether so small a model passes a threshold is chance; where it points is not.
    assert all(text[begin:end] == quote for begin, end, quote in said["findings"])
    places = [place[1:] for place in said["evidence"] if place[0] == "ability"]
    wanted = text.index("thì ai"), text.index(" xa.") + len(" xa")
    assert places
    assert places[0][0] < wanted[1]
    assert places[0][1] > wanted[0]


def test_manifest_says_what_its_tokens_need(made: Made) -> None:
    """Whoever opens a bundle learns which encoder it came from, and its segmenter."""
    manifest = made.bundle.manifest
    reads_words = "phobert" in str(made.encoder.parent.name)

    segmentation = manifest.settings["subwords"]["segmentation"]
    assert segmentation == (UNDERTHESEA if reads_words else "")
    assert (UNDERTHESEA in dict(manifest.libraries)) is reads_words
    assert manifest.metrics["fine_tuning"]["encoder"] == {
        "name": "checkpoint",
        "licence": "unknown",
    }
    for card in ("card.md", "card.vi.md"):
        text = (made.bundle.folder / card).read_text("utf-8")
        assert "`checkpoint`" in text


def test_bundle_that_needs_words_is_refused_where_nothing_finds_them(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Syllables in place of words would give wrong scores without a sound."""
    monkeypatch.setitem(sys.modules, "underthesea", None)
    if not made.bundle.manifest.settings["subwords"]["segmentation"]:
        assert _classifier(made.bundle).card.name == "mine-1"
        return

    with pytest.raises(MissingExtraError) as caught:
        _classifier(made.bundle)

    assert caught.value.facts == {"library": UNDERTHESEA, "extra": "phobert"}
    assert "mine-1" in str(caught.value)


@pytest.mark.parametrize(
    "changed", [{"segmentation": "somebody's"}, {"marks": None}, {"surprise": 1}]
)
def test_bundle_with_unknown_settings_is_refused(
    made: Made, tmp_path: Path, changed: dict[str, object]
) -> None:
    """A guess at what a newer program meant would be a wrong answer."""
    for path in made.bundle.folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    record = json.loads((tmp_path / MANIFEST).read_text("utf-8"))
    record["settings"]["subwords"].update(changed)
    (tmp_path / MANIFEST).write_text(json.dumps(record), encoding="utf-8")

    with pytest.raises(BundleCorruptError):
        _classifier(read_bundle(tmp_path))


def test_tuned_folder_holds_the_tokenizer_of_bundles(made: Made) -> None:
    """What is assembled is what was tuned, byte for byte."""
    assert made.bundle.content(TOKENIZER) == read_tuned(made.tuned).tokenizer()
