"""What the agencies have said of a file so far."""

from permits.models import Application
from workflow.engine import Decision
from workflow.models import Advice


def latest_advice(application: Application) -> dict[int, Advice]:
    """The last advice of each agency that gave one, by agency id."""
    rows = Advice.objects.filter(step__application=application).select_related("step__agency", "blob")
    return {row.step.agency_id or 0: row for row in rows.order_by("step__closed_at", "step_id")}


def refused_agencies(application: Application) -> tuple[int, ...]:
    """The agencies whose last word is "tidak disetujui"."""
    return tuple(
        agency for agency, advice in latest_advice(application).items() if advice.decision == Decision.NOT_AGREED
    )
