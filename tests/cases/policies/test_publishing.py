"""Drafts change, published versions never; publishing says everything that speaks against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.translation import gettext, override

from cases.definition import catalogue
from cases.models import PolicyFinal, PolicyVersion
from cases.queries.policies import in_force
from cases.queries.policy_list import policies_of
from cases.rules.policies.kinds import read
from cases.rules.tables.notation import Notation
from cases.services.errors import NotPermitted, Refused
from cases.services.policies.checks import failing, prove
from cases.services.policies.drafts import discard_draft
from cases.services.policies.factory import files_of, read_file
from cases.services.policies.publishing import Publication, history_of, publish, return_to_supplied
from tests.factories import cases as make
from tests.factories import policies as make_policy
from tests.factories.policies import NOW, TODAY, drafted, fees, key, published, with_row

pytestmark = pytest.mark.django_db


def refusals(eco, dora, content, **values):
    drafted(key(eco), dora, content)
    publication = Publication(**{"valid_from": TODAY, "note": "perché", **values})
    with pytest.raises(Refused) as refused:
        publish(key(eco), publication, actor=dora, now=NOW)
    assert PolicyVersion.objects.get().status == "draft"
    return refused.value.refusals


def codes(*args, **values):
    return [refusal.code for refusal in refusals(*args, **values)]


def test_a_published_version_never_changes(eco, dora):
    version = published(key(eco), dora, fees())
    version.content = {}
    with pytest.raises(PolicyFinal):
        version.save()
    with pytest.raises(PolicyFinal):
        PolicyVersion.objects.get().delete()


def test_publishing_is_signed_and_dated(eco, dora):
    version = published(key(eco), dora, fees(), since=TODAY + timedelta(days=3))
    assert (version.published_by_id, version.published_at) == (dora.user_id, NOW)
    assert version.valid_from == TODAY + timedelta(days=3)
    assert version.note == "perché"


def test_every_edit_leaves_a_signed_history_row(eco, dora):
    drafted(key(eco), dora, fees(), note="prima")
    drafted(key(eco), dora, with_row("small", then={"fee": "12"}), note="seconda")
    rows = PolicyVersion.history.order_by("history_id")
    assert [(row.history_user_id, row.history_change_reason) for row in rows] == [
        (dora.user_id, "prima"),
        (dora.user_id, "seconda"),
    ]


def test_the_next_draft_gets_the_next_number(eco, dora):
    published(key(eco), dora, fees())
    assert drafted(key(eco), dora, fees()).version == 2
    assert drafted(key(eco), dora, fees()).version == 2


def test_an_overlap_is_told_with_an_input_both_rows_answer(eco, dora):
    (refusal,) = refusals(eco, dora, with_row("small", when={"amount": "<= 2000"}))
    assert refusal.code == "analysis.overlap"
    with override("en"):
        said = gettext(refusal.message).format(**{name: str(value) for name, value in refusal.params.items()})
    assert said.startswith("Row small: This row and large both answer for Importo = ")


def test_a_gap_needs_a_row_or_a_default(eco, dora):
    assert codes(eco, dora, with_row("small", when={"amount": "< 1000"})) == ["analysis.gap"]
    with_default = with_row("small", when={"amount": "< 1000"}) | {"default": {"fee": "0"}}
    assert published(key(eco), dora, with_default).status == "published"


def test_a_malformed_cell_is_named_by_row_and_column(eco, dora):
    (refusal,) = refusals(eco, dora, with_row("large", when={"amount": "about 1000"}))
    assert (refusal.params["row"], refusal.params["column"]) == ("large", "amount")


def test_a_failing_test_row_forbids_publishing(eco, dora):
    wrong = fees(examples=[{"id": "one", "inputs": {"amount": "500", "urgent": True}, "expected": [{"fee": "11"}]}])
    assert codes(eco, dora, wrong) == ["policy.example"]


def test_what_a_failing_test_row_and_a_gap_say_is_in_the_reader_s_words(eco, dora):
    process = catalogue.get("waste_approval")
    paths = {path.stem: path for path in files_of(process)}
    (required,) = read_file(process.code, paths["required_documents"])
    rows = [row | {"then": row["then"] | {"mandatory": False}} for row in required.content["rows"][:1]]
    content = required.content | {"rows": [*rows, *required.content["rows"][1:]]}
    (good,) = read_file(process.code, paths["analysis_validity"])
    few = good.content | {"rows": good.content["rows"][1:]}
    with override("it"):
        (wrong, *_rest) = failing(read(required.kind, content), content, TODAY, Notation.ITALIAN)
        proof = prove(key(eco, "table", good.content["code"], process.code), few, TODAY, Notation.ITALIAN)
    assert wrong.params["why"] == "Obbligatorio: no anziché sì"
    gap = next(each.problem for each in proof.findings if each.problem.code == "analysis.gap")
    assert gap.params["inputs"] == "Tipo di impianto = ordinario, Pericoloso = sì"
    unanswered = next(each.problem for each in proof.findings if each.problem.code == "policy.example")
    assert unanswered.params["why"] == "Nessuna riga corrisponde e non c’è una riga predefinita"


def test_a_later_day_on_which_rows_end_is_proved_too(eco, dora):
    assert codes(eco, dora, with_row("small", valid_to="2027-01-31")) == ["analysis.gap"]


def test_a_company_changes_rows_and_never_columns(eco, dora):
    make_policy.factory()
    inputs = [*fees()["inputs"], {"code": "area", "kind": "yes_no"}]
    drafted(key(eco), dora, fees(inputs=inputs, examples=[]))
    with pytest.raises(Refused) as refused:
        publish(key(eco), Publication(valid_from=TODAY, note="x"), actor=dora, now=NOW)
    assert [refusal.code for refusal in refused.value.refusals] == ["policy.changed_column"]


def test_nothing_is_published_from_a_day_that_is_over_or_without_a_reason(eco, dora):
    assert codes(eco, dora, fees(), valid_from=TODAY - timedelta(days=1), note=" ") == [
        "policy_in_the_past",
        "reason_missing",
    ]


def test_a_draft_that_another_changed_meanwhile_is_not_overwritten(eco, dora):
    seen = drafted(key(eco), dora, fees()).digest
    drafted(key(eco), dora, with_row("small", then={"fee": "12"}), seen=seen)
    for act in (
        lambda: drafted(key(eco), dora, fees(default={"fee": "1"}), seen=seen),
        lambda: publish(key(eco), Publication(valid_from=TODAY, note="x", seen=seen), actor=dora, now=NOW),
        lambda: discard_draft(key(eco), actor=dora, seen=seen),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert [refusal.code for refusal in refused.value.refusals] == ["draft_changed"]


def test_only_who_configures_this_company_touches_its_policies(eco, dora):
    other = make.company("lumen")
    stranger = make_policy.dora(other)
    clerk = make.actor(eco, "ada@example.org", *make.ENTER)
    substitute = replace(dora, acting_for_id=dora.user_id)
    for actor in (stranger, clerk, substitute):
        with pytest.raises(NotPermitted):
            drafted(key(eco), actor, fees())
        with pytest.raises(NotPermitted):
            publish(key(eco), Publication(valid_from=TODAY, note="x"), actor=actor, now=NOW)


def test_the_history_shows_the_factory_s_versions_and_the_company_s(eco, dora):
    make_policy.factory()
    published(key(eco), dora, fees())
    make_policy.factory(process_code="other")
    assert {(version.company_id, version.version) for version in history_of(key(eco))} == {(None, 1), (eco.pk, 1)}


@pytest.mark.parametrize(
    ("kind", "code", "content", "expected"),
    [
        ("clock", "decide", {"amount": 0, "unit": "working_days"}, ["policy.amount"]),
        ("clock", "decide", {"amount": 3, "unit": "hours"}, ["policy.unit"]),
        ("clock", "nothing", {"amount": 3, "unit": "months"}, ["policy.not_a_clock"]),
        ("separation", "steps", {"rules": [{"step": "approve", "not_who": ["approve"]}]}, ["policy.itself"]),
        ("separation", "steps", {"rules": [{"step": "fly", "not_who": ["submit"]}]}, ["policy.not_a_step"]),
        ("series", "number", {"prefix": "om"}, ["policy.prefix"]),
        ("series", "number", {"prefix": "OM", "digits": 2}, ["policy.digits"]),
        ("assignment", "draft", {"rule": "least_loaded", "skill": "cook"}, ["policy.not_a_duty"]),
        ("assignment", "nowhere", {"rule": "queue"}, ["policy.not_a_state"]),
        ("requirement", "fees", fees(), ["policy.must_collect", *["policy.no_output"] * 4]),
        ("calendar", "office", {"closing_days": [{"day": "31/12"}]}, ["value.not_a_date"]),
        ("poem", "fees", {}, ["policy.unknown_kind"]),
    ],
)
def test_every_kind_says_what_is_wrong_with_it(eco, dora, kind, code, content, expected):
    process = "" if kind == "calendar" else make_policy.PROCESS
    to = key(eco, kind=kind, code=code, process=process)
    with pytest.raises(Refused) as refused:
        published(to, dora, content)
    assert [refusal.code for refusal in refused.value.refusals] == expected


def test_a_policy_may_wait_for_its_day(eco, dora):
    assert published(key(eco), dora, fees(), since=date(2027, 1, 1)).valid_from == date(2027, 1, 1)


def test_a_company_returns_to_the_supplied_version_and_gets_its_later_changes(eco, dora):
    first = make_policy.factory()
    published(key(eco), dora, with_row("small", then={"fee": "12"}))
    later = TODAY + timedelta(days=5)
    back = return_to_supplied(key(eco), Publication(valid_from=later, note="basta"), actor=dora, now=NOW)
    second = make_policy.factory(with_row("small", then={"fee": "11"}), since=later, version=2)
    answers = [in_force(eco.pk, make_policy.PROCESS, "table", "fees", day) for day in (TODAY, later)]
    assert [found.pk for found in answers if found][1] == second.pk != first.pk
    assert (answers[0].company_id, answers[1].company_id) == (eco.pk, None)
    assert (back.version, back.note, back.published_by_id) == (2, "basta", dora.user_id)
    assert back.history.get().history_user_id == dora.user_id
    listed = policies_of(eco.pk, [make_policy.PROCESS], later)[make_policy.PROCESS, "table", "fees"]
    assert listed.in_force == second


def test_there_is_nothing_to_return_from_twice_or_over_a_draft(eco, dora):
    make_policy.factory()
    again = Publication(valid_from=TODAY, note="basta")
    with pytest.raises(Refused, match="supplied_already"):
        return_to_supplied(key(eco), again, actor=dora, now=NOW)
    published(key(eco), dora, fees())
    drafted(key(eco), dora, fees(examples=[]))
    with pytest.raises(Refused, match="draft_in_the_way"):
        return_to_supplied(key(eco), again, actor=dora, now=NOW)
    discard_draft(key(eco), actor=dora)
    return_to_supplied(key(eco), again, actor=dora, now=NOW)
    with pytest.raises(Refused, match="supplied_already"):
        return_to_supplied(key(eco), again, actor=dora, now=NOW)
    published(key(eco), dora, with_row("small", then={"fee": "13"}))
    assert in_force(eco.pk, make_policy.PROCESS, "table", "fees", TODAY).company_id == eco.pk
