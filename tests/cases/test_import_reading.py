"""Reading logs and mappings: four kinds of file, and everything that can be wrong with them."""

from __future__ import annotations

import gzip

import pytest

from cases.definition import catalogue
from cases.services.importing import logs, mapping_file
from cases.services.importing.errors import LogUnreadable, MappingWrong
from cases.services.importing.records import BadRow, Record
from tests.factories import logs as make
from tests.paper.fixtures import requests

__all__ = ["requests"]
pytestmark = pytest.mark.usefixtures("requests")


def mapping(**tables):
    return mapping_file.from_tables(make.mapping(**tables), catalogue.get("request"))


def read(path, **tables):
    return list(logs.read(path, mapping(**tables)))


@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz", "LOG.CSV"])
def test_a_table_is_read_row_by_row_under_its_line(tmp_path, name):
    records = read(make.write_csv(tmp_path / name, make.whole("A", 2)))
    assert [(record.line, record.cells["activity"]) for record in records] == [(2, "asked"), (3, "sent")]
    assert "role" in records[0].cells
    assert "year" not in records[1].cells


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_a_xes_log_tells_the_attributes_of_the_trace_with_every_event(tmp_path, name):
    path = make.write_xes(tmp_path / name, [*make.whole("A", 2), *make.whole("B", 1)])
    records = read(path, case={"id": "case:concept:name"})
    cells = [(record.cells["case:concept:name"], record.cells["activity"]) for record in records]
    assert cells == [("A", "asked"), ("A", "sent"), ("B", "asked")]
    assert [record.line for record in records] == sorted(record.line for record in records)
    assert records[0].line > 3


def test_a_doctype_is_refused_before_anything_is_expanded(tmp_path):
    bomb = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n'
    path = make.write_xes(tmp_path / "log.xes", make.whole("A"), doctype=bomb)
    with pytest.raises(LogUnreadable, match="DOCTYPE"):
        read(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<log><trace>", "well-formed"),
        ("<html></html>", "no XES log"),
        ("", "well-formed"),
    ],
)
def test_what_is_no_xes_is_refused_with_the_reason(tmp_path, text, says):
    path = tmp_path / "log.xes"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LogUnreadable, match=says):
        read(path)


def test_an_empty_xes_log_has_no_events(tmp_path):
    path = tmp_path / "log.xes"
    path.write_text("<log/>", encoding="utf-8")
    assert read(path) == []


def test_a_file_cut_off_in_the_middle_is_refused_whole(tmp_path):
    path = make.write_csv(tmp_path / "log.csv.gz", make.whole("A") * 500)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(LogUnreadable, match="to its end"):
        read(path)


def test_a_file_that_is_not_compressed_although_it_says_so_is_refused(tmp_path):
    path = tmp_path / "log.csv.gz"
    path.write_text("case,activity\n", encoding="utf-8")
    with pytest.raises(LogUnreadable, match="to its end"):
        read(path)


def test_a_file_of_another_kind_is_refused(tmp_path):
    with pytest.raises(LogUnreadable, match="a log ends in"):
        read(tmp_path / "log.xlsx")


def test_a_header_without_a_column_of_the_mapping_names_it(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("case;activity;time\n", encoding="utf-8")
    with pytest.raises(LogUnreadable, match=r"no column .*who"):
        read(path, log={"delimiter": ";"})


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "log.csv"
    path.touch()
    with pytest.raises(LogUnreadable, match="empty"):
        read(path)


def spoiled(path, *lines: bytes):
    path.write_bytes(b"case,activity,time,who,role,year,delivery,code\n" + b"".join(line + b"\n" for line in lines))
    return path


def test_a_broken_byte_spoils_its_row_and_no_other(tmp_path):
    good = b"B,sent,2024-03-04,,,,,"
    path = spoiled(tmp_path / "log.csv", b"A,asked,2024-03-04,Nicol\xf2,,,,", good)
    bad, record = read(path)
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.code, bad.case) == (2, "broken_encoding", "A")
    assert isinstance(record, Record)
    assert read(path, log={"encoding": "cp1252"})[0].cells["who"] == "Nicolò"


def test_a_null_character_and_a_short_row_are_named_with_their_lines(tmp_path):
    path = spoiled(tmp_path / "log.csv", b"A,as\x00ked,2024-03-04,,,,,", b"B,asked", b"", b"C,asked,2024-03-04,,,,,")
    rows = read(path)
    assert [(row.line, getattr(row, "code", "fine")) for row in rows] == [
        (2, "broken_encoding"),
        (3, "cells_missing"),
        (5, "fine"),
    ]


def test_a_cell_over_several_lines_counts_from_where_its_row_starts(tmp_path):
    path = spoiled(tmp_path / "log.csv", b'A,asked,2024-03-04,"An\nna",,,,', b"A,sent,2024-03-04,,,,,")
    assert [row.line for row in read(path)] == [2, 4]


def test_utf_16_spoils_the_file_and_does_not_stop_the_reader(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes("case,activity,time,who,role,year,delivery,code\n".encode("utf-16"))
    with pytest.raises(LogUnreadable):
        read(path)


def problems(told) -> list[str]:
    with pytest.raises(MappingWrong) as wrong:
        mapping_file.from_tables(told, catalogue.get("request"))
    return list(wrong.value.problems)


def test_a_mapping_says_everything_that_is_wrong_with_it_at_once():
    told = make.mapping(
        activity={"transitions": {"asked": "opne"}},
        role={"duties": {"desk": ["entre"]}},
        dossier={"colour": {"column": "colour"}, "operation": {"column": "op", "type": "number"}},
        facts={"moon": {"value": 1}},
        loaded={"is_mirror": ["waste_code", "plant"]},
        time={"zone": "Mars/Olympus"},
        log={"encoding": "klingon", "delimiter": ";;"},
    )
    found = " | ".join(problems(told))
    for word in (
        "opne",
        "entre”",
        "colour",
        "operation: type",
        "moon",
        "plant is mapped",
        "Mars",
        "klingon",
        "one char",
    ):
        assert word in found


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"source": ""}, "source is missing"),
        ({"case": {"id": ""}}, r"\[case\] id is missing"),
        ({"case": {"number": "x"}}, "has no “number”"),
        ({"weather": {"sun": "x"}}, r"\[weather\]"),
        ({"time": "now"}, "to be a table"),
        ({"facts": {"on": "today"}}, "is to read"),
        ({"dossier": {"plant": {"column": "plant", "type": "reference"}}}, "what its cells hold"),
        ({"actor": {"accounts": "telepathy"}}, "accounts is one of"),
    ],
)
def test_each_mistake_in_a_mapping_is_named(tables, says):
    told = {**make.mapping(), **tables} if "time" in tables else make.mapping(**tables)
    with pytest.raises(MappingWrong, match=says):
        mapping_file.from_tables(told, catalogue.get("request"))


def test_a_mapping_that_is_no_toml_is_refused(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text("source = ", encoding="utf-8")
    with pytest.raises(MappingWrong, match="no TOML"):
        mapping_file.read(path, catalogue.get("request"))
    with pytest.raises(MappingWrong, match="cannot be read"):
        mapping_file.read(tmp_path / "none.toml", catalogue.get("request"))


def test_bytes_after_the_end_of_the_compressed_part_do_not_pass_unseen(tmp_path):
    path = make.write_csv(tmp_path / "log.csv.gz", make.whole("A"))
    assert gzip.decompress(path.read_bytes())
    path.write_bytes(path.read_bytes() + b"rubbish")
    with pytest.raises(LogUnreadable):
        read(path)
