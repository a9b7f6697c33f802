"""After issue: history of the state, revocation, renewal, expiry with its reminders, and the reports that are owed."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from outbox.models import OutboxMessage
from permits import tasks
from permits.actions import states
from permits.models import Application, Permit, PermitDuty, PermitStateEntry
from permits.stages import Stage
from tests.workflow.road import MONDAY, PDF, Office, a_draft, step_on, walk_to
from workflow import actions

pytestmark = pytest.mark.django_db
NOON = MONDAY + dt.timedelta(hours=3)
WASTEWATER = "SOP-LP2N-LHP-02"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """It is noon of that Monday until a test moves the clock."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def issue(by: Any, desks: Office, *, renews: Permit | None = None, code: str = WASTEWATER) -> Permit:
    draft = a_draft(by, code, kind="RENEWAL" if renews else "NEW")
    if renews:
        Application.objects.filter(pk=draft.pk).update(renews=renews)
    application = actions.submit(draft.key, by=by, now=MONDAY, declared=True)
    walk_to(application, Stage.KADIS_APPROVAL, desks)
    step_on(application, desks, now=NOON)
    return Permit.objects.get(application=application)


@pytest.fixture
def permit(budi: Any, desks: Office) -> Permit:
    """Budi's permit to discharge waste water, in force for five years from 6 July 2026."""
    return issue(budi, desks)


def told(template: str) -> int:
    return OutboxMessage.objects.filter(template=template, channel="inbox").count()


def test_a_revoked_permit_is_told_and_shown(permit: Permit, desks: Office, client_of: Any, client: Client) -> None:
    kadis = client_of(desks.people[Role.KADIS])
    address = reverse("permits:revoke", args=[permit.pk])

    assert kadis.post(address, {"reason": "Melanggar baku mutu."}).status_code == 422, "the box is not ticked"
    kadis.post(address, {"reason": "Melanggar baku mutu.", "is_sure": "on"})

    permit.refresh_from_db()
    assert permit.state == Permit.State.REVOKED
    assert told("permit_state") == 1
    html = client.get(reverse("permits:verify", args=[permit.token])).content.decode()
    assert "DICABUT sejak 6 Juli 2026" in html
    history = html.partition("Riwayat status")[2].partition("</section>")[0]
    assert re.findall(r"<strong>([^<]+)</strong>", history) == ["Diterbitkan", "Dicabut"], (
        "the state of each day, in order"
    )
    assert "Melanggar baku mutu." in html
    with pytest.raises(DomainError, match="tidak dapat dicabut"):
        states.revoke(permit.pk, by=desks.people[Role.KADIS], now=NOON, reason="Lagi")


def test_only_kadis_and_administrator_revoke_and_only_with_a_reason(
    permit: Permit, desks: Office, officer: Any
) -> None:
    with pytest.raises(PermissionDenied):
        states.revoke(permit.pk, by=desks.people[Role.KABID], now=NOON, reason="Melanggar.")
    with pytest.raises(DomainError, match="alasan"):
        states.revoke(permit.pk, by=officer(Role.ADMINISTRATOR), now=NOON, reason="  ")


