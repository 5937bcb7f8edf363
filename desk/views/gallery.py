"""Every component with made-up content, to look at while one changes the style. Only with DEBUG."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from desk.gallery import pages


@login_not_required
def component_page(request: HttpRequest, page: str) -> HttpResponse:
    """One page of the gallery: `home`, `case`, `cases`, `form`..."""
    if page not in pages.PAGES:
        raise Http404
    template, context = pages.PAGES[page]()
    return render(request, template, context)
