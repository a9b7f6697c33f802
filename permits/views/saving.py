"""What one post of a step does: keep what was typed, take the files that came along, and say where to go."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits import locks
from permits.actions import drafts
from permits.actions.companies import MOST_COMPANIES
from permits.actions.library import take
from permits.catalogue.schema import RequirementSpec
from permits.completeness import Problem, requirements_of
from permits.forms.details import DetailsForm
from permits.forms.people import ApplicantForm, CompanyForm
from permits.forms.place import PlaceForm
from permits.forms.sections import SectionForm
from permits.models import Application, ApplicationDocument, Company
from permits.sections import FIRST, REVIEW, StepSpec, step_after, step_before
from permits.views import wishes
from permits.views.road import Road, road_of

FORMS: dict[str, type[SectionForm]] = {
    "data-pemohon": ApplicantForm,
    "data-perusahaan": CompanyForm,
    "lokasi": PlaceForm,
    "detail": DetailsForm,
}
FILE = "berkas-"  # name of a row's file control, followed by the code of the requirement
UPLOADED = "Upload berhasil"


@dataclass
class Taken:
    """What became of the files in one post."""

    done: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def show_step(request: SignedInRequest, road: Road, step: StepSpec, template: str) -> HttpResponse:
    """Show one step."""
    if step is REVIEW:
        return render(request, template, context_of(road, step) | _review_context(road))
    form = FORMS[step.slug](editing=road.editing)
    return render(request, template, context_of(road, step) | {"form": form, "uploads": road.uploads()})


def save_step(request: SignedInRequest, road: Road, step: StepSpec, template: str) -> HttpResponse:
    """Keep one step and go on, back, or show its mistakes; nothing typed is lost."""
    application, now = road.editing.application, timezone.now()
    form = FORMS[step.slug](request.POST, editing=road.editing)
    wish, _, code = request.POST.get("aksi", "lanjut").partition(":")
    is_right = form.is_valid()
    target = step_after(step) if is_right and wish == "lanjut" else _step_back(step) if wish == "kembali" else step
    values = wishes.values_for(request, form, wish)
    seen = wishes.seen_by(request, wish, code)
    try:
        version = drafts.save_sections(
            application, values, by=road.editing.writer, now=now, resume_at=target.slug, seen=seen
        )
    except drafts.StaleSave as stale:
        return _tell_stale(request, road, step, template, form, stale, now=now)
    except DomainError as error:
        if wants_json(request):
            return JsonResponse({"error": error.message}, status=400)
        raise
    if wants_json(request):
        return JsonResponse({"saved": clock(now), "seen": version.saves, "wrong": form.wrong()})
    taken = _take_files(request, road, now=now)
    for name in taken.done:
        messages.success(request, f"{UPLOADED}: {name}")
    if taken.errors or (wish == "lanjut" and not is_right) or form.is_region_reload(request.POST):
        return _show_again(request, road_of(application, request), step, template, form, taken)
    wishes.fulfil(request, form, wish, now=now)
    return _leave(request, road, form, target, wish, code, now=now)


def _tell_stale(
    request: SignedInRequest,
    road: Road,
    step: StepSpec,
    template: str,
    form: SectionForm,
    stale: drafts.StaleSave,
    *,
    now: dt.datetime,
) -> HttpResponse:
    """Say what another page has changed since; the person chooses. What was typed here stays on the page."""
    if wants_json(request):
        changed = [{"label": one.label, "kept": one.before, "typed": one.after} for one in stale.changes]
        return JsonResponse({"error": stale.message, "changes": changed, "seen": stale.saves}, status=409)
    taken = _take_files(request, road, now=now)
    response = _show_again(request, road_of(road.editing.application, request), step, template, form, taken, stale)
    response.status_code = 409
    return response


def _leave(
    request: SignedInRequest, road: Road, form: SectionForm, target: StepSpec, wish: str, code: str, *, now: dt.datetime
) -> HttpResponse:
    application = road.editing.application
    if wish == "pilih":
        return redirect(road.document_url(code, "pick"))
    if wish == "lepas":
        drafts.detach_document(application, code, by=road.editing.writer, now=now)
    if wish in {"lepas", "unggah"}:
        if wish == "unggah" and f"{FILE}{code}" not in request.FILES:
            messages.error(request, "Pilih berkas dahulu, lalu tekan Upload.")
        return redirect(f"{road.step_url(target.slug)}#{FILE}{code}")
    if wish == "kembali" and target is FIRST and isinstance(form, ApplicantForm):
        return redirect("permits:counter" if road.editing.officer else "permits:apply")
    if wish == "lanjut" and isinstance(form, PlaceForm) and form.warning:
        messages.warning(request, form.warning)
    return redirect(road.step_url(target.slug))


def _show_again(
    request: SignedInRequest,
    road: Road,
    step: StepSpec,
    template: str,
    form: SectionForm,
    taken: Taken,
    stale: drafts.StaleSave | None = None,
) -> HttpResponse:
    context = {"form": form, "uploads": road.uploads(taken.errors), "upload_errors": taken.errors, "stale": stale}
    if stale:
        context |= {"seen": request.POST.get(wishes.SEEN, ""), "page_token": request.POST.get(wishes.PAGE, "")}
    return render(request, template, context_of(road, step) | context)


def _take_files(request: SignedInRequest, road: Road, *, now: dt.datetime) -> Taken:
    """Give every file that came with the post to its requirement; a refused one spoils none of the others."""
    editing, taken = road.editing, Taken()
    data = road_of(editing.application, request).editing.version.data if request.FILES else {}
    for one in requirements_of(data, editing.spec, kind=editing.application.kind):
        upload = request.FILES.get(f"{FILE}{one.code}")
        if upload is None:
            continue
        try:
            if not locks.is_document_open(editing.request, one.code):
                raise DomainError(drafts.LOCKED)
            taken.done.append(attach(editing.application, one, upload, request=request, now=now).name)
        except DomainError as error:
            taken.errors[one.code] = error.message
    return taken


def attach(
    application: Application, spec: RequirementSpec, upload: UploadedFile, *, request: SignedInRequest, now: dt.datetime
) -> ApplicationDocument:
    """Put an upload into File Saya, once however often it is sent, and give it to a requirement."""
    owner = request.user if application.applicant_id == request.user.pk else application.applicant
    stored = take(upload, name="", by=owner, now=now, allowed=spec.formats, sent_by=request.user).stored
    return drafts.attach_document(application, spec.code, stored, by=request.user, now=now)


def context_of(road: Road, step: StepSpec) -> dict[str, object]:
    """What surrounds every step."""
    before = step_before(step)
    return {
        "road": road,
        "application": road.editing.application,
        "step": step,
        "steps": road.steps(step),
        "back_url": road.step_url(before.slug) if before else "",
        "previous_number": road.editing.version.data.get("previous_number", ""),
        "saved_at": road.editing.version.saved_at,
        "seen": road.editing.version.saves,
        "page_token": secrets.token_hex(4),
        "revision": road.editing.request,
        "days_left": road.days_left(timezone.now()),
        "companies": _companies(road, step),
        **limits(),
    }


def _companies(road: Road, step: StepSpec) -> list[Company]:
    """The person's own companies, for the step that asks for one; none while a revision is mended."""
    if step.sections != ("company",) or road.is_revision or road.editing.officer:
        return []
    return list(Company.objects.visible_to(road.editing.person).order_by("name", "id")[:MOST_COMPANIES])


