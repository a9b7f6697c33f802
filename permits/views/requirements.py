"""Persyaratan: what every permit type asks for and promises, its papers to fill in, and the service pledge.

Open to everybody. A page carries an ETag of what it says: a phone that has it already gets 304 and nothing more.
"""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from office.models import Agency, AgencyProfile
from office.profile import profile
from permits.blanks import BLANKS, Blank, Paper, blank_called, blank_html, pledge_html, print_of, printed
from permits.issuing import letterhead
from permits.models import CatalogueEdition, PermitType
from permits.standards import SHORTEST_SEARCH, Card, Standard, card_of, is_free, papers_found, standard_of, words_of

PER_PAGE = 50
LONGEST_SEARCH = 100
KEPT_BODIES = 64  # about 100 kB each
_cards: dict[str, Card] = {}  # by digest: an edition never changes
_bodies: dict[tuple[object, ...], SafeString] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; `papers` are the documents that answer the search, None when nothing does."""

    type: PermitType
    card: Card
    papers: tuple[str, ...] | None


@require_safe
@cache_control(no_cache=True)
@conditional_page
def requirements(request: HttpRequest) -> HttpResponse:
    """Every permit type by Dinas/Badan, with search and sector. Two queries at most, whatever their number."""
    typed = " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]
    words = words_of(typed)
    found = [row for row in _rows(words) if row.papers is not None]
    sector = request.GET.get("sektor", "")
    counts = Counter((row.type.sector.code, row.type.sector.name) for row in found)
    chosen = [row for row in found if not sector or row.type.sector.code == sector]
    context = {
        "typed": typed,
        "too_short": bool(typed) and not words,
        "sector": sector,
        "sectors": [(code, name, count) for (code, name), count in sorted(counts.items())],
        "found": len(found),
        "page": Paginator(chosen, PER_PAGE).get_page(request.GET.get("hal")),
        "shortest": SHORTEST_SEARCH,
    }
    return render(request, "permits/requirements.html", context)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def requirement(request: HttpRequest, slug: str) -> HttpResponse:
    """The service standard of one permit type."""
    permit_type = _type(slug)
    context = {
        "type": permit_type,
        "spec": _edition(permit_type).spec,
        "body": _body(permit_type, profile()),
        "is_free": is_free(_edition(permit_type).spec.cost),
    }
    return render(request, "permits/requirements_type.html", context)


@require_safe
def requirement_form(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """One of the papers to fill in, as PDF; a type that is applied for elsewhere has none of ours."""
    permit_type = _type(slug)
    try:
        blank = blank_called(form)
    except LookupError:
        raise Http404 from None
    if permit_type.elsewhere_url:
        raise Http404
    paper = _paper(reverse("permits:requirement", args=[slug]), is_example=permit_type.is_example)
    html = blank_html(blank, _standard(permit_type, _agencies(permit_type)), paper)
    return _pdf(request, html, paper, _file_name(blank, permit_type))


@require_safe
@cache_control(no_cache=True)
@conditional_page
def pledge(request: HttpRequest) -> HttpResponse:
    """Maklumat Pelayanan (Law 25/2009, article 22)."""
    return render(request, "permits/requirements_pledge.html", {"office": profile(), "is_demo": settings.DEMO})


@require_safe
def pledge_pdf(request: HttpRequest) -> HttpResponse:
    """The same to hang on the wall."""
    paper = _paper(reverse("permits:pledge"))
    html = pledge_html(paper, {"office": profile()})
    return _pdf(request, html, paper, "Maklumat Pelayanan.pdf")


def _rows(words: tuple[str, ...]) -> list[Row]:
    """Everything offered; the text of an edition is read once in the life of a process."""
    rows = PermitType.objects.filter(is_active=True, current_edition__isnull=False)
    rows = rows.select_related("agency", "sector", "current_edition", "next_edition")
    rows = rows.defer("current_edition__body", "next_edition__body")
    today = timezone.localdate()
    offered = [(one, one.edition_on(today)) for one in rows.order_by("agency__name", "agency__pk", "name", "pk")]
    new = [edition.pk for _, edition in offered if edition and edition.digest not in _cards]
    for edition in CatalogueEdition.objects.filter(pk__in=new) if new else ():
        _cards[edition.digest] = card_of(edition.spec)
    kept = [(one, _cards[edition.digest]) for one, edition in offered if edition]
    return [Row(one, card, papers_found(words, card)) for one, card in kept]


def _type(slug: str) -> PermitType:
    rows = PermitType.objects.select_related("agency", "sector", "current_edition", "next_edition")
    return get_object_or_404(rows, slug=slug, is_active=True, current_edition__isnull=False)


def _edition(permit_type: PermitType) -> CatalogueEdition:
    edition = permit_type.edition_on(timezone.localdate())
    if edition is None:
        raise Http404
    return edition


def _body(permit_type: PermitType, office: AgencyProfile) -> SafeString:
    """Contents and parts of the page, rendered once per edition, office and names: 60 of its 70 milliseconds."""
    agencies = _agencies(permit_type)
    contacts = (office.phones, office.whatsapp_url, office.email, office.address, office.postcode)
    offered = (permit_type.slug, permit_type.name, permit_type.elsewhere_url)
    key = (_edition(permit_type).digest, *offered, *agencies.items(), *contacts, settings.DEMO)
    if key not in _bodies or settings.DEBUG:
        if len(_bodies) >= KEPT_BODIES:
            _bodies.clear()
        context = {
            "type": permit_type,
            "standard": _standard(permit_type, agencies),
            "office": office,
            "blanks": () if permit_type.elsewhere_url else BLANKS,
            "is_demo": settings.DEMO,
        }
        _bodies[key] = render_to_string("permits/requirements_body.html", context)
    return _bodies[key]


def _standard(permit_type: PermitType, agencies: dict[str, str]) -> Standard:
    return standard_of(_edition(permit_type).spec, agencies, with_forms=not permit_type.elsewhere_url)


def _agencies(permit_type: PermitType) -> dict[str, str]:
    codes = _edition(permit_type).spec.route.agencies
    return dict(Agency.objects.filter(code__in=codes).values_list("code", "name"))


def _paper(path: str, *, is_example: bool = False) -> Paper:
    office = profile()
    return Paper(letterhead(office), f"{settings.SITE_URL}{path}", office.city, settings.DEMO or is_example)


def _file_name(blank: Blank, permit_type: PermitType) -> str:
    return f"{blank.title} - {permit_type.name}.pdf"


def _pdf(request: HttpRequest, html: str, paper: Paper, name: str) -> HttpResponse:
    etag = quote_etag(print_of(html))
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(printed(html, paper), content_type="application/pdf")
        response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
