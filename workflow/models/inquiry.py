"""Questions between the back office and a technical agency, each with its answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflow.models.step import Step


class Inquiry(models.Model):
    """A question on one stay at an agency; written once, answered once."""

    step = models.ForeignKey(Step, models.PROTECT, related_name="inquiries")
    from_agency = models.BooleanField(default=False)  # else from the back office
    is_formal = models.BooleanField(default=False)  # opened the stay (ask_again): the advice must answer it
    text = models.TextField("pertanyaan")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.TextField("jawaban", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "tanya jawab"
        verbose_name_plural = "tanya jawab"
        constraints = [
            models.UniqueConstraint(fields=["step"], condition=Q(is_formal=True), name="inquiry_opens_a_stay_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="inquiry_answer_is_whole",
            ),
        ]
