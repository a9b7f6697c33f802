"""The access matrix: every URL, every role. A URL without a row fails; this table is the document.

What each letter means for a GET, or for a POST where the row says so:
  +  answered (200, a redirect to another page of ours, 400 or 422 for an empty form, or a polite 404 of a search)
  L  sent to the login page
  F  forbidden (403)
  H  hidden: not found (404), because the person may not know of it
  M  method not allowed (405)
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import IdentityCorrection, RoleAssignment, SignIn
from accounts.roles import Role
from files.models import Blob, Upload
from messaging.chat.actions import room_of, say
from office.models import Holiday, SpecialHours
from permits.actions import drafts
from permits.models import (
    Application,
    ApplicationDocument,
    CatalogueDraft,
    Company,
    Permit,
    PermitDuty,
    StoredFile,
    StoredFileVersion,
)
from permits.stages import Move, Stage
from portal.models import Banner
from reports.models import FollowUpPlan, QuarterlyReport, SystemFigure
from tests.complaints.making import a_complaint
from tests.messaging.making import a_picture
from tests.workflow.road import Office, a_draft, open_step, step_on, walk_to
from workflow import actions
from workflow.actions import inquiries, visits
from workflow.models import Advice, OfficeLetter

pytestmark = pytest.mark.django_db

# who: a stranger, the owner, another applicant, back office, the agency that was asked, one that was not, the kasi of
# the sector, a kasi of another, kabid, kadis, records, helpdesk, auditor, administrator
WHO = [
    "anon",
    "owner",
    "other",
    "backoffice",
    "dispar",
    "dlh",
    "kasi",
    "kasi_primer",
    "kabid",
    "kadis",
    "records",
    "helpdesk",
    "auditor",
    "administrator",
]

EVERYBODY = "+ + + + + + + + + + + + + +"
SIGNED_IN = "L + + + + + + + + + + + + +"
OWN_ONLY = "L + H H H H H H H H H H H H"  # somebody else's draft, file or revision does not exist
KADIS = "L F F F F F F F F + F F F F"
REGISTER = "L F F + + + + + + + + + + +"  # the desks that see files; each the rows that it may see
DUTY = "L + H + H + + H + + + + + +"  # the holder, the agency that checks (DLH), the desks that see the file
FILE = "L + H + + H + H + + + + + +"  # a submitted file: owner, the desks that have to do with it, those who see all
OFFICER = "L F F + + + + + + + + F F F"  # a task list needs a desk
BACKOFFICE = "L F F + F F F F F F F F F F"
STEP = "L F H + + H + H + + + + + +"  # the owner knows the file but has no business at a desk
STEP_OF_AGENCY = "L F H F + H F H F F F F F F"  # only the desk that holds the step
LISTENER = "L F F F F F F F F + F F + F"  # the chain of complaints and the auditor
SURVEY_DESK = "L F F + F F + + + + F + + +"  # the counter, the help desk, leaders, auditor, administrator
SURVEY_ENTERING = "L F F + F F F F F F F + F +"
CHAT = "L + H H H H H H H H H + + H"  # the applicant, the help desk, the auditor
CHAT_DESK = "L F F F F F F F F F F + + F"
ADMINISTRATOR = "L F F F F F F F F F F F F +"
LEADER = "L F F F F F + + + + F F + +"  # kasi, kabid, kadis, auditor, administrator
REPORT_WRITER = "L F F F F F + + + F F F F +"
TABLE = "L F F + + + + + + + + F + +"  # each sees what it may see
PAPERS = "L F H + + H + H + + + F + F"  # officers and the auditor

# name: (method, row); the object behind each address is made in `addresses`
MATRIX: dict[str, tuple[str, str]] = {
    "favicon": ("get", EVERYBODY),
    "healthz": ("get", EVERYBODY),
    "readyz": ("get", EVERYBODY),
    "metrics": ("get", EVERYBODY),  # from loopback; tests/test_metrics.py shows who else
    "portal:home": ("get", EVERYBODY),
    "portal:banner_picture": ("get", EVERYBODY),
    "portal:help": ("get", EVERYBODY),
    "portal:guide": ("get", EVERYBODY),
    "portal:dashboard": ("get", SIGNED_IN),
    "portal:staff": ("get", "L F F + + + + + + + + + + +"),
    "portal:security_txt": ("get", EVERYBODY),
    "portal:gallery": ("get", EVERYBODY),
    "portal:privacy": ("get", EVERYBODY),
    "portal:my_data": ("get", SIGNED_IN),
    "portal:ask_for_data": ("post", SIGNED_IN),
    "portal:download_data": ("get", OWN_ONLY),
    "accounts:login": ("get", EVERYBODY),
    "accounts:one_time_login": ("get", EVERYBODY),
    "accounts:one_time_login_open": ("get", "L L L L L L L L L L L L L L"),  # a bad link leads back to the login page
    "accounts:register": ("get", EVERYBODY),
    "accounts:claim": ("get", EVERYBODY),
    "accounts:send_code": ("post", EVERYBODY),
    "accounts:forgot_password": ("get", EVERYBODY),
    "accounts:forgot_password_pin": ("get", EVERYBODY),
    "accounts:forgot_password_open": ("get", EVERYBODY),  # a bad link leads back to the first page
    "accounts:logout": ("get", EVERYBODY),
    "accounts:profile": ("get", SIGNED_IN),
    "accounts:password": ("get", SIGNED_IN),
    "accounts:photo": ("post", SIGNED_IN),  # one's own; there is no address for anybody else's
    "accounts:change_email": ("get", SIGNED_IN),
    "accounts:confirm_email": ("post", SIGNED_IN),
    "accounts:correction": ("get", SIGNED_IN),
    "accounts:correction_evidence": ("get", OWN_ONLY),  # and who may see requests in the administration
    "accounts:security": ("get", SIGNED_IN),
    "accounts:login_code": ("get", "L L L L L L L L L L L L L L"),  # nobody's password was given just now
    "accounts:second_factor": ("get", SIGNED_IN),
    "accounts:second_factor_begin": ("post", SIGNED_IN),
    "accounts:second_factor_qr": ("get", "L H H H H H H H H H H H H H"),  # only while one sets it up
    "accounts:second_factor_confirm": ("post", SIGNED_IN),
    "accounts:recovery_codes": ("post", SIGNED_IN),
    "accounts:second_factor_off": ("post", SIGNED_IN),
    "accounts:session": ("get", EVERYBODY),
    "accounts:session_back": ("get", SIGNED_IN),
    "accounts:end_session": ("post", OWN_ONLY),
    "accounts:end_all_sessions": ("get", "L M M M M M M M M M M M M M"),  # a POST would end the walk of this person
    "messaging:inbox": ("get", SIGNED_IN),
    "messaging:mark_all_read": ("post", SIGNED_IN),
    "messaging:unread": ("get", SIGNED_IN),
    "messaging:message": ("get", OWN_ONLY),
    "messaging:chat": ("get", SIGNED_IN),
    "messaging:chat_say": ("post", SIGNED_IN),  # each in their own room; somebody else's: tests/messaging/test_chat.py
    "messaging:chat_new": ("get", SIGNED_IN),
    "messaging:chat_read": ("post", SIGNED_IN),
    "messaging:chat_ticket": ("post", SIGNED_IN),
    "messaging:chat_file": ("get", CHAT),
    "messaging:chat_link": ("post", SIGNED_IN),
    "messaging:chat_rate": ("post", OWN_ONLY),
    "messaging:desk": ("get", CHAT_DESK),
    "messaging:desk_figures": ("get", CHAT_DESK),
    "messaging:desk_room": ("get", CHAT_DESK),
    "messaging:desk_move": ("post", "L F F F F F F F F F F + F F"),
    "permits:announcements": ("get", "L F F F F F F F + F F F F +"),
    "workflow:deliveries": ("get", FILE),
    "workflow:write_message": ("get", "L F H + + H + H + + + + F F"),
    "messaging:preferences": ("get", SIGNED_IN),
    "messaging:revive_address": ("post", SIGNED_IN),  # one's own
    "messaging:prove_phone": ("post", SIGNED_IN),
    "messaging:deliveries": ("get", ADMINISTRATOR),
    "messaging:retry": ("post", ADMINISTRATOR),
    "messaging:wordings": ("get", ADMINISTRATOR),
    "messaging:wording": ("get", ADMINISTRATOR),
    "messaging:wording_preview": ("post", ADMINISTRATOR),
    "messaging:wording_as_shipped": ("post", ADMINISTRATOR),
    "regions:children": ("get", EVERYBODY),
    "regions:base_layer": ("get", EVERYBODY),
    "regions:boundaries": ("get", EVERYBODY),
    "regions:search": ("get", EVERYBODY),
    "regions:check_point": ("get", EVERYBODY),
    "permits:apply": ("get", SIGNED_IN),
    "permits:draft": ("get", OWN_ONLY),
    "permits:my_drafts": ("get", SIGNED_IN),
    "permits:companies": ("get", SIGNED_IN),
    "permits:add_company": ("get", SIGNED_IN),
    "permits:company": ("get", OWN_ONLY),
    "permits:wizard_step": ("get", OWN_ONLY),
    "permits:wizard_document": ("post", OWN_ONLY),
    "permits:wizard_pick": ("get", OWN_ONLY),
    "files:uploads": ("options", "L + + + + + + + + + + + + +"),
    "files:upload": ("head", OWN_ONLY),
    "permits:my_files": ("get", SIGNED_IN),
    "permits:my_file": ("get", OWN_ONLY),
    "permits:stored_file": ("get", OWN_ONLY),
    "permits:my_file_picture": ("get", OWN_ONLY),
    "permits:old_version": ("get", OWN_ONLY),
    "permits:replace_file": ("post", OWN_ONLY),
    "permits:document_picture": ("get", OWN_ONLY),
    "permits:rename_file": ("post", OWN_ONLY),
    "permits:delete_file": ("post", OWN_ONLY),
    "permits:my_revisions": ("get", SIGNED_IN),
    "permits:revise": ("get", OWN_ONLY),
    "permits:revise_step": ("get", OWN_ONLY),
    "permits:revise_document": ("post", OWN_ONLY),
    "permits:revise_pick": ("get", OWN_ONLY),
    "opendata:index": ("get", EVERYBODY),
    "opendata:csv": ("get", EVERYBODY),
    "opendata:json": ("get", EVERYBODY),
    "permits:webgis": ("get", EVERYBODY),
    "permits:webgis_list": ("get", EVERYBODY),
    "permits:webgis_data": ("get", EVERYBODY),
    "permits:webgis_cell": ("get", EVERYBODY),
    "permits:webgis_csv": ("get", EVERYBODY),
    "permits:webgis_geojson": ("get", EVERYBODY),
    "permits:staff_map": ("get", REGISTER),
    "permits:staff_map_data": ("get", REGISTER),
    "permits:staff_map_cell": ("get", REGISTER),
    "permits:requirements": ("get", EVERYBODY),
    "permits:requirement": ("get", EVERYBODY),
    "permits:requirement_form": ("get", EVERYBODY),
    "permits:pledge": ("get", EVERYBODY),
    "permits:pledge_pdf": ("get", EVERYBODY),
    "permits:verify_file": ("get", EVERYBODY),
    "permits:verify": ("get", EVERYBODY),
    "workflow:monitoring": ("get", EVERYBODY),
    "surveys:start": ("get", EVERYBODY),
    "surveys:results": ("get", EVERYBODY),
    "surveys:results_csv": ("get", EVERYBODY),
    "surveys:form": ("get", "L + H F F H F H F F F F F F"),  # who sees the file may not answer in its owner's name
    "surveys:desk": ("get", SURVEY_DESK),
    "surveys:enter": ("get", SURVEY_ENTERING),
    "surveys:import": ("get", SURVEY_ENTERING),
    "surveys:template": ("get", SURVEY_ENTERING),
    "workflow:my_applications": ("get", SIGNED_IN),
    "workflow:my_recent": ("get", SIGNED_IN),
    "workflow:my_calendar": ("get", SIGNED_IN),
    "workflow:application_calendar": ("get", OWN_ONLY),
    "workflow:calendar_feed": ("get", "H H H H H H H H H H H H H H"),  # a link that is nobody's
    "workflow:submit": ("post", OWN_ONLY),
    "workflow:resubmit": ("post", OWN_ONLY),
    "workflow:submitted": ("get", OWN_ONLY),
    "workflow:application": ("get", FILE),
    "workflow:withdraw": ("get", "L + H F F H F H F F F F F F"),
    "workflow:receipt": ("get", FILE),
    "workflow:permit": ("get", FILE),
    "workflow:document": ("get", FILE),
    "workflow:advice": ("get", PAPERS),
    "workflow:minutes": ("get", "L F H H H H H H H H H F H F"),  # no meeting on this file: hidden from who may read
    "workflow:why": ("get", FILE),
    "workflow:tasks": ("get", OFFICER),
    "workflow:forward": ("post", OFFICER),
    "workflow:save_filter": ("post", OFFICER),
    "workflow:delete_filter": ("post", "L F F H H H H H H H H F F F"),  # somebody else's filter does not exist
    "workflow:step": ("get", STEP),
    "workflow:hand_to": ("post", STEP_OF_AGENCY),
    "workflow:note": ("post", "L F H + + H + H + + + F F F"),  # the desks that see the file
    "workflow:surroundings": ("get", STEP),
    "workflow:nearby": ("get", STEP),
    "workflow:control_sheet": ("get", PAPERS),
    "workflow:checklist": ("post", STEP_OF_AGENCY),
    "workflow:act": ("post", STEP_OF_AGENCY),
    "workflow:draft": ("get", "L F H F F H F H F F F F F F"),  # the step is the agency's: nobody drafts there
    "workflow:preview": ("get", "L F H H H H H H H H H H H H"),
    "workflow:plan_visit": ("get", STEP_OF_AGENCY),
    "workflow:ask": ("post", "L F H + + H F H F F F F F F"),  # the agency that holds the step, and the back office
    "workflow:answer": ("post", "L F H F + H F H F F F F F F"),  # the back office asked: only the agency answers
    "workflow:visit": ("get", PAPERS),
    "workflow:visit_photo": ("get", "L F H H H H H H H H H F H F"),  # no photograph yet: hidden from who may read
    "workflow:remove_photo": ("post", "L F H H H H H H H H H F H F"),
    "workflow:change_visit": ("post", STEP_OF_AGENCY),
    "workflow:letter": ("get", PAPERS),
    "workflow:signed_file": ("get", PAPERS),
    "workflow:check_letter": ("get", EVERYBODY),
    "workflow:mass_signing": ("get", KADIS),
    "workflow:batch": ("get", "L F F F F F F F F H F F F F"),  # somebody else's batch does not exist
    "workflow:sign_item": ("post", "L F F F F F F F F H F F F F"),
    "workflow:settle_signature": ("post", "L F H F F H F H F F F F F F"),  # the step is the agency's
    "permits:register": ("get", REGISTER),
    "permits:register_permit": ("get", "L F F + + H + H + + + + + +"),
    "permits:revoke": ("get", "L F F F F H F H F + F F F +"),
    "permits:counter": ("get", BACKOFFICE),
    "permits:counter_person": ("post", BACKOFFICE),
    "permits:counter_start": ("get", "L F F H F F F F F F F F F F"),  # a visit of Budi to another officer
    "permits:counter_form": ("get", "L H H H H H H H H H H H H H"),  # Budi's own draft has no signed form
    "permits:counter_filed": ("get", "L F F H F F F F F F F F F F"),  # Budi's own file was not filed at the counter
    "permits:counter_receipt": ("post", "L F F H F F F F F F F F F F"),
    "permits:my_duties": ("get", SIGNED_IN),
    "permits:duty_desk": ("get", REGISTER),
    "permits:duty": ("get", DUTY),
    "permits:send_duty": ("post", "L + H F H F F H F F F F F F"),
    "permits:check_duty": ("post", "L F H F H + F H F F F F F F"),
    "permits:duty_file": ("get", "L H H H H H H H H H H H H H"),  # nothing was sent yet
    "workflow:overdue": ("get", BACKOFFICE),
    "workflow:decide_overdue": ("post", "L F H + F H F H F F F F F F"),
    "permits:delete_company": ("post", OWN_ONLY),
    "complaints:mine": ("get", SIGNED_IN),
    "complaints:detail": ("get", OWN_ONLY),
    "complaints:respond": ("post", OWN_ONLY),
    "complaints:attachment": ("get", "H + H H H H H H H + H H + H"),
    "complaints:public": ("get", EVERYBODY),
    "complaints:ticket": ("get", EVERYBODY),
    "complaints:ticket_page": ("get", EVERYBODY),  # without the code it leads to the page that asks for it
    "complaints:ticket_respond": ("post", "H H H H H H H H H H H H H H"),  # no code was given in this browser
    "complaints:desk": ("get", LISTENER),
    "complaints:intake": ("get", "L F F F F F F F F F F F F F"),  # officer, section and head of complaints only
    "complaints:register": ("get", LISTENER),
    "complaints:register_file": ("get", LISTENER),
    "complaints:of_file": ("get", SIGNED_IN),  # an empty fragment for whoever may not know of complaints
    "complaints:case": ("get", LISTENER),
    "complaints:identity": ("post", LISTENER),
    "complaints:move": ("post", "L F F F F F F F F + F F F F"),  # it lies on the desk of the kadis
    "complaints:information": ("get", LISTENER),
    "complaints:information_new": ("get", "L F F F F F F F F F F F F F"),
    "complaints:information_edit": ("get", "L F F F F F F F F F F F F F"),
    "complaints:information_file": ("get", LISTENER),
    "workflow:staff_monitoring": ("get", TABLE),
    "workflow:staff_monitoring_sheet": ("get", TABLE),
    "workflow:take": ("post", STEP_OF_AGENCY),
    "workflow:hand_over": ("get", ADMINISTRATOR),
    "accounts:people": ("get", ADMINISTRATOR),
    "accounts:invite": ("get", ADMINISTRATOR),
    "accounts:person": ("get", ADMINISTRATOR),
    "accounts:change_account": ("post", ADMINISTRATOR),
    "accounts:end_assignment": ("post", ADMINISTRATOR),
    "accounts:invitation": ("get", "L L L L L L L L L L L L L L"),  # a bad link leads back to the login page
    "workflow:office_calendar": ("get", ADMINISTRATOR),
    "workflow:calendar_hours": ("get", ADMINISTRATOR),
    "workflow:calendar_holiday": ("post", ADMINISTRATOR),
    "workflow:calendar_override": ("post", ADMINISTRATOR),
    "workflow:calendar_special": ("post", ADMINISTRATOR),
    "workflow:remove_special": ("post", ADMINISTRATOR),
    "permits:catalogue": ("get", ADMINISTRATOR),
    "permits:catalogue_new": ("get", ADMINISTRATOR),
    "permits:catalogue_import": ("get", ADMINISTRATOR),
    "permits:catalogue_type": ("get", ADMINISTRATOR),
    "permits:catalogue_start": ("post", ADMINISTRATOR),
    "permits:catalogue_offer": ("post", ADMINISTRATOR),
    "permits:catalogue_export": ("get", ADMINISTRATOR),
    "permits:catalogue_draft": ("get", ADMINISTRATOR),
    "permits:catalogue_part": ("get", ADMINISTRATOR),
    "permits:catalogue_row": ("get", ADMINISTRATOR),
    "permits:catalogue_preview": ("post", ADMINISTRATOR),
    "permits:catalogue_row_move": ("post", ADMINISTRATOR),
    "permits:catalogue_compare": ("get", ADMINISTRATOR),
    "permits:catalogue_letter": ("get", ADMINISTRATOR),
    "permits:catalogue_yaml": ("get", ADMINISTRATOR),
    "permits:catalogue_draft_export": ("get", ADMINISTRATOR),
    "permits:catalogue_publish": ("get", ADMINISTRATOR),
    "workflow:catalogue_dry_run": ("get", ADMINISTRATOR),
    "permits:catalogue_discard": ("post", ADMINISTRATOR),
    "reports:published": ("get", EVERYBODY),
    "reports:published_file": ("get", "H H H H H H H H H H H H H H"),  # not before it is published
    "reports:index": ("get", LEADER),
    "reports:leadership": ("get", LEADER),
    "reports:skm": ("get", LEADER),
    "reports:skm_file": ("get", LEADER),
    "reports:quarters": ("get", LEADER),
    "reports:quarter": ("get", LEADER),
    "reports:quarter_file": ("get", LEADER),
    "reports:quarter_texts": ("get", REPORT_WRITER),
    "reports:quarter_move": ("post", "L F F F F F F F + F F F F F"),  # the kabid checks
    "reports:figures": ("get", LEADER),
    "reports:figure_new": ("get", REPORT_WRITER),
    "reports:figure_import": ("get", REPORT_WRITER),
    "reports:figure_template": ("get", REPORT_WRITER),
    "reports:figure_edit": ("get", REPORT_WRITER),
    "reports:figure_remove": ("post", REPORT_WRITER),
    "reports:plans": ("get", LEADER),
    "reports:plan": ("get", LEADER),
    "reports:plan_file": ("get", LEADER),
    "reports:minutes_file": ("get", LEADER),
    "reports:plan_item": ("get", REPORT_WRITER),
    "reports:plan_meeting": ("get", REPORT_WRITER),
    "reports:plan_add": ("post", REPORT_WRITER),
    "reports:evidence_file": ("get", LEADER),
    "permits:delete_draft": ("post", OWN_ONLY),  # last: it takes the draft away
}


def url_names(patterns: Any, namespace: str = "") -> Iterator[str]:
    """Every named address but the admin's, whose pages ask for model permissions."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from url_names(
                    pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                )
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    assert set(url_names(get_resolver().url_patterns)) == set(MATRIX)