def test_the_history_refuses_change(permit: Permit) -> None:
    entry = PermitStateEntry.objects.get(permit=permit)
    for change in (lambda: PermitStateEntry.objects.update(reason="lain"), entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_renewal_takes_the_place_of_the_old_permit(permit: Permit, budi: Any, desks: Office) -> None:
    new = issue(budi, desks, renews=permit)

    permit.refresh_from_db()
    assert (permit.state, new.state) == (Permit.State.SUPERSEDED, Permit.State.ACTIVE)
    entry = PermitStateEntry.objects.get(permit=permit, event="superseded")
    assert entry.successor == new
    assert told("permit_state") == 1


def test_a_permit_expires_the_day_after_its_last_and_reads_so_before_the_task(
    permit: Permit, clock: Any, client: Client
) -> None:
    last = dt.datetime(2031, 7, 5, 20, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    address = reverse("permits:verify", args=[permit.token])
    clock.move_to(last)
    assert tasks.expire() == 1, "the reminder of seven days, no expiry yet"
    assert "terdaftar dan berlaku" in client.get(address).content.decode()

    clock.move_to(last + dt.timedelta(hours=5))  # 01.00 of 6 July in Samarinda, still 5 July in UTC
    assert "sudah habis" in client.get(address).content.decode()
    assert [tasks.expire(), tasks.expire()] == [1, 0]

    permit.refresh_from_db()
    assert permit.state == Permit.State.EXPIRED
    assert PermitStateEntry.objects.get(event="expired").effective_on == dt.date(2031, 7, 6)


def test_four_reminders_once_each_though_the_beat_comes_twice(permit: Permit, clock: Any) -> None:
    end = dt.datetime(2031, 7, 5, 4, tzinfo=dt.UTC)
    seen = []
    for left in (91, 90, 89, 60, 59, 30, 8, 7, 1, 0):
        clock.move_to(end - dt.timedelta(days=left))
        tasks.expire()
        tasks.expire()
        seen.append(told("permit_expiring"))

    assert seen == [0, 1, 1, 2, 2, 3, 3, 4, 4, 4]


def test_the_reports_of_the_sop_are_owed_from_the_day_of_issue(permit: Permit) -> None:
    rows = list(permit.duties.filter(code="quarterly_report").order_by("n"))

    # quarters end 5 Oct 2026, 5 Jan, 5 Apr and 5 Jul 2027; the fifth lies past the horizon of 400 days
    assert [row.due_on for row in rows] == [
        dt.date(2026, 10, 20),
        dt.date(2027, 1, 20),
        dt.date(2027, 4, 20),
        dt.date(2027, 7, 20),
    ]
    assert permit.duties.filter(code="semester_report").count() == 2
    assert rows[0].agency is not None
    assert rows[0].agency.code == "dlh"


def test_a_report_is_sent_mended_and_accepted(permit: Permit, budi: Any, desks: Office, client_of: Any) -> None:
    duty = permit.duties.get(code="quarterly_report", n=1)
    holder, agency = client_of(budi), client_of(desks.agency_people["dlh"])
    send, check = reverse("permits:send_duty", args=[duty.pk]), reverse("permits:check_duty", args=[duty.pk])

    for verdict, state in (("perbaiki", "needs_work"), ("terima", "accepted")):
        holder.post(send, {"file": SimpleUploadedFile("laporan.pdf", PDF, "application/pdf"), "note": "Terlampir."})
        report = duty.reports.latest("n")
        assert agency.get(reverse("permits:duty_file", args=[duty.pk, report.pk])).status_code == 200
        empty = agency.post(check, {"report": report.pk, "verdict": "perbaiki", "answer": ""})
        assert empty.status_code == 422, "a report that is sent back says why"
        agency.post(check, {"report": report.pk, "verdict": verdict, "answer": "Lihat tabel pH."})
        duty.refresh_from_db()
        assert duty.state == state

    assert duty.reports.count() == 2
    assert told("duty_report") == 4
    assert holder.post(send, {"file": SimpleUploadedFile("l.pdf", PDF)}).status_code == 422, "accepted: nothing is owed"


def test_reminders_of_a_report_come_once_each_and_stop_when_it_is_sent(permit: Permit, clock: Any) -> None:
    due = dt.datetime(2026, 10, 20, 4, tzinfo=dt.UTC)
    seen = []
    for left in (15, 14, 10, 3, 0, -1, -7, -30, -40):
        clock.move_to(due - dt.timedelta(days=left))
        tasks.ask_for_reports()
        tasks.ask_for_reports()
        seen.append(told("duty_reminder"))

    assert seen == [0, 1, 1, 2, 2, 3, 4, 5, 5]
    PermitDuty.objects.update(state=PermitDuty.State.SUBMITTED)
    clock.move_to(due + dt.timedelta(days=80))
    tasks.ask_for_reports()
    assert told("duty_reminder") == 5


def test_the_register_is_searched_and_filtered(permit: Permit, desks: Office, client_of: Any, citra: Any) -> None:
    kadis, address = client_of(desks.people[Role.KADIS]), reverse("permits:register")

    assert permit.entry.text in kadis.get(address, {"q": permit.entry.text[:8]}).content.decode()
    assert permit.entry.text not in kadis.get(address, {"q": "tidak ada"}).content.decode()
    assert permit.entry.text not in kadis.get(address, {"status": "REVOKED"}).content.decode()
    assert permit.entry.text in kadis.get(address, {"tahun": "2026", "status": "ACTIVE"}).content.decode()
    assert client_of(citra).get(address).status_code == 403


def test_query_budget_of_the_register(
    permit: Permit, desks: Office, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    kadis = client_of(desks.people[Role.KADIS])
    kadis.get(reverse("permits:register"))

    with django_assert_max_num_queries(10):
        kadis.get(reverse("permits:register"))


def test_the_holder_finds_the_reports(permit: Permit, budi: Any, citra: Any, client_of: Any) -> None:
    assert "Laporan Triwulan ke-1" in client_of(budi).get(reverse("permits:my_duties")).content.decode()
    assert "Tidak ada laporan" in client_of(citra).get(reverse("permits:my_duties")).content.decode()
    assert timezone.localdate() == dt.date(2026, 7, 6)
