"""The pages of the review queue, as a browser without script and as their own script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from screener.domain.labels import Category, Stance
from tests.feedback_events import make_event
from tests.reviewing import (
    CLEAN,
    LAN,
    MINH,
    NOW,
    SENTENCE,
    THU,
    add_sentences,
    flagged,
    make_proposal,
)
from tests.scan_jobs import FLAGGED, add_scan, make_tools
from tests.web_people import add_user, an_entry, make_user, signed_in, web_state_of
from webapp.audit import Action
from webapp.drafts import VersionKind, Writing
from webapp.feedback import FeedbackKind
from webapp.jobs import JobEnd, JobKind, JobProgress, JobState, Lane
from webapp.review import Answer, Source, State
from webapp.review_agreement import overview_of
from webapp.review_settings import LABELS_NEEDED, SUGGESTION_FIRST
from webapp.store.audit import AuditFilter
from webapp.store.review_answers import Said
from webapp.store.review_queue import Wanted
from webapp.store.store import Store
from webapp.worker import Worker

ROOT = "/duyet-nhan"
Json = dict[str, Any]


@pytest.fixture
def kept(office_store: Store) -> Store:
    """An office with three reviewers and one sentence to label."""
    for user in (LAN, MINH, THU):
        add_user(office_store, user)
    add_sentences(office_store, make_proposal())
    return office_store


@pytest.fixture
def lan(office: Flask, kept: Store) -> FlaskClient:
    """Lan's browser."""
    del kept
    return signed_in(office, LAN)


@pytest.fixture
def thu(office: Flask, kept: Store) -> FlaskClient:
    """Thu's browser."""
    del kept
    return signed_in(office, THU)


def read(client: FlaskClient, path: str = "") -> str:
    answer = client.get(f"{ROOT}{path}")
    assert answer.status_code == 200
    return answer.text


def the_id(store: Store) -> str:
    [item] = store.review_queue.search(Wanted(), "local").items
    return item.id


def ask(client: FlaskClient, path: str) -> Any:
    return client.get(f"{ROOT}{path}").json


def a_label(**changes: object) -> Json:
    return {
        "version": 0,
        "stance": "asserted",
        "severity": "medium",
        "spans": [[0, 16, "role"]],
        "is_unsure": False,
        "saw_suggestion": False,
        "note": "",
        **changes,
    }


def send(client: FlaskClient, path: str, record: Mapping[str, object]) -> Any:
    return client.post(
        f"{ROOT}{path}", json=record, headers={"Accept": "application/json"}
    )


def dispute(store: Store, one: Answer = CLEAN) -> str:
    """The sentence with two labels that differ."""
    for version, (user, answer) in enumerate(((LAN, one), (MINH, flagged()))):
        said = Said(item_id=the_id(store), version=version, answer=answer)
        store.review_answers.label(said, user, NOW, needed=2)
    return the_id(store)


def test_queue_shows_what_waits_and_why(lan: FlaskClient) -> None:
    """The reviewer sees the sentence, its reason and how many people it needs."""
    page = read(lan)

    assert SENTENCE in page
    assert "biên tập viên bỏ qua hoặc báo sai" in page
    assert "mỗi câu cần hai người gán nhãn độc lập" in page


def test_queue_says_when_it_is_empty_or_filtered_out(
    admin: FlaskClient, kept: Store
) -> None:
    """An empty page that does not say why is a broken page."""
    assert "Không có câu nào khớp" in read(admin, "?nguon=missed")
    assert SENTENCE in read(admin, "?nguon=reported&trang=la")
    assert kept.review_queue.counts("local")[State.OPEN] == 1


def test_editors_answers_come_into_the_queue_by_themselves(
    lan: FlaskClient, kept: Store
) -> None:
    """Nobody has to carry them over."""
    kept.feedback.record(make_event(kind=FeedbackKind.MISSED, reason=None))

    assert "Phái đẹp Đông Hà xếp hàng" in read(lan)
    assert read(lan).count("Phái đẹp Đông Hà xếp hàng") == 1


def test_labelling_page_hides_what_the_model_said(lan: FlaskClient) -> None:
    """A blind label is blind in the page's source as well."""
    page = read(lan, "/gan-nhan")

    assert SENTENCE in page
    assert "Chị Hoa mở quán từ sáng sớm." in page
    assert '"guesses"' not in page
    assert "0.6" not in page
    # Nor why it waits: that an editor dismissed a finding tells as much.
    assert "biên tập viên bỏ qua" not in page


