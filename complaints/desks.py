"""The people behind the routing: who works here today, whom a complaint is about, who is free."""

import datetime as dt
from collections import defaultdict

from django.db.models import F, QuerySet

from accounts.models import RoleAssignment, User
from accounts.roles import Role
from complaints.models import Barred, Complaint
from complaints.routing import Person, barred, named_people


def staff_on(day: dt.date) -> list[Person]:
    """Return everybody who holds a role on that day; one query."""
    rows = RoleAssignment.objects.in_force(day).values_list("user_id", "user__name", "role")
    roles: dict[int, set[str]] = defaultdict(set)
    names: dict[int, str] = {}
    for user_id, name, role in rows:
        roles[user_id].add(role)
        names[user_id] = name
    return [Person(pk, frozenset(held), names[pk]) for pk, held in sorted(roles.items())]


def people_it_is_about(complaint: Complaint, staff: list[Person], *, on: dt.date) -> frozenset[int]:
    """Return whom the complaint names and who has had to do with its file, agencies with all their people."""
    about = set(complaint.named.values_list("pk", flat=True)) | named_people(complaint.named_text, staff)
    if complaint.application_id:
        parties = complaint.application.parties.values_list("user_id", "agency_id")  # type: ignore[union-attr]
        agencies = set()
        for user_id, agency_id in parties:
            about |= {user_id} if user_id else set()
            agencies |= {agency_id} if agency_id else set()
        desk = RoleAssignment.objects.in_force(on).filter(role=Role.TECHNICAL_AGENCY, agency__in=agencies)
        about |= set(desk.values_list("user_id", flat=True))
    return frozenset(about)


def kept_out(complaint: Complaint, staff: list[Person], *, on: dt.date) -> frozenset[int]:
    """Return the people of the office who must not handle it; the complainant is one of them."""
    own = {complaint.identity.user_id} if complaint.identity.user_id else set()
    return barred(staff, people_it_is_about(complaint, staff, on=on)) | own


def is_kept_out(user: User, complaint: Complaint, *, on: dt.date) -> bool:
    """Whether this person must not know of it, by the tables of this moment."""
    return user.pk in kept_out(complaint, staff_on(on), on=on)


def write_barred(complaint: Complaint, people: frozenset[int]) -> None:
    """Write down who is kept away, for the lists; must run inside a transaction."""
    complaint.barred.exclude(user_id__in=people).delete()
    rows = [Barred(complaint=complaint, user_id=pk) for pk in sorted(people)]
    Barred.objects.bulk_create(rows, ignore_conflicts=True)


def people_at(complaint: Complaint, desk: str, *, on: dt.date) -> QuerySet[User]:
    """Return the free people of a desk, who are told; reads the rows that `write_barred` wrote."""
    holders = RoleAssignment.objects.in_force(on).filter(role=desk).values("user_id")
    away = Barred.objects.filter(complaint=complaint).values("user_id")
    return User.objects.filter(pk__in=holders).exclude(pk__in=away).order_by(F("name"), "pk")
