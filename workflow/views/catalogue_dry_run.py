"""Uji coba: a draft of the catalogue tried on a made-up application, before it is published."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from office.models import Agency
from permits.actions.catalogue import read_draft
from permits.catalogue.placeholders import display_value
from permits.catalogue.samples import sample_data
from permits.completeness import detail_problems
from permits.models import Application, CatalogueDraft
from permits.permissions import demand_catalogue
from workflow.dry_run import DeadEnd, Walked, walk


@require_safe
@login_required
def catalogue_dry_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """The made-up answers, every stage that the file passes, and the letter at the end."""
    demand_catalogue(request.user, on=timezone.localdate())
    draft = get_object_or_404(CatalogueDraft.objects.select_related("permit_type"), pk=pk)
    spec, mistakes = read_draft(draft)
    kind = request.GET.get("jenis", "")
    kind = kind if kind in spec.kinds else spec.kinds[0]
    names = dict(Agency.objects.values_list("code", "name"))
    details = sample_data(spec, kind=kind)["details"]
    walked: tuple[Walked, ...] = ()
    dead_end = ""
    try:
        walked = walk(spec.route, [names.get(code, code) for code in spec.route.agencies])
    except DeadEnd as error:
        dead_end = str(error)
    labels = dict(Application.Kind.choices)
    context = {
        "draft": draft,
        "mistakes": mistakes,
        "kind": kind,
        "kinds": [(code, labels[code]) for code in spec.kinds],
        "answers": [
            (one.label, display_value(one, details.get(one.code))) for one in spec.fields if one.code in details
        ],
        "refused": [one.message for one in detail_problems(details, spec, kind=kind)],
        "papers": [one for one in spec.requirements if not one.kinds or kind in one.kinds],
        "walked": walked,
        "dead_end": dead_end,
        "promise_days": spec.route.promise_days,
    }
    return render(request, "workflow/catalogue_dry_run.html", context)