def test_answer_is_kept_and_then_the_model_s_word_is_shown(
    lan: FlaskClient, kept: Store
) -> None:
    """Afterwards it helps to learn; before it would lead."""
    key = the_id(kept)
    read(lan, "/gan-nhan")

    answer = send(lan, f"/cau/{key}/tra-loi", a_label(note="bổn phận"))

    assert answer.status_code == 200
    assert answer.json["item"] is None
    assert answer.json["last"]["guesses"][0]["category"] == "role"
    assert answer.json["progress"]["today"] == 1
    [event] = kept.review_answers.events(key, "local")
    assert event.answer == flagged()
    assert event.note == "bổn phận"


def test_a_refused_answer_leaves_nothing(lan: FlaskClient, kept: Store) -> None:
    """Only labels that can be learnt from are kept."""
    key = the_id(kept)

    answer = send(lan, f"/cau/{key}/tra-loi", a_label(stance="maybe"))

    assert answer.status_code == 400
    assert kept.review_answers.events(key, "local") == ()


def test_an_answer_that_is_no_record_is_refused(lan: FlaskClient, kept: Store) -> None:
    """Whatever a broken script sends."""
    path = f"{ROOT}/cau/{the_id(kept)}/tra-loi"

    assert (
        lan.post(path, data="[1]", content_type="application/json").status_code == 400
    )
    assert (
        lan.post(path, data="[" * 9999, content_type="application/json").status_code
        == 400
    )


def test_a_stale_answer_is_told_apart_and_can_be_sent_again(
    lan: FlaskClient, kept: Store
) -> None:
    """The page still holds it, and learns how the sentence stands."""
    key = the_id(kept)
    kept.review_answers.label(
        Said(item_id=key, version=0, answer=CLEAN), MINH, NOW, needed=2
    )

    refused = send(lan, f"/cau/{key}/tra-loi", a_label())
    now = ask(lan, f"/cau/{key}")
    again = send(lan, f"/cau/{key}/tra-loi", a_label(version=now["item"]["version"]))

    assert refused.status_code == 409
    assert "vừa có người khác trả lời" in refused.json["error"]["message"]
    assert now["may_answer"] is True
    assert again.json["last"]["state"] == "disputed"
    assert ask(lan, f"/cau/{key}")["may_answer"] is False


def test_undo_brings_the_sentence_and_the_answer_back(
    lan: FlaskClient, kept: Store
) -> None:
    """A slip of a finger costs one key."""
    key = the_id(kept)
    send(lan, f"/cau/{key}/tra-loi", a_label())

    back = send(lan, "/hoan-tac", {}).json

    assert back["item"]["id"] == key
    assert back["said"]["answer"]["spans"] == [[0, 16, "role"]]
    assert send(lan, "/hoan-tac", {}).json["item"] is None


def test_skip_goes_on(lan: FlaskClient, kept: Store) -> None:
    """Nobody is stuck at a sentence."""
    answer = send(lan, f"/cau/{the_id(kept)}/bo-qua", {})

    assert answer.json["item"] is None
    assert "Hết câu để gán nhãn" in read(lan, "/gan-nhan")


def test_suggestion_before_the_answer_needs_the_rule(
    lan: FlaskClient, kept: Store
) -> None:
    """And whoever looks first is marked."""
    key = the_id(kept)

    assert lan.get(f"{ROOT}/cau/{key}/goi-y").status_code == 404
    kept.preferences.change({SUGGESTION_FIRST: 1}, entry=an_entry())
    assert ask(lan, f"/cau/{key}/goi-y")["guesses"][0]["score"] == 0.6
    assert "Xem gợi ý" in read(lan, "/gan-nhan")
    send(lan, f"/cau/{key}/tra-loi", a_label(saw_suggestion=True))
    [event] = kept.review_answers.events(key, "local")
    assert event.saw_suggestion


def test_labels_under_a_filter_by_category_are_not_blind(
    lan: FlaskClient, kept: Store
) -> None:
    """Who asks for one category knows what the model sees in its sentences."""
    key = the_id(kept)

    send(lan, f"/cau/{key}/tra-loi?nhom=role", a_label())

    [event] = kept.review_answers.events(key, "local")
    assert event.saw_suggestion


def test_one_label_is_enough_on_one_pc(
    app: Flask, client: FlaskClient, store: Store
) -> None:
    """There is nobody else; with accounts there are two."""
    add_sentences(store, make_proposal())
    expected = "two" if web_state_of(app).has_accounts else "one"

    send(client, f"/cau/{the_id(store)}/tra-loi", a_label())

    assert len(store.review_answers.settled()) == (expected == "one")


