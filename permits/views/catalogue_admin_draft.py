"""A draft of an edition: its parts with their forms and rows, the preview of the applicant's form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits import catalogue_pages as pages
from permits.actions import catalogue as actions
from permits.forms.catalogue_fields import PartForm
from permits.forms.catalogue_mistakes import Found, find, put_on
from permits.forms.catalogue_parts import BY_SLUG, PARTS, Part, Rows, words_for
from permits.models import CatalogueDraft
from permits.permissions import demand_catalogue
from permits.views.catalogue_admin_preview import preview_of

MOVES = ("naik", "turun", "hapus")


@require_safe
@login_required
def catalogue_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole draft at a glance: its parts, what is still wrong, and what can be done with it."""
    draft = the_draft(request, pk)
    _, mistakes = actions.read_draft(draft)
    found = find(mistakes)
    parts = [(part, pages.amount(draft.body, part), sum(one.part is part for one in found)) for part in PARTS]
    context = {"draft": draft, "parts": parts, "mistakes": [(one, link_to(draft, one)) for one in found]}
    return render(request, "permits/catalogue/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def catalogue_part(request: SignedInRequest, pk: int, part: str) -> HttpResponse:
    """One part: its form, its rows, and what the applicant will see."""
    draft, chosen = the_draft(request, pk), _part(part)
    form = None
    if chosen.form:
        row = pages.mapping_at(draft.body, chosen.path)
        form = chosen.form(request.POST if request.method == "POST" else None, row=row, body=draft.body)
    if form and request.method == "POST" and form.is_valid():
        written, path = form.written(), chosen.path
        if _saved(request, draft, form, lambda body: pages.with_mapping(body, path, written)):
            return redirect("permits:catalogue_part", pk, part)
    return _part_page(request, draft, chosen, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def catalogue_row(request: SignedInRequest, pk: int, part: str, row: int) -> HttpResponse:
    """One row of a list; the number after the last begins a new one. "Pratinjau" shows it without saving."""
    draft, chosen = the_draft(request, pk), _part(part)
    rows = _rows_of(chosen)
    held = pages.rows_at(draft.body, rows.path)
    if row > len(held):
        raise Http404
    data = held[row] if row < len(held) and isinstance(held[row], dict) else {}
    form = rows.form(request.POST if request.method == "POST" else None, row=data, body=draft.body)
    shown = draft.body
    if request.method == "POST" and form.is_valid():
        written = form.written()

        def change(body: dict[str, Any]) -> dict[str, Any]:
            return pages.with_row(body, rows, row, written)

        if "preview" in request.POST:
            shown = change(draft.body)
        elif _saved(request, draft, form, change):
            return redirect("permits:catalogue_part", pk, part)
    if not form.is_bound:
        _, mistakes = actions.read_draft(draft)
        put_on(form, [one for one in find(mistakes) if one.part is chosen and one.row == row])
    context = {
        "draft": draft,
        "part": chosen,
        "rows": rows,
        "row": row,
        "is_new": row == len(held),
        "form": form,
        "preview": preview_of(shown, request.POST.get("kind", "NEW")) if chosen.aside == "form" else None,
    }
    wrong = form.is_bound and bool(form.errors)
    return render(request, "permits/catalogue/row.html", context, status=422 if wrong else 200)


@require_POST
@login_required
def catalogue_row_move(request: SignedInRequest, pk: int, part: str, row: int, how: str) -> HttpResponse:
    """Move a row up or down, or take it away."""
    draft, chosen = the_draft(request, pk), _part(part)
    rows = _rows_of(chosen)
    if how not in MOVES or row >= len(pages.rows_at(draft.body, rows.path)):
        raise Http404
    _saved(request, draft, None, lambda body: pages.with_row_moved(body, rows, row, how))
    return redirect(f"{reverse('permits:catalogue_part', args=[pk, part])}#baris")


@require_POST
@login_required
def catalogue_preview(request: SignedInRequest, pk: int, part: str, row: int) -> HttpResponse:
    """The applicant's form with this row as it is typed now; nothing is saved."""
    draft, chosen = the_draft(request, pk), _part(part)
    rows = _rows_of(chosen)
    held = pages.rows_at(draft.body, rows.path)
    if row > len(held):
        raise Http404
    form = rows.form(request.POST, row=held[row] if row < len(held) else {}, body=draft.body)
    body = pages.with_row(draft.body, rows, row, form.written()) if form.is_valid() else draft.body
    context = {"preview": preview_of(body, request.POST.get("kind", "NEW")), "draft": draft}
    return render(request, "permits/catalogue/_preview.html", context)


def the_draft(request: SignedInRequest, pk: int) -> CatalogueDraft:
    """The draft for the administrator; 403 for everybody else, 404 once it is published or thrown away."""
    demand_catalogue(request.user, on=timezone.localdate())
    return get_object_or_404(CatalogueDraft.objects.select_related("permit_type", "saved_by"), pk=pk)


def seen_version(request: SignedInRequest) -> int:
    """The version that the posted page was made from; 0, which no draft has, when it is not a number."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def link_to(draft: CatalogueDraft, one: Found) -> str:
    """The page on which the mistake can be mended."""
    if one.row is not None:
        return reverse("permits:catalogue_row", args=[draft.pk, one.part.slug, one.row])
    return reverse("permits:catalogue_part", args=[draft.pk, one.part.slug])


def _part(slug: str) -> Part:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _rows_of(part: Part) -> Rows:
    if part.rows is None:
        raise Http404
    return part.rows


def _saved(
    request: SignedInRequest, draft: CatalogueDraft, form: PartForm | None, change: Callable[[dict[str, Any]], Any]
) -> bool:
    """Save and say so; a refusal stands above the form, which keeps what was typed."""
    try:
        actions.save_draft(draft.pk, change, version=seen_version(request), by=request.user, now=timezone.now())
    except DomainError as error:
        if form is None:
            messages.error(request, error.message)
        else:
            form.add_error(None, error.message)
        return False
    messages.success(request, "Tersimpan.")
    return True


def _part_page(request: SignedInRequest, draft: CatalogueDraft, part: Part, form: PartForm | None) -> HttpResponse:
    spec, mistakes = actions.read_draft(draft)
    here = [one for one in find(mistakes) if one.part is part]
    if form and not form.is_bound:
        put_on(form, [one for one in here if one.row is None and one.name])
    lines = []
    if part.rows:
        wrong = {number: [one for one in here if one.row == number] for number in {one.row for one in here}}
        held = pages.rows_at(draft.body, part.rows.path)
        lines = [(number, *pages.row_words(part.rows, row), wrong.get(number, [])) for number, row in enumerate(held)]
    context = {
        "draft": draft,
        "part": part,
        "parts": PARTS,
        "form": form,
        "lines": lines,
        "loose": [one for one in here if one.row is None and not one.name],
        "preview": preview_of(draft.body, request.GET.get("jenis", "NEW")) if part.aside == "form" else None,
        "drawing": pages.drawing_of(spec) if part.aside == "route" else None,
        "words": words_for(spec) if part.aside == "words" else [],
    }
    wrong_now = form is not None and form.is_bound
    return render(request, "permits/catalogue/part.html", context, status=422 if wrong_now else 200)
