"""The code lists: the European waste list with what is known of its amendments, and loading it again."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from registry.models import Code, WasteCode, WasteCodeChange
from registry.queries import codes, waste_codes
from registry.services import code_lists
from tests.factories.registry import TODAY

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 12, 8)
HEADING = "code,entry_type,description_it,valid_from,source\n"


@pytest.fixture
def loaded():
    return code_lists.load_seeds()


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_codes", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did_and_a_second_run_changes_nothing():
    assert "waste list: 842 added, 0 changed, 0 unchanged" in run()
    before = list(WasteCode.objects.order_by("pk").values())
    again = run()
    assert "waste list: 0 added, 0 changed, 842 unchanged" in again
    assert all(" 0 added, 0 changed," in line for line in again.splitlines())
    assert list(WasteCode.objects.order_by("pk").values()) == before


def test_the_list_is_complete(loaded):
    assert WasteCode.objects.count() == 842
    assert WasteCode.objects.filter(hazardous=True).count() == 408
    assert {kind: WasteCode.objects.filter(entry_type=kind).count() for kind in ("AH", "AN", "MH", "MN")} == {
        "AH": 235,
        "AN": 256,
        "MH": 173,
        "MN": 178,
    }
    assert not WasteCode.objects.filter(source="").exists()
    assert not Code.objects.filter(source="").exists()


def test_what_somebody_spoiled_is_put_right(loaded):
    WasteCode.objects.filter(code="170503").update(description_it="spoiled")
    assert "waste list: 0 added, 1 changed, 841 unchanged" in run()
    assert waste_codes.get("170503", on=TODAY).description_it.startswith("terra e rocce")


def test_mirror_entries_are_told_from_absolute_ones(loaded):
    soil, twin, packaging = (waste_codes.get(code, on=TODAY) for code in ("170503", "170504", "150110"))
    assert (soil.display, soil.is_mirror, soil.mirror_partners) == ("17 05 03*", True, ["170504"])
    assert (twin.display, twin.is_mirror) == ("17 05 04", True)
    assert (packaging.display, packaging.is_mirror, packaging.hazardous) == ("15 01 10*", False, True)


def test_a_code_with_a_mirror_partner_is_treated_as_mirror_whatever_its_type(loaded):
    careful = [row for row in WasteCode.objects.filter(entry_type__startswith="A") if row.mirror_partners]
    assert careful
    assert all(row.is_mirror for row in careful)


@pytest.mark.parametrize("code", ["999999", "17050", "", "abc"])
def test_an_unknown_code_is_not_found(loaded, code):
    assert waste_codes.get(code, on=TODAY) is None


@pytest.mark.parametrize("code", ["200133", "200134", "190211"])
def test_a_deleted_code_is_good_to_its_last_day(loaded, code):
    assert waste_codes.get(code, on=LAST_DAY).valid_to == LAST_DAY
    assert waste_codes.get(code, on=LAST_DAY + timedelta(days=1)) is None
    assert waste_codes.last_known(code).valid_to == LAST_DAY


@pytest.mark.parametrize("code", ["200142", "200143", "200144", "190212", "190213"])
def test_new_codes_without_an_official_wording_are_not_invented(loaded, code):
    assert waste_codes.get(code, on=date(2027, 1, 1)) is None
    (notice,) = waste_codes.changes_affecting(code, date(2027, 1, 1))
    assert (notice.change, notice.in_force) == ("added", True)


@pytest.mark.parametrize(
    ("code", "change"),
    [("16 06 01*", "rewritten"), ("100820", "amended"), ("090111", "replaced"), ("200133", "deleted")],
)
def test_a_code_touched_by_an_amendment_gives_notice(loaded, code, change):
    (notice,) = waste_codes.changes_affecting(code, LAST_DAY)
    assert (notice.change, notice.applies_from, notice.in_force) == (change, date(2026, 12, 9), False)
    assert waste_codes.changes_affecting(code, date(2026, 12, 9))[0].in_force


def test_a_notice_speaks_the_reader_s_language(loaded):
    with translation.override("it"):
        assert waste_codes.changes_affecting("160601", TODAY)[0].detail.startswith("intero sottocapitolo")
    with translation.override("en"):
        (notice,) = waste_codes.changes_affecting("160601", TODAY)
        assert (notice.code, notice.label) == ("16 06 01", "rewritten")
        assert notice.detail.startswith("whole sub-chapter")


def test_an_untouched_code_gives_no_notice(loaded):
    assert waste_codes.changes_affecting("170504", TODAY) == ()


def test_facts_of_many_codes_cost_one_statement_each(loaded, django_assert_num_queries):
    wanted = ["170504", "170503", "160601", "999999"]
    with django_assert_num_queries(1):
        assert set(waste_codes.by_codes(wanted, on=TODAY)) == {"170504", "170503", "160601"}
    with django_assert_num_queries(1):
        assert set(waste_codes.changes_by_codes(wanted, TODAY)) == {"160601"}


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("1705", "170503", 6),
        ("17 05", "170503", 6),
        ("17 05 03*", "170503", 1),
        ("terra rocce", "170503", 2),
        ("Terra ROCCE", "170503", 2),
        ("batteries lead", "160601", 1),
    ],
)
def test_a_code_is_found_by_its_beginning_or_by_words_of_either_language(loaded, text, first, count):
    found = waste_codes.search(text, on=TODAY)
    assert (found[0].code, len(found)) == (first, count)


def test_a_search_shows_only_what_is_valid_and_is_capped(loaded):
    assert "200133" not in {row.code for row in waste_codes.search("2001", on=date(2026, 12, 9), limit=100)}
    assert len(waste_codes.search("rifiuti", on=TODAY)) == waste_codes.SEARCH_LIMIT
    assert waste_codes.search(" ", on=TODAY) == []


def test_lists_come_in_their_own_order_and_language(loaded):
    with translation.override("en"):
        operations = codes.choices("recovery_operation", on=TODAY)
        assert [code for code, _label in operations] == [f"R{number}" for number in range(1, 14)]
        assert codes.label_of("physical_state", "L", on=date(2025, 3, 1)) == "Liquid"
    with translation.override("it"):
        assert codes.choices("hazard_property", on=TODAY)[13] == ("HP14", "HP14 Ecotossico")
        assert codes.label_of("hazard_property", "HP99", on=TODAY) == "HP99"
    assert Code.objects.get(list="hazard_property", code="HP04").extra == {"law_label": "HP4"}
    assert codes.choices("hazard_property", on=date(2015, 5, 31)) == []


def official(tmp_path, text):
    path = tmp_path / "official.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_official_list_adds_codes_and_ends_the_wording_before(loaded, tmp_path):
    rows = "20 01 42*,AH,rifiuti di batterie pericolosi,2026-12-09,GU\n10 08 20,MN,nuova descrizione,2026-12-09,GU\n"
    path = official(tmp_path, HEADING + rows)
    assert "official.csv: 2 added, 1 changed, 841 unchanged" in run("--waste-list", str(path))
    assert waste_codes.get("200142", on=LAST_DAY) is None
    new = waste_codes.get("200142", on=date(2026, 12, 9))
    assert (new.hazardous, new.confirmed, new.valid_to) == (True, True, None)
    assert waste_codes.get("100820", on=LAST_DAY).valid_to == LAST_DAY
    assert waste_codes.get("100820", on=date(2026, 12, 9)).description_it == "nuova descrizione"
    assert "0 added, 0 changed, 844 unchanged" in run("--waste-list", str(path))
    assert "waste list: 0 added, 0 changed, 844 unchanged" in run()


def test_an_official_list_may_be_separated_by_semicolons(loaded, tmp_path):
    text = (HEADING + "200142*,AH,batterie,2026-12-09,GU\n").replace(",", ";")
    assert "1 added" in run("--waste-list", str(official(tmp_path, "\ufeff" + text)))


def test_a_list_with_errors_is_refused_whole_line_by_line(loaded, tmp_path):
    rows = [
        "200142*,AH,batterie,2026-12-09,GU",
        "20014,AH,batterie,2026-12-09,GU",
        "200143*,AN,batterie,2026-12-09,GU",
        "200144,AN,,9/12/2026,GU",
        "200142*,AH,di nuovo,2026-12-09,GU",
    ]
    with pytest.raises(CommandError) as caught:
        run("--waste-list", str(official(tmp_path, HEADING + "\n".join(rows))))
    assert str(caught.value).splitlines() == [
        "official.csv: 5 errors, nothing was loaded",
        "  line 3, column code: '20014' is not a waste code; write six digits such as 170503",
        "  line 4, column entry_type: AN means not hazardous, the code says otherwise; correct one of them",
        "  line 5, column description_it: is empty; fill it in",
        "  line 5, column valid_from: '9/12/2026' is not a day; write it like 2026-12-09",
        "  line 6, column code: the same entry stands on line 2; keep one of them",
    ]
    assert not WasteCode.objects.filter(code="200142").exists()


def test_a_list_without_its_columns_or_its_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match="column entry_type: the column is missing"):
        run("--waste-list", str(official(tmp_path, "code,description_it,valid_from,source\n")))
    with pytest.raises(CommandError, match="cannot be read"):
        run("--waste-list", str(tmp_path / "nowhere.csv"))


@pytest.mark.parametrize(
    "wrong", [{"code": "17050"}, {"hazardous": True}, {"entry_type": "XX"}, {"valid_to": date(2015, 5, 31)}]
)
def test_the_database_refuses_a_wrong_entry(wrong):
    good = {"code": "170504", "hazardous": False, "entry_type": "MN", "valid_from": date(2015, 6, 1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        WasteCode.objects.create(**{**good, **wrong})


def test_codes_show_themselves():
    assert (
        str(WasteCodeChange(code_prefix="1606", change="rewritten", applies_from=LAST_DAY))
        == "1606 rewritten 2026-12-08"
    )
    assert str(Code(list="unit", code="kg")) == "unit kg"