def test_disputes_show_both_labels_without_names(thu: FlaskClient, kept: Store) -> None:
    """The third person judges labels, not people."""
    key = dispute(kept)

    listed, page = read(thu, "/phan-xu"), read(thu, f"/phan-xu/{key}")

    assert "1 câu chờ phân xử" in listed
    assert "Phân xử câu này" in listed
    assert "Minh" not in page
    assert '"stance": "none"' in page.replace("&#34;", '"')


def test_who_labelled_is_told_to_wait_for_another(
    lan: FlaskClient, kept: Store
) -> None:
    """The page says why there is no button."""
    key = dispute(kept)

    assert "cần một người khác quyết định" in read(lan, "/phan-xu")
    assert "cần một người khác quyết định" in read(lan, f"/phan-xu/{key}")
    assert send(lan, f"/phan-xu/{key}", a_label(version=2)).status_code == 409


def test_a_decision_is_kept_and_stands_in_the_trail(
    thu: FlaskClient, kept: Store
) -> None:
    """Who decided, when, and what others should learn from it."""
    key = dispute(kept)

    answer = send(
        thu, f"/phan-xu/{key}", a_label(version=2, note="Giao việc là vai trò.")
    )

    assert answer.json["address"] == f"{ROOT}/phan-xu"
    assert kept.review_answers.settled()[0].adjudicator == "thu"
    assert "Giao việc là vai trò." in read(thu, "/huong-dan")
    trail = kept.audit.events(AuditFilter(action=Action.REVIEW_DECIDED), limit=5)
    assert [line.subject_id for line in trail] == [key]
    assert thu.get(f"{ROOT}/phan-xu/{key}").status_code == 404


def test_agreement_page_counts_pairs(lan: FlaskClient, kept: Store) -> None:
    """With figures from real labels, and words while there are none."""
    assert "Chưa đủ để tính" in read(lan, "/dong-thuan")

    dispute(kept)

    page = read(lan, "/dong-thuan")
    assert "Câu có hai nhãn" in page
    assert "Lan" in page
    assert "Minh" in page


def test_agreement_page_names_who_stands_apart(lan: FlaskClient, kept: Store) -> None:
    """Labels of somebody who marks everything the other way round are seen."""
    people = (LAN, MINH, THU)
    for number in range(90):
        add_sentences(kept, make_proposal(f"Câu thứ {number} về chuyện nhà cửa."))
    for number, item in enumerate(_all_items(kept)):
        for version, user in enumerate((people[number % 3], people[(number + 1) % 3])):
            truth, contrary = (
                (CLEAN, _whole(item.text)) if number % 2 else (_whole(item.text), CLEAN)
            )
            answer = contrary if user is MINH else truth
            said = Said(item_id=item.id, version=version, answer=answer)
            kept.review_answers.label(
                said, user, NOW + timedelta(days=number), needed=2
            )

    page = read(lan, "/dong-thuan")

    assert "Nhãn của Minh khác hẳn những người còn lại" in page
    assert "Nhãn của Lan khác hẳn" not in page
    assert '<svg class="plot"' in page


def _all_items(store: Store) -> list[Any]:
    found: list[Any] = []
    for page in range(1, 6):
        found += store.review_queue.search(Wanted(page=page), "local").items
    return found


def _whole(text: str) -> Answer:
    from screener.domain.spans import Span

    return flagged(Category.TRAIT, span=Span(0, len(text.rstrip("."))))


def test_overview_of_a_case_worked_by_hand(kept: Store) -> None:
    """One sentence, two labels that differ, nothing decided."""
    dispute(kept)

    found = overview_of(kept.review_answers.of_newsroom("local"))

    assert (found.agreement.examples, found.disputed) == (1, 1)
    assert found.flag_kappa == 0.0
    assert [(r.id, r.labels, r.with_settled) for r in found.reviewers] == [
        ("lan", 1, None),
        ("minh", 1, None),
    ]
    role = next(c for c in found.categories if c.category is Category.ROLE)
    assert role.named == 1


def test_doubtful_labels_are_listed_and_sent_to_be_decided(
    lan: FlaskClient, kept: Store, office: Flask
) -> None:
    """The model was 60 % sure of a role where both said clean."""
    assert "Chưa có câu nào thống nhất" in read(lan, "/dang-ngo")
    for version, user in enumerate((LAN, MINH)):
        said = Said(item_id=the_id(kept), version=version, answer=CLEAN)
        kept.review_answers.label(said, user, NOW, needed=2)

    assert SENTENCE not in read(lan, "/dang-ngo")
    for _twice in range(2):
        assert lan.post(f"{ROOT}/dang-ngo/tim").status_code == 303
    assert "Đang chờ đến lượt" in read(lan, "/dang-ngo")
    [search] = kept.jobs.of_organisation("local", kind=JobKind.DOUBTS, limit=9)
    settings = web_state_of(office).settings
    Worker(make_tools(settings, kept), lane=Lane.LEARNING).take_turn(search.id)

    assert SENTENCE in read(lan, "/dang-ngo")
    answer = lan.post(f"{ROOT}/cau/{the_id(kept)}/dang-ngo")

    assert answer.status_code == 303
    assert kept.review_queue.counts("local")[State.DISPUTED] == 1
    assert SENTENCE not in read(lan, "/dang-ngo")
    assert lan.post(f"{ROOT}/cau/{the_id(kept)}/dang-ngo").status_code == 409


