"""/petugas/loket/: the back office registers who comes in person and files for them; the person claims the account."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import claiming, counter, recovery, signing_in
from accounts.models import CounterAccount, CounterVisit, EmailCode, User
from accounts.refusals import RefusalError
from accounts.roles import Role
from eptsp.lib.addresses import has_address
from eptsp.lib.errors import DomainError
from outbox.actions import send_due
from outbox.models import OutboxMessage
from permits.actions import drafts
from permits.models import Application, StoredFile
from permits.stages import Move, Stage
from tests.accounts.solve import solved
from tests.workflow.road import Office, a_draft, a_picture, data_for, open_step, walk_to
from workflow import actions
from workflow.models import HistoryEntry

pytestmark = pytest.mark.django_db
EXHIBITION = "SOP-LP2N-PAR-05"
# born on 17 August 1990, a woman: day 17 + 40
NIK = "9972015708900001"
PASSWORD = "Sungai#Mahakam7"
MINE = "dewi@contoh.test"


@pytest.fixture(autouse=True)
def _counters_of_its_own(settings: Any) -> None:
    """Each test counts tries in a corner of Redis of its own."""
    import uuid

    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def sari(desks: Office) -> User:
    """The officer at the counter."""
    return desks.people[Role.BACKOFFICE]


@pytest.fixture
def visit(sari: User, village: Any, now: dt.datetime) -> CounterVisit:
    """Dewi, who has neither e-mail nor telephone, stands at Sari's counter."""
    person = User(nik=NIK, name="Dewi Anggraini", gender="P", born_on=dt.date(1990, 8, 17), address="Jl. Contoh No. 3")
    person.village = village
    return counter.register_walk_in(person, by=sari, now=now)


@pytest.fixture
def draft(sari: User, visit: CounterVisit, now: dt.datetime) -> Application:
    """Dewi's complete draft with the signed form, filled in by Sari."""
    application = a_draft(sari, EXHIBITION, now=now, applicant=visit.person)
    drafts.keep_signed_form(application, a_picture(), by=sari, now=now)
    return application


@pytest.fixture
def sent(sari: User, draft: Application, now: dt.datetime) -> Application:
    """Dewi's file, sent by Sari."""
    return actions.submit(draft.key, by=sari, now=now, declared=True)


@pytest.fixture
def claimed(now: dt.datetime) -> Callable[..., User]:
    """Claim with an e-mail confirmed by a right code."""

    def make(code: str, *, nik: str = NIK, email: str = MINE, at: dt.datetime = now) -> User:
        EmailCode.objects.create(
            purpose=EmailCode.Purpose.REGISTER,
            email=email,
            code_hash=_hash("123456"),
            sent_at=at,
            expires_at=at + dt.timedelta(minutes=10),
        )
        return claiming.claim(
            nik, claim_code=code, email=email, code="123456", password=PASSWORD, address="192.0.2.1", now=at
        )

    return make


def _hash(code: str) -> str:
    from django.conf import settings

    from accounts import codes

    return codes.hash_code(code, key=settings.SECRET_KEY)


def typed(village: Any, **changes: str) -> dict[str, str]:
    """What the officer types from the KTP."""
    return {
        "nik": NIK,
        "name": "Dewi Anggraini",
        "gender": "P",
        "born_on": "1990-08-17",
        "address": "Jl. Contoh No. 3",
        "province": "64",
        "regency": "64.72",
        "district": "64.72.09",
        "village": village.pk,
        "phone": "",
        "email": "",
        **changes,
    }


# --- registering ---


def test_only_the_back_office_sits_at_the_counter(client_of: Any, desks: Office, budi: User) -> None:
    url = reverse("permits:counter")

    assert client_of(desks.people[Role.BACKOFFICE]).get(url).status_code == 200
    for person in (budi, desks.people[Role.KASI], desks.people[Role.KADIS], desks.agency_people["dispar"]):
        assert client_of(person).get(url).status_code == 403
        assert client_of(person).post(reverse("permits:counter_person"), {"nik": NIK}).status_code == 403


def test_a_person_without_e_mail_is_registered_without_a_usable_password(
    client_of: Any, sari: User, village: Any
) -> None:
    response = client_of(sari).post(reverse("permits:counter_person"), typed(village))

    dewi = User.objects.get(nik=NIK)
    assert response.url == reverse("permits:counter_start", args=[CounterVisit.objects.get().pk])
    assert not dewi.has_usable_password()
    assert not has_address(dewi.email)