@pytest.fixture
def people(budi: Any, citra: Any, desks: Office, officer: Any) -> dict[str, Any]:
    """One person per column of the matrix."""
    return {
        "owner": budi,
        "other": citra,
        "backoffice": desks.people[Role.BACKOFFICE],
        "dispar": desks.agency_people["dispar"],
        "dlh": desks.agency_people["dlh"],
        "kasi": desks.people[Role.KASI],
        "kasi_primer": officer(Role.KASI, sectors=("primer",)),
        "kabid": desks.people[Role.KABID],
        "kadis": desks.people[Role.KADIS],
        "records": desks.people[Role.RECORDS],
        "helpdesk": officer(Role.HELPDESK),
        "auditor": officer(Role.AUDITOR),
        "administrator": officer(Role.ADMINISTRATOR),
    }


def data_copy_of(person: Any, *, now: dt.datetime) -> Any:
    """A copy of somebody's data, ready."""
    from files.actions import store_bytes
    from portal.models import DataExport

    blob = store_bytes(b"PK", content_type="application/zip", now=now)
    end = now + dt.timedelta(days=7)
    return DataExport.objects.create(person=person, asked_at=now, expires_at=end, state="ready", blob=blob)


@pytest.fixture
def addresses(budi: Any, desks: Office) -> dict[str, str]:
    """Every address with an object of Budi's behind it: a draft, a running file, a revision, an issued permit."""
    from messaging.models import InboxMessage

    now = timezone.now() - dt.timedelta(days=1)

    def submitted() -> Application:
        return actions.submit(a_draft(budi, "SOP-LP2N-PAR-05", now=now).key, by=budi, now=now, declared=True)

    draft = a_draft(budi, "SOP-LP2N-PAR-05", now=now)
    running = submitted()
    step = walk_to(running, Stage.AGENCY_REVIEW, desks, now=now)
    issued = submitted()
    walk_to(issued, Stage.KADIS_APPROVAL, desks, now=now)
    step_on(issued, desks, now=now + dt.timedelta(hours=1))
    returned = submitted()
    walk_to(returned, Stage.AGENCY_REVIEW, desks, now=now)
    step_on(returned, desks, now=now)
    step_on(returned, desks, now=now, move=Move.RETURN, applicant_note="Lengkapi.")
    drafts.open_revision_version(returned, now=now)
    message = InboxMessage.objects.create(user=budi, key=draft.key, subject="Halo", body="Isi", created_at=now)
    moments = {"created_at": now, "last_seen_at": now, "expires_at": now + dt.timedelta(days=9)}
    sign_in = SignIn.objects.create(user=budi, key_hash="0" * 64, device="Chrome di Android", **moments)
    stored = StoredFile.objects.filter(owner=budi).latest("pk")
    asked = {"field": "name", "old_value": "Budi", "new_value": "Budy", "reason": "Salah ketik", "asked_at": now}
    correction = IdentityCorrection.objects.create(user=budi, evidence=stored.blob, **asked)
    advice_step = issued.steps.get(stage=Stage.AGENCY_REVIEW)
    Advice.objects.filter(step=advice_step).update(blob=stored.blob)
    document = issued.versions.get().documents.first()
    edition = draft.edition
    written = {
        "code": edition.permit_type.code,
        "body": edition.body,
        "name": "Pameran",
        "permit_type": edition.permit_type,
    }
    moments = {"created_by": budi, "created_at": now, "saved_by": budi, "saved_at": now}
    of_draft = {"pk": CatalogueDraft.objects.create(**written, **moments).pk}
    of_row = of_draft | {"part": "isian", "row": 0}
    key, resi, later, file = {"key": draft.key}, issued.resi, returned.resi, {"pk": stored.pk}
    site_plan = {"requirement": "site_plan"}
    old = StoredFileVersion.objects.create(stored=stored, blob=stored.blob, uploaded_at=now)
    Blob.objects.filter(pk=stored.blob_id).update(thumbnail=stored.blob.file.name, thumbnail_state="READY")
    pictured = ApplicationDocument.objects.filter(blob=stored.blob_id).latest("pk")
    upload = Upload.objects.create(
        owner=budi, name="a.pdf", size=9, created_at=now, expires_at=timezone.now() + dt.timedelta(1)
    )
    company = Company.objects.create(owner=budi, name="PT Contoh", saved_at=now)
    banner = Banner.objects.create(title="Halo", picture=stored.blob, starts_on=now.date())
    complaint = a_complaint(budi, now=now, with_file=True)
    chat = say(room_of(budi).pk, key=draft.key, body="Halo", upload=a_picture(), by=budi, now=now)
    over = {"starts_on": dt.date(2020, 1, 1), "ends_on": dt.date(2020, 2, 1)}
    span = {"starts_on": "2030-01-07", "ends_on": "2030-02-05", "opens": "08:00", "closes": "14:00"}
    special = SpecialHours.objects.create(name="Ramadan", **span)
    duty = PermitDuty.objects.create(
        permit=issued.permit,
        code="report",
        name="Laporan",
        n=1,
        agency=desks.agency_people["dlh"].assignments.get().agency,
        starts_on=now.date(),
        ends_on=now.date(),
        due_on=now.date(),
    )
    plan = visits.VisitPlan(timezone.now() + dt.timedelta(days=3), "Lokasi", "Petugas Contoh")
    visit = visits.plan_visit(step.pk, plan, by=desks.agency_people["dispar"], now=now)
    inquiry = inquiries.ask(step.pk, "Sudah ditinjau?", by=desks.people[Role.BACKOFFICE], now=now)
    cover = OfficeLetter.objects.get(application=issued, kind=OfficeLetter.Kind.COVER)
    arguments: dict[str, dict[str, Any]] = {
        **{f"permits:catalogue_{name}": {"pk": edition.permit_type_id} for name in ("type", "start", "offer")},
        "permits:catalogue_export": {"pk": edition.pk},
        **{f"permits:catalogue_{name}": of_draft for name in ("draft", "compare", "letter", "yaml", "draft_export")},
        **{f"permits:catalogue_{name}": of_draft for name in ("publish", "discard")},
        "permits:catalogue_part": of_draft | {"part": "isian"},
        "permits:catalogue_row": of_row,
        "permits:catalogue_preview": of_row,
        "permits:catalogue_row_move": of_row | {"how": "turun"},
        "workflow:catalogue_dry_run": of_draft,
        "permits:register_permit": {"pk": issued.permit.pk},
        "opendata:csv": {"code": "izin", "year": issued.permit.issued_on.year},
        "opendata:json": {"code": "ikm", "year": issued.permit.issued_on.year},
        "permits:revoke": {"pk": issued.permit.pk},
        "permits:duty": {"pk": duty.pk},
        "permits:send_duty": {"pk": duty.pk},
        "permits:check_duty": {"pk": duty.pk},
        "permits:duty_file": {"pk": duty.pk, "report": 1},
        "workflow:batch": {"pk": 1},
        "workflow:sign_item": {"pk": 1, "item": 1},
        "workflow:settle_signature": {"pk": step.pk, "choice": "belum"},
        "complaints:detail": {"ticket": complaint.ticket},
        "complaints:respond": {"ticket": complaint.ticket, "verb": "balas"},
        "complaints:attachment": {"pk": complaint.attachments.get().pk},
        "complaints:ticket_page": {"ticket": complaint.ticket},
        "complaints:ticket_respond": {"ticket": complaint.ticket, "verb": "balas"},
        "complaints:register_file": {"kind": "xlsx"},
        "complaints:of_file": {"resi": issued.resi},
        "complaints:case": {"pk": complaint.pk},
        "complaints:identity": {"pk": complaint.pk},
        "complaints:move": {"pk": complaint.pk, "move": "answer"},
        "complaints:information_edit": {"pk": 1},
        "files:upload": {"key": upload.key},
        "portal:banner_picture": {"pk": banner.pk},
        "portal:download_data": {"key": data_copy_of(budi, now=now).key},
        "accounts:one_time_login_open": {"token": "tidak-ada"},
        "accounts:forgot_password_open": {"token": "tidak-ada"},
        "accounts:person": {"pk": budi.pk},
        "workflow:hand_over": {"pk": budi.pk},
        "workflow:take": {"pk": step.pk},
        "accounts:change_account": {"pk": budi.pk, "what": "undang-lagi"},
        "accounts:end_assignment": {"pk": RoleAssignment.objects.create(user=budi, role=Role.RECORDS, **over).pk},
        "accounts:invitation": {"token": "tidak-ada"},
        "accounts:end_session": {"pk": sign_in.pk},
        "accounts:correction_evidence": {"pk": correction.pk},
        "messaging:message": {"message_id": message.pk},
        "messaging:chat_file": {"pk": chat.pk},
        "messaging:chat_rate": {"pk": chat.conversation_id},
        "messaging:desk_room": {"room_id": chat.room_id},
        "messaging:desk_move": {"room_id": chat.room_id, "verb": "ambil"},
        "messaging:prove_phone": {"what": "matikan"},
        "messaging:wording": {"name": "submitted"},
        "messaging:wording_preview": {"name": "submitted"},
        "messaging:wording_as_shipped": {"name": "submitted"},
        "permits:company": {"pk": company.pk},
        "permits:delete_company": {"pk": company.pk},
        "permits:counter_start": {"pk": 1},
        "permits:counter_form": key,
        "permits:counter_filed": {"resi": resi},
        "permits:counter_receipt": {"resi": resi},
        "permits:draft": key,
        "permits:delete_draft": key,
        "permits:wizard_step": key | {"slug": "lokasi"},
        "permits:wizard_document": key | site_plan,
        "permits:wizard_pick": key | site_plan,
        "permits:my_file": file,
        "permits:stored_file": file,
        "permits:my_file_picture": file,
        "permits:old_version": file | {"version": old.pk},
        "permits:replace_file": file,
        "permits:document_picture": {"pk": pictured.pk},
        "permits:rename_file": file,
        "permits:delete_file": file,
        "permits:revise": {"resi": later},
        "permits:revise_step": {"resi": later, "slug": "lokasi"},
        "permits:revise_document": {"resi": later} | site_plan,
        "permits:revise_pick": {"resi": later} | site_plan,
        "permits:requirement": {"slug": issued.permit_type.slug},
        "permits:requirement_form": {"slug": issued.permit_type.slug, "form": "checklist-persyaratan"},
        "permits:verify": {"token": Permit.objects.get(application=issued).token},
        "workflow:calendar_override": {"pk": Holiday.objects.latest("date").pk},
        "workflow:remove_special": {"pk": special.pk},
        "workflow:submit": key,
        "workflow:resubmit": {"resi": later},
        "workflow:submitted": {"resi": resi},
        "surveys:form": {"resi": resi},
        "workflow:application": {"resi": resi},
        "workflow:deliveries": {"resi": resi},
        "workflow:write_message": {"resi": resi},
        "workflow:application_calendar": {"resi": later},
        "workflow:calendar_feed": {"token": "tidak-ada"},
        "workflow:withdraw": {"resi": running.resi},
        "workflow:why": {"resi": running.resi},
        "workflow:receipt": {"resi": resi},
        "workflow:permit": {"resi": resi},
        "workflow:document": {"resi": resi, "pk": document.pk if document else 0},
        "workflow:advice": {"resi": resi, "pk": advice_step.advice.pk},
        "workflow:minutes": {"resi": resi, "pk": 1},
        "workflow:delete_filter": {"pk": 1},
        "workflow:hand_to": {"pk": step.pk},
        "workflow:note": {"pk": step.pk},
        "workflow:surroundings": {"pk": step.pk},
        "workflow:nearby": {"pk": step.pk},
        "workflow:control_sheet": {"resi": resi},
        "workflow:step": {"pk": step.pk},
        "workflow:checklist": {"pk": step.pk},
        "workflow:act": {"pk": step.pk, "move": "advise"},
        "workflow:plan_visit": {"pk": step.pk},
        "workflow:ask": {"pk": step.pk},
        "workflow:answer": {"pk": inquiry.pk},
        "workflow:visit": {"pk": visit.pk},
        "workflow:visit_photo": {"pk": visit.pk, "photo": 1},
        "workflow:remove_photo": {"pk": visit.pk, "photo": 1},
        "workflow:change_visit": {"pk": visit.pk, "choice": "batal"},
        "workflow:letter": {"resi": resi, "pk": cover.pk},
        "workflow:signed_file": {"resi": resi, "n": 1},
        "workflow:check_letter": {"token": cover.token},
        "workflow:draft": {"pk": step.pk},
        "workflow:preview": {"pk": step.pk},
        "workflow:decide_overdue": {"resi": later, "choice": "tolak"},
    }
    arguments |= _reports(budi, stored.blob, now)
    assert open_step(running) == step
    return {name: reverse(name, kwargs=arguments.get(name)) for name in MATRIX}


