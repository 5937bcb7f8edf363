"""The list of cases is ordered from its headings."""

from __future__ import annotations


def test_the_list_is_turned_round_by_its_heading(office):
    first, second = office.case(), office.case()
    client = office.client("ada")
    newest = client.get("/ecoverde/cases/").content.decode()
    assert 'aria-sort="descending"><a href="?order=oldest"' in newest
    oldest = client.get("/ecoverde/cases/", {"order": "oldest", "q": "rossi"}).content.decode()
    assert oldest.index(first.number) < oldest.index(second.number)
    assert 'href="?order=newest&amp;q=rossi"' in oldest