def test_an_unknown_nik_opens_the_form_with_the_nik(client_of: Any, sari: User) -> None:
    page = client_of(sari).post(reverse("permits:counter_person"), {"nik": NIK, "cari": "1"}).content.decode()

    assert "Daftarkan pemohon" in page
    assert f'value="{NIK}"' in page


def test_digits_that_disagree_are_asked_about(client_of: Any, sari: User, village: Any) -> None:
    page = client_of(sari).post(reverse("permits:counter_person"), typed(village, gender="L")).content.decode()

    assert "Jenis kelamin tidak sesuai" in page
    assert not User.objects.filter(nik=NIK).exists()


def test_a_known_nik_is_shown_masked_and_not_doubled(client_of: Any, sari: User, budi: User) -> None:
    page = client_of(sari).post(reverse("permits:counter_person"), {"nik": budi.nik, "cari": "1"}).content.decode()

    assert "B*** S******" in page
    assert "Budi Santoso" not in page
    assert User.objects.filter(nik=budi.nik).count() == 1


def test_a_known_person_must_be_present_with_the_ktp(client_of: Any, sari: User, budi: User) -> None:
    client, url = client_of(sari), reverse("permits:counter_person")

    client.post(url, {"nik": budi.nik, "lanjut": "1"})
    assert not CounterVisit.objects.exists()

    client.post(url, {"nik": budi.nik, "lanjut": "1", "hadir": "1"})
    assert CounterVisit.objects.get().person == budi


def test_an_officer_never_serves_themself(client_of: Any, sari: User, village: Any, now: dt.datetime) -> None:
    client_of(sari).post(reverse("permits:counter_person"), {"nik": sari.nik, "lanjut": "1", "hadir": "1"})

    assert not CounterVisit.objects.exists()
    with pytest.raises(DomainError):
        counter.receive(sari, by=sari, now=now, is_present=True)


def test_the_table_refuses_a_file_filed_for_oneself(draft: Application, sari: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=draft.pk).update(applicant=sari)