def _reports(by: Any, blob: Blob, now: dt.datetime) -> dict[str, dict[str, Any]]:
    """A draft of a quarterly report, a figure, and a plan with a file of evidence."""
    report = QuarterlyReport.objects.create(year=2026, quarter=3, created_at=now, created_by=by)
    told = {"source": "Uji", "as_of": now.date(), "entered_at": now, "entered_by": by}
    month = dt.date(2026, 7, 1)
    figure = {"kind": "izin", "pk": SystemFigure.objects.create(system="OSS", name="NIB", month=month, n=1, **told).pk}
    found = {"n": 5, "ikm": "96.82", "grade": "A", "elements": [["U3", "Waktu Pelayanan", "65.00", "C"]]}
    plan = FollowUpPlan.objects.create(code="2026-S1", figures=found, created_at=now, created_by=by)
    item = plan.items.create(element="U3", name="Waktu Pelayanan", index="65.00")
    proof = item.evidence.create(blob=blob, name="bukti.pdf", added_at=now, added_by=by)
    code, half, kind = {"code": report.code}, {"code": plan.code}, {"kind": "izin"}
    return {
        "reports:published_file": code,
        "reports:skm_file": {"kind": "xlsx"},
        "reports:quarter": code,
        "reports:quarter_file": code | {"kind": "xlsx"},
        "reports:quarter_texts": code,
        "reports:quarter_move": code | {"verb": "periksa"},
        "reports:figures": kind,
        "reports:figure_new": kind,
        "reports:figure_import": kind,
        "reports:figure_template": kind,
        "reports:figure_edit": figure,
        "reports:figure_remove": figure,
        "reports:plan": half,
        "reports:plan_file": half | {"kind": "xlsx"},
        "reports:minutes_file": half | {"kind": "xlsx"},
        "reports:plan_item": half | {"pk": item.pk},
        "reports:plan_meeting": half,
        "reports:plan_add": half | {"what": "unsur"},
        "reports:evidence_file": {"pk": proof.pk},
    }


def letter(response: Any) -> str:
    """The letter of the matrix for an answer."""
    if response.status_code == 302 and response["Location"].startswith(reverse("accounts:login")):
        return "L"
    return {403: "F", 404: "H", 405: "M"}.get(response.status_code, "+" if response.status_code < 500 else "crash")


def test_each_role_gets_what_its_column_says(people: dict[str, Any], addresses: dict[str, str]) -> None:
    wrong = []
    for column, who in enumerate(WHO):
        client = Client()
        with transaction.atomic():  # what one person changed is undone before the next comes
            if who in people:
                client.force_login(people[who])
            for name, (method, row) in MATRIX.items():
                spoken = {"Tus-Resumable": "1.0.0"} if name == "files:upload" and who in people else {}
                answer = letter(getattr(client, method)(addresses[name], headers=spoken))
                if answer != row.split()[column]:
                    wrong.append(f"{who} {name}: {answer}, expected {row.split()[column]}")
            transaction.set_rollback(True)

    assert not wrong, "\n".join(wrong)
