"""The factory's files: loaded once, anew when they change, never over what a company published."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from django.core.management import call_command

from cases.definition import catalogue
from cases.models import PolicyVersion
from cases.queries.requirements import required_documents
from cases.rules.policies.kinds import read_table
from cases.rules.tables.errors import TableInvalid
from cases.rules.tables.notation import Notation
from cases.services.policies import files
from cases.services.policies.factory import FactoryInvalid, load_factory
from cases.services.policies.keys import PolicyKey
from tests.factories.policies import NOW, TODAY, fees, key, published

pytestmark = pytest.mark.django_db


def process_with(tmp_path, text):
    (tmp_path / "limits.toml").write_text(text, encoding="utf-8")
    return replace(catalogue.get("waste_approval"), policy=tmp_path)


KEY = PolicyKey(1, "waste_approval", "table", "fees")
CLOCK = 'kind = "clock"\nvalid_from = 2026-01-01\n[policies.check]\namount = {}\nunit = "working_days"\n'


def test_the_product_s_own_files_load_and_a_second_time_do_nothing(capsys):
    call_command("load_policies", "--json")
    count = PolicyVersion.objects.count()
    call_command("load_policies", "--json")
    assert PolicyVersion.objects.count() == count > 4
    assert '"loaded": []' in capsys.readouterr().out.splitlines()[-1]


def test_a_changed_file_makes_a_new_version(tmp_path):
    load_factory([process_with(tmp_path, CLOCK.format(3))], now=NOW)
    load_factory([process_with(tmp_path, CLOCK.format(4))], now=NOW)
    assert list(PolicyVersion.objects.order_by("version").values_list("version", "content__amount")) == [(1, 3), (2, 4)]


def test_what_a_company_published_stays(tmp_path, eco, dora):
    mine = published(key(eco, "clock", "check"), dora, {"amount": 9, "unit": "working_days"})
    load_factory([process_with(tmp_path, CLOCK.format(4))], now=NOW)
    mine.refresh_from_db()
    assert mine.content["amount"] == 9


def test_a_wrong_file_loads_nothing_and_names_everything(tmp_path):
    with pytest.raises(FactoryInvalid, match=r"limits\.toml.*whole number"):
        load_factory([process_with(tmp_path, CLOCK.format(0))], now=NOW)
    assert not PolicyVersion.objects.exists()


def test_required_documents_are_told_by_step_and_dossier(eco):
    call_command("load_policies")
    inputs = {"step": "approve", "context": "own_plant", "mirror": True, "hazardous": False, "landfill": True}
    inputs |= {"customer": "known", "adr": False, "limited": False, "renewal": False}
    asked = required_documents(eco.pk, "waste_approval", {1: inputs}, TODAY)[1]
    documents = {each.document: each for each in asked.documents or ()}
    assert documents["analysis"].mandatory
    assert not documents["sampling_report"].mandatory
    assert documents["leaching_test"].valid_days == 365
    assert "landfill_analysis" in asked.reference["rows"]


@pytest.mark.parametrize("notation", [Notation.ITALIAN, Notation.ENGLISH, Notation.PLAIN])
def test_a_table_survives_the_spreadsheet_in_every_notation(notation):
    content = files.from_json(KEY, files.to_json(KEY, fees()))
    assert files.from_xlsx(content, files.to_xlsx(read_table(content), notation)) == content


def test_nothing_in_a_spreadsheet_is_a_formula():
    with zipfile.ZipFile(io.BytesIO(files.to_xlsx(read_table(fees()), Notation.ITALIAN))) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


def test_a_spreadsheet_s_errors_are_by_row_and_cell():
    broken = files.to_xlsx(read_table(fees()), Notation.ITALIAN)
    with pytest.raises(TableInvalid) as invalid:
        files.from_xlsx(fees(inputs=[{"code": "amount", "kind": "yes_no"}, fees()["inputs"][1]], rows=[]), broken)
    assert {(each.row, each.column) for each in invalid.value.problems} >= {("small", "amount"), ("large", "amount")}


def test_another_policy_s_file_is_refused():
    with pytest.raises(TableInvalid):
        files.from_json(replace(KEY, code="other"), files.to_json(KEY, fees()))