def test_the_list_finds_by_name_in_a_constant_number_of_queries(
    client_of: Any,
    sari: User,
    visit: CounterVisit,
    budi: User,
    citra: User,
    now: dt.datetime,
    django_assert_num_queries: Any,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(sari)
    client.get(reverse("permits:counter"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse("permits:counter"))
    for person in (budi, citra):
        counter.receive(person, by=sari, now=now, is_present=True)
    with django_assert_num_queries(len(one)):
        page = client.get(reverse("permits:counter")).content.decode()
    narrowed = client.get(reverse("permits:counter"), {"q": "dewi"}).content.decode()

    assert "Budi Santoso" in page
    assert NIK not in page
    assert "Dewi Anggraini" in narrowed
    assert "Budi Santoso" not in narrowed


# --- the draft ---


def test_a_draft_is_begun_only_by_the_officer_of_todays_visit(
    officer: Any, sari: User, visit: CounterVisit, budi: User, now: dt.datetime, client_of: Any
) -> None:
    other = officer(Role.BACKOFFICE)

    for by, person, moment in (
        (other, visit.person, now),
        (sari, budi, now),
        (sari, visit.person, now + dt.timedelta(1)),
    ):
        with pytest.raises(PermissionDenied):
            a_draft(by, EXHIBITION, now=moment, applicant=person)
    assert client_of(other).get(reverse("permits:counter_start", args=[visit.pk])).status_code == 404


def test_the_officer_chooses_the_permit_in_the_persons_name(client_of: Any, sari: User, visit: CounterVisit) -> None:
    from permits.models import PermitType

    slug = PermitType.objects.get(code=EXHIBITION).slug
    agency = PermitType.objects.get(code=EXHIBITION).agency.code
    chosen = {"dinas": agency, "izin": slug, "jenis": "NEW"}

    client_of(sari).post(reverse("permits:counter_start", args=[visit.pk]), chosen)

    found = Application.objects.get()
    assert (found.applicant, found.filed_by, found.status) == (visit.person, sari, "DRAFT")


@pytest.mark.parametrize("slug", ["data-pemohon", "data-perusahaan", "lokasi", "detail", "periksa"])
def test_every_step_says_for_whom(client_of: Any, sari: User, draft: Application, slug: str) -> None:
    page = client_of(sari).get(reverse("permits:wizard_step", args=[draft.key, slug])).content.decode()

    assert "Anda mengisi atas nama Dewi Anggraini" in page


def test_the_applicants_own_wizard_has_no_banner(client_of: Any, budi: User, desks: Office) -> None:
    own = a_draft(budi, EXHIBITION)

    assert (
        "atas nama"
        not in client_of(budi).get(reverse("permits:wizard_step", args=[own.key, "lokasi"])).content.decode()
    )


def test_the_contact_may_stay_empty_at_the_counter(client_of: Any, sari: User, draft: Application) -> None:
    url = reverse("permits:wizard_step", args=[draft.key, "data-pemohon"])

    response = client_of(sari).post(url, {"phone": "", "postcode": "", "email": "", "aksi": "lanjut"})

    assert response.url == reverse("permits:wizard_step", args=[draft.key, "data-perusahaan"])
    draft.refresh_from_db()
    assert drafts.problems_of(draft, draft.versions.get()) == []
    assert draft.versions.get().data["applicant"]["nik"] == NIK


def test_the_papers_belong_to_the_applicant(sari: User, draft: Application, visit: CounterVisit) -> None:
    assert StoredFile.objects.filter(owner=visit.person).exists()
    assert not StoredFile.objects.filter(owner=sari).exists()


def test_an_upload_at_the_counter_reaches_the_draft(client_of: Any, sari: User, draft: Application) -> None:
    url = reverse("permits:wizard_document", args=[draft.key, "site_plan"])
    draft.versions.get().documents.filter(requirement="site_plan").delete()

    client_of(sari).post(url, {"berkas": a_picture("denah.png")})

    assert draft.versions.get().documents.filter(requirement="site_plan").exists()
    assert client_of(sari).get(url).status_code == 200


def test_the_officer_does_not_look_into_file_saya(client_of: Any, sari: User, draft: Application) -> None:
    client = client_of(sari)
    stored = StoredFile.objects.filter(owner=draft.applicant).first()
    assert stored

    assert client.get(reverse("permits:wizard_pick", args=[draft.key, "site_plan"])).status_code == 403
    url = reverse("permits:wizard_document", args=[draft.key, "site_plan"])
    assert client.post(url, {"stored_file": stored.pk}).status_code == 403
    assert client.get(reverse("permits:my_file", args=[stored.pk])).status_code == 404


def test_another_officers_draft_does_not_exist(client_of: Any, officer: Any, draft: Application) -> None:
    client = client_of(officer(Role.BACKOFFICE))

    assert client.get(reverse("permits:wizard_step", args=[draft.key, "lokasi"])).status_code == 404
    assert client.get(reverse("permits:counter_form", args=[draft.key])).status_code == 404
    assert client.post(reverse("permits:delete_draft", args=[draft.key])).status_code == 404
    assert client.post(reverse("workflow:submit", args=[draft.key]), {"declared": "on"}).status_code == 404


def test_who_left_the_back_office_edits_no_more(client_of: Any, sari: User, draft: Application) -> None:
    sari.assignments.update(ends_on=dt.date(2021, 1, 1))

    client = client_of(User.objects.get(pk=sari.pk))
    assert client.get(reverse("permits:wizard_step", args=[draft.key, "lokasi"])).status_code == 403
    with pytest.raises(PermissionDenied):
        drafts.save_section(draft, "place", {"street": "Lain"}, by=User.objects.get(pk=sari.pk), now=timezone.now())


# --- sending ---


def test_sending_needs_the_signed_form(sari: User, visit: CounterVisit, now: dt.datetime) -> None:
    bare = a_draft(sari, EXHIBITION, now=now, applicant=visit.person)

    with pytest.raises(DomainError, match="Formulir bertanda tangan|formulir bertanda tangan"):
        actions.submit(bare.key, by=sari, now=now, declared=True)


def test_the_signed_form_is_uploaded_on_the_last_step(
    client_of: Any, sari: User, visit: CounterVisit, now: dt.datetime
) -> None:
    bare = a_draft(sari, EXHIBITION, now=now, applicant=visit.person)
    url = reverse("permits:counter_form", args=[bare.key])

    client_of(sari).post(url, {"berkas": a_picture("formulir.png")})

    assert Application.objects.get(pk=bare.pk).signed_form is not None
    assert client_of(sari).get(url).status_code == 200


def test_the_submission_carries_the_officer_and_the_back_office_role(sent: Application, sari: User) -> None:
    step = sent.steps.get(stage=Stage.SUBMISSION)
    entry = HistoryEntry.objects.get(application=sent, move=Move.SUBMIT)

    assert (step.role, step.closed_by) == (Role.BACKOFFICE, sari)
    assert (entry.actor_role, entry.actor_id) == (Role.BACKOFFICE, sari.pk)


def test_the_table_of_files_says_offline(client_of: Any, sari: User, sent: Application) -> None:
    assert "(offline)" in client_of(sari).get(reverse("workflow:staff_monitoring")).content.decode()


def test_nothing_is_mailed_to_nowhere(sent: Application) -> None:
    told = OutboxMessage.objects.filter(recipient=sent.applicant)

    assert told.filter(channel="inbox").exists()
    assert not told.filter(channel="email").exists()


def test_a_person_with_an_address_is_told(sari: User, draft: Application, now: dt.datetime) -> None:
    User.objects.filter(pk=draft.applicant_id).update(email="dewi@contoh.test")

    actions.submit(draft.key, by=sari, now=now, declared=True)

    assert OutboxMessage.objects.filter(recipient=draft.applicant_id, channel="email").exists()


def test_the_officer_edits_nothing_after_sending(
    client_of: Any, sari: User, sent: Application, now: dt.datetime
) -> None:
    client = client_of(sari)

    assert client.get(reverse("permits:wizard_step", args=[sent.key, "lokasi"])).status_code == 404
    assert client.post(reverse("permits:delete_draft", args=[sent.key])).status_code == 404
    with pytest.raises(PermissionDenied):
        drafts.save_section(sent, "place", {"street": "Lain"}, by=sari, now=now)
    with pytest.raises(PermissionDenied):
        drafts.keep_signed_form(sent, a_picture(), by=sari, now=now)


def test_sending_twice_is_one_file(sari: User, sent: Application, now: dt.datetime) -> None:
    assert actions.submit(sent.key, by=sari, now=now, declared=True).resi == sent.resi


def test_who_filed_does_not_verify_the_registration(
    officer: Any, sari: User, sent: Application, desks: Office, now: dt.datetime
) -> None:
    step = open_step(sent, Stage.REGISTRATION_CHECK)
    data = data_for(sent, step, Move.APPROVE)

    with pytest.raises(PermissionDenied):
        actions.act(step.pk, Move.APPROVE, by=sari, now=now, seen_version=sent.state_version, data=data)

    desks.people[Role.BACKOFFICE] = officer(Role.BACKOFFICE)
    assert walk_to(sent, Stage.VERIFICATION, desks, now=now).stage == Stage.VERIFICATION


# --- the receipt and the claim ---


def test_the_receipt_is_printed_by_who_filed(client_of: Any, officer: Any, sari: User, sent: Application) -> None:
    url = reverse("permits:counter_receipt", args=[sent.resi])

    response = client_of(sari).post(url)

    assert response.content[:5] == b"%PDF-"
    assert CounterAccount.objects.get().code_hash
    assert client_of(officer(Role.BACKOFFICE)).post(url).status_code == 404


def test_another_officer_prints_for_who_lost_the_paper(
    client_of: Any, officer: Any, sent: Application, now: dt.datetime
) -> None:
    other = officer(Role.BACKOFFICE)
    counter.receive(sent.applicant, by=other, now=now, is_present=True)

    assert client_of(other).post(reverse("permits:counter_receipt", args=[sent.resi])).status_code == 200


def test_the_code_lies_only_as_a_hash(visit: CounterVisit, now: dt.datetime) -> None:
    code = counter.new_claim_code(visit.person, now=now)

    assert re.fullmatch(r"[a-z0-9]{5}-[a-z0-9]{5}", code)
    assert code not in CounterAccount.objects.get().code_hash


def test_the_person_claims_with_an_own_address_and_sees_the_file(
    client: Client, sent: Application, now: dt.datetime
) -> None:
    claim_code = counter.new_claim_code(sent.applicant, now=now)
    client.post(reverse("accounts:send_code"), {"email": MINE})
    send_due(now=timezone.now())
    found = re.search(r"\b[0-9]{6}\b", str(mail.outbox[-1].body))
    assert found
    form = {"nik": NIK, "claim_code": claim_code.upper(), "email": MINE, "code": found[0], "password": PASSWORD}

    response = client.post(reverse("accounts:claim"), form | {"captcha": solved()})

    assert response.url == reverse("portal:dashboard")
    dewi = User.objects.get(nik=NIK)
    assert (dewi.email, dewi.check_password(PASSWORD)) == (MINE, True)
    assert client.get(reverse("workflow:application", args=[sent.resi])).status_code == 200


def test_the_printed_code_is_worth_nothing_after_the_claim(
    client_of: Any, sari: User, sent: Application, claimed: Callable[..., User], now: dt.datetime
) -> None:
    code = counter.new_claim_code(sent.applicant, now=now)
    claimed(code)

    with pytest.raises(RefusalError, match="kode klaim"):
        claimed(code, email="lain@contoh.test")
    assert counter.new_claim_code(sent.applicant, now=now) == ""
    assert client_of(sari).post(reverse("permits:counter_receipt", args=[sent.resi])).status_code == 200
    assert CounterAccount.objects.get().code_hash == ""


def test_a_wrong_code_and_an_unknown_nik_are_refused_alike(
    visit: CounterVisit, claimed: Callable[..., User], now: dt.datetime
) -> None:
    code = counter.new_claim_code(visit.person, now=now)

    with pytest.raises(RefusalError) as wrong:
        claimed("aaaaa-aaaaa")
    with pytest.raises(RefusalError) as unknown:
        claimed(code, nik="9972015708900009")
    assert wrong.value.message == unknown.value.message


def test_an_account_with_a_password_cannot_be_claimed(
    budi: User, visit: CounterVisit, claimed: Any, now: dt.datetime
) -> None:
    code = counter.new_claim_code(visit.person, now=now)

    with pytest.raises(RefusalError, match="kode klaim"):
        claimed(code, nik=budi.nik)
    assert counter.new_claim_code(budi, now=now) == ""


def test_a_code_ends_after_thirty_days(visit: CounterVisit, claimed: Callable[..., User], now: dt.datetime) -> None:
    code = counter.new_claim_code(visit.person, now=now)

    with pytest.raises(RefusalError, match="kode klaim"):
        claimed(code, at=now + dt.timedelta(days=30))


def test_a_new_print_ends_the_code_before(visit: CounterVisit, claimed: Callable[..., User], now: dt.datetime) -> None:
    old = counter.new_claim_code(visit.person, now=now)
    counter.new_claim_code(visit.person, now=now)

    with pytest.raises(RefusalError, match="kode klaim"):
        claimed(old)


def test_a_code_wears_out(visit: CounterVisit, claimed: Callable[..., User], now: dt.datetime) -> None:
    code = counter.new_claim_code(visit.person, now=now)
    CounterAccount.objects.update(tries=claiming.CLAIM_TRIES)

    with pytest.raises(RefusalError, match="kode klaim"):
        claimed(code)


def test_the_waits_grow(visit: CounterVisit, claimed: Callable[..., User], now: dt.datetime) -> None:
    counter.new_claim_code(visit.person, now=now)
    for _ in range(5):
        with pytest.raises(RefusalError):
            claimed("aaaaa-aaaaa")

    with pytest.raises(DomainError, match="Terlalu banyak percobaan"):
        claimed("aaaaa-aaaaa")


def test_the_address_of_somebody_else_is_refused(
    budi: User, visit: CounterVisit, claimed: Callable[..., User], now: dt.datetime
) -> None:
    code = counter.new_claim_code(visit.person, now=now)

    with pytest.raises(RefusalError, match="sudah terdaftar"):
        claimed(code, email=budi.email)
    assert CounterAccount.objects.get().claimed_at is None
    assert claimed(code).email == MINE


def test_an_address_typed_at_the_counter_opens_nothing(sari: User, visit: CounterVisit, now: dt.datetime) -> None:
    User.objects.filter(pk=visit.person_id).update(email="petugas@contoh.test", phone="+6280000000003")

    signing_in.send_login_link("petugas@contoh.test", address="192.0.2.1", now=now)
    with pytest.raises(RefusalError):
        recovery.send_pin(
            identity=NIK, telephone="080000000003", email="petugas@contoh.test", address="192.0.2.1", now=now
        )
    assert not OutboxMessage.objects.filter(template="login_link").exists()


def test_registering_a_nik_of_the_counter_leads_to_the_claim(
    client: Client, visit: CounterVisit, village: Any, now: dt.datetime
) -> None:
    EmailCode.objects.create(
        purpose=EmailCode.Purpose.REGISTER,
        email=MINE,
        code_hash=_hash("123456"),
        sent_at=now,
        expires_at=now + dt.timedelta(minutes=10),
    )
    form = typed(village, phone="080000000003", email=MINE, code="123456", password=PASSWORD) | {
        "education": "S1",
        "postcode": "75112",
        "npwp": "",
        "captcha": solved(),
    }

    page = client.post(reverse("accounts:register"), form).content.decode()

    assert "Akun Anda sudah dibuat di loket" in page
    assert "sudah punya akun? <a" not in page


def test_the_wizard_of_the_applicant_costs_what_it_did(client_of: Any, budi: User, desks: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    own = a_draft(budi, EXHIBITION)
    client = client_of(budi)
    url = reverse("permits:wizard_step", args=[own.key, "lokasi"])
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        client.get(url)

    assert not [one for one in asked if "counter" in one["sql"]]
