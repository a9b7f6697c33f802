"""Daftar perusahaan: the companies for which a person files, kept so that they are typed once (FAQ Q6)."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.models import User


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, user: User | AnonymousUser) -> "CompanyQuerySet":
        """One's own and nobody else's, whatever the role."""
        return self.none() if isinstance(user, AnonymousUser) else self.filter(owner=user)


class Company(models.Model):
    """One company in somebody's list. Told apart by NIB, else by NPWP, else by name; digits without dots."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="companies")
    name = models.CharField("Nama Perusahaan", max_length=200)
    nib = models.CharField("NIB", max_length=13, blank=True)
    npwp = models.CharField("NPWP", max_length=16, blank=True)
    answers = models.JSONField(default=dict)  # the section "company" as permits.sections lays it out
    saved_at = models.DateTimeField("disimpan")

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = "perusahaan"
        verbose_name_plural = "perusahaan"
        constraints = [
            models.UniqueConstraint(fields=["owner", "nib"], condition=~Q(nib=""), name="company_once_by_nib"),
            models.UniqueConstraint(
                fields=["owner", "npwp"], condition=Q(nib="") & ~Q(npwp=""), name="company_once_by_npwp"
            ),
            models.UniqueConstraint("owner", Upper("name"), condition=Q(nib="", npwp=""), name="company_once_by_name"),
        ]
        indexes = [
            models.Index(fields=["owner", "name", "id"], name="company_of_owner")  # Daftar Perusahaan, the step's list
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """What tells it from another of the same name, for lists; NPWP is personal data of a one-man firm: its end."""
        return f"NIB {self.nib}" if self.nib else f"NPWP berakhiran {self.npwp[-4:]}" if self.npwp else ""