def limits() -> dict[str, int]:
    """How large a file may be, for the page and its script."""
    limit = settings.UPLOAD_MAX_BYTES
    return {"max_bytes": limit, "max_megabytes": limit // (1024 * 1024)}


def _review_context(road: Road) -> dict[str, object]:
    """The page before sending: the answers, what stands in the way, what is worth a second look."""
    application, version = road.editing.application, road.editing.version
    today = timezone.localdate()
    return {
        "sections": road.review(),
        "uploads": road.uploads(),
        "attachments_url": road.step_url("detail"),
        "problems": _linked(road, drafts.problems_of(application, version)),
        "advice": _linked(road, drafts.advice_on(application, version, today=today)),
        "mended": road.mended(),
    }


def _linked(road: Road, found: Iterable[Problem]) -> list[tuple[Problem, str]]:
    """Each with the address where it is mended."""
    return [(problem, f"{road.step_url(problem.step)}#{problem.anchor}") for problem in found]


def wants_json(request: SignedInRequest) -> bool:
    """Whether a page script asks, which shows the answer in place."""
    return request.headers.get("Accept", "").startswith("application/json")


def clock(moment: dt.datetime) -> str:
    """ "14.05" of the office's zone."""
    return f"{timezone.localtime(moment):%H.%M}"


def _step_back(step: StepSpec) -> StepSpec:
    return step_before(step) or FIRST