def test_rules_are_kept_and_hold_at_once(
    admin: FlaskClient, lan: FlaskClient, kept: Store
) -> None:
    """An office with one reviewer asks for one label."""
    form = {LABELS_NEEDED: "1", "review_own_disputes": "0", SUGGESTION_FIRST: "0"}

    answer = admin.post(f"{ROOT}/quy-tac", data=form)

    assert answer.status_code == 303
    assert "mỗi câu cần một nhãn" in read(lan)
    assert admin.post(f"{ROOT}/quy-tac", data={LABELS_NEEDED: "3"}).status_code == 422
    assert "Quy tắc gán nhãn" in read(admin, "/quy-tac")
    assert kept.preferences.values()[LABELS_NEEDED] == 1


def test_guide_speaks_both_languages(lan: FlaskClient) -> None:
    """The page and its panel carry the same guide."""
    assert "Chín nhóm" in read(lan, "/huong-dan")
    assert "Nine categories" in read(lan, "/huong-dan?lang=en")
    assert "Nine categories" in read(lan, "/gan-nhan?lang=en")


def test_a_lent_draft_fills_the_queue_and_a_withdrawn_one_leaves_it(
    office: Flask, admin: FlaskClient, kept: Store
) -> None:
    """Only with the owner's word; what nobody pointed at goes when it is taken back."""
    del office
    text = (
        "Mẹ vẫn không quên thiên chức làm vợ, làm mẹ. Đàn bà con gái thì biết gì đâu."
    )
    writing = Writing(
        draft_id="nhap-lent-0001", text=text, kind=VersionKind.SAVED, base=None
    )
    kept.drafts.save(writing, make_user(), NOW)
    admin.post(f"{ROOT}/nap")
    assert kept.review_queue.search(Wanted(), "local").total == 1

    assert "Cho xem câu của bài" in admin.get("/ban-thao/nhap-lent-0001/ho-so").text
    admin.post(f"{ROOT}/ban-thao/nhap-lent-0001/cho-muon", data={"cho": "1"})
    assert admin.post(f"{ROOT}/nap").status_code == 303
    lent = kept.review_queue.search(Wanted(), "local").total
    admin.post(f"{ROOT}/ban-thao/nhap-lent-0001/cho-muon", data={"cho": "0"})

    assert lent > 1
    assert kept.review_queue.search(Wanted(), "local").total == 1


def test_somebody_else_s_draft_cannot_be_lent(lan: FlaskClient, kept: Store) -> None:
    """Consent is the owner's."""
    writing = Writing(
        draft_id="nhap-lent-0001", text="Bài.", kind=VersionKind.SAVED, base=None
    )
    kept.drafts.save(writing, make_user(), NOW)

    answer = lan.post(f"{ROOT}/ban-thao/nhap-lent-0001/cho-muon", data={"cho": "1"})

    assert answer.status_code == 404


def test_findings_of_a_finished_scan_fill_the_queue_once(
    office: Flask, admin: FlaskClient, kept: Store
) -> None:
    """Published sentences come with their neighbours; files are read once."""
    settings = web_state_of(office).settings
    add_scan(settings, kept)
    admin.post(f"{ROOT}/nap")
    before = kept.review_queue.search(Wanted(), "local").total
    job = kept.jobs.claim("luot-1", NOW)
    assert job is not None
    kept.jobs.end(job, JobEnd(state=JobState.DONE, progress=JobProgress()), NOW)

    admin.post(f"{ROOT}/nap")

    found = kept.review_queue.search(Wanted(), "local")
    flagged_ones = [item for item in found.items if item.text == FLAGGED]
    assert before == 1
    assert found.total > 1
    assert len(flagged_ones) == 1
    assert flagged_ones[0].source in (Source.SCAN, Source.RANDOM)
    assert flagged_ones[0].guesses[0].stance is Stance.ASSERTED
    assert re.search("Đã xem 0 văn bản", _filled_again(admin))


def _filled_again(admin: FlaskClient) -> str:
    admin.post(f"{ROOT}/nap")
    return read(admin)
