"""The company's own paper: a logo that is a picture, kept once, and the line at the foot."""

from __future__ import annotations

import io

import pytest

from documents import store
from documents.models import StoredFile
from documents.services.letters.letterhead import change, letterhead_of
from documents.services.letters.refusals import LetterRefused
from documents.services.refusals import UploadRefused
from registry.duties import CONFIGURE, DutyMissing
from tests.documents import good
from tests.factories import cases as cast

LOGO = good.image("PNG")


@pytest.fixture
def admin(company):
    return cast.actor(company, "admin@example.it", CONFIGURE)


def put(company, by, content=LOGO, name="logo.png", foot="Capitale sociale 10.000 €"):
    return change(company, foot=foot, logo=io.BytesIO(content), logo_name=name, actor=by, now=cast.NOW)


def files(company):
    return StoredFile.objects.of(company)


def test_a_logo_is_kept_as_it_came_and_once_whoever_sends_it_again(company, admin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = put(company, admin)
        again = put(company, admin, name="the same.png", foot="Iscritta all'Albo")
    assert again.logo_id == first.logo_id
    assert files(company).get().media_type == "image/png"
    assert store.locate(letterhead_of(company).logo).read_bytes() == LOGO
    assert letterhead_of(company).foot == "Iscritta all'Albo"


def test_without_a_file_the_logo_stays(company, admin):
    put(company, admin)
    change(company, foot="Nuovo", actor=admin, now=cast.NOW)
    assert letterhead_of(company).logo == files(company).get()


@pytest.mark.parametrize(
    ("content", "name", "refused"),
    [
        (good.pdf(), "logo.pdf", LetterRefused),
        (LOGO[:-10], "logo.png", UploadRefused),
        (b"", "logo.png", UploadRefused),
    ],
)
def test_what_is_no_sound_picture_is_refused_and_leaves_nothing(company, admin, content, name, refused):
    with pytest.raises(refused):
        put(company, admin, content, name)
    assert letterhead_of(company) is None
    assert not files(company).exists()


def test_only_who_configures_the_company_changes_its_paper(company):
    with pytest.raises(DutyMissing):
        put(company, cast.actor(company, "clerk@example.it"))
