"""Reading the rule book: the page, and the short list beside an intake form (A2)."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from complaints.models import Article
from parkservice.accounts.access import PersonRequest, allow
from parkservice.kit.text import fold

#: Articles offered beside a form.
OFFERED = 6


def _search(request: PersonRequest) -> tuple[str, Any]:
    words = fold(request.GET.get("q", "").replace("\x00", ""))[:60].strip()
    return words, Article.objects.of_park(request.park.pk).matching(words)


@require_GET
@allow("rulebook.view")
def rules(request: PersonRequest) -> HttpResponse:
    """All articles with their explanation in plain words, or those that hold the words searched for."""
    words, articles = _search(request)
    grouped = [(rule, list(rows)) for rule, rows in groupby(articles, key=lambda article: article.rule)]
    return render(request, "complaints/rulebook/rules.html", {"q": words, "grouped": grouped})


@require_GET
@allow("rulebook.view")
def rule_options(request: PersonRequest) -> HttpResponse:
    """The articles that fit what is being talked about, as a fragment beside a form."""
    _words, articles = _search(request)
    return render(request, "complaints/rulebook/_articles.html", {"articles": articles[:OFFERED]})
