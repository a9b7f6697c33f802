"""Who: people, their dated assignments to roles, and the codes sent to their e-mail addresses."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.roles import Role


class UserManager(BaseUserManager["User"]):
    """Creates people; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def called(self, typed: str) -> "User | None":
        """Return the person with this NIK (sixteen digits) or e-mail address, or None."""
        typed = typed.strip()
        if len(typed) == 16 and typed.isascii() and typed.isdigit():
            return self.filter(nik=typed).first()
        return self.filter(email=typed.lower()).first()

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One person, one NIK, one account (checklist 53)."""

    class Gender(models.TextChoices):
        MALE = "L", "Laki-laki"
        FEMALE = "P", "Perempuan"

    class Education(models.TextChoices):
        SD = "SD", "SD"
        SMP = "SMP", "SMP"
        SMA = "SMA", "SMA/SMK"
        D1 = "D1", "D1"
        D2 = "D2", "D2"
        D3 = "D3", "D3"
        D4 = "D4", "D4"
        S1 = "S1", "S1"
        S2 = "S2", "S2"
        S3 = "S3", "S3"

    nik = models.CharField(
        "NIK",
        max_length=16,
        unique=True,
        validators=[RegexValidator(r"\A[0-9]{16}\Z", "No NIK hanya boleh Angka 16 digit")],
    )
    email = models.EmailField("Email", unique=True)
    name = models.CharField("Nama", max_length=150)
    npwp = models.CharField("NPWP", max_length=25, blank=True)
    gender = models.CharField("Jenis Kelamin", max_length=1, choices=Gender, blank=True)
    born_on = models.DateField("Tanggal Lahir", null=True, blank=True)
    education = models.CharField("Jenjang Pendidikan", max_length=3, choices=Education, blank=True)
    occupation = models.CharField("Pekerjaan", max_length=100, blank=True)
    job_title = models.CharField("Jabatan", max_length=100, blank=True)
    employee_number = models.CharField("NIP", max_length=18, blank=True)  # printed in the name block of a permit
    address = models.CharField("Alamat Pemohon", max_length=300, blank=True)
    village = models.ForeignKey("regions.Village", models.PROTECT, null=True, blank=True, verbose_name="Kelurahan/Desa")
    phone = models.CharField("No. Handphone", max_length=20, blank=True)
    postcode = models.CharField("Kode Pos", max_length=5, blank=True)
    is_active = models.BooleanField("aktif", default=True)
    is_staff = models.BooleanField("boleh membuka halaman admin", default=False)
    joined_at = models.DateTimeField("terdaftar", auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["nik", "name"]
    objects = UserManager()

    class Meta:
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"
        constraints = [
            models.CheckConstraint(condition=Q(nik__regex=r"^[0-9]{16}$"), name="user_nik_16_digits"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def in_force(self, on: dt.date) -> "RoleAssignmentQuerySet":
        """The assignments that give a right on that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, user__is_active=True)


class RoleAssignment(models.Model):
    """A person holds a role from one day until another, for an agency or for sectors, perhaps acting."""

    class Acting(models.TextChoices):
        NO = "", "Definitif"
        PLT = "Plt.", "Pelaksana tugas (Plt.)"
        PLH = "Plh.", "Pelaksana harian (Plh.)"

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name="pengguna")
    role = models.CharField("peran", max_length=20, choices=Role)
    agency = models.ForeignKey("office.Agency", models.PROTECT, null=True, blank=True, verbose_name="dinas/badan")
    sectors = models.ManyToManyField("office.Sector", blank=True, verbose_name="sektor")
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai", null=True, blank=True)
    acting = models.CharField("status jabatan", max_length=4, choices=Acting, blank=True)
    mandate_number = models.CharField("nomor surat mandat", max_length=60, blank=True)
    mandate_on = models.DateField("tanggal surat mandat", null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "penugasan"
        verbose_name_plural = "penugasan"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="assignment_end_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(role="technical_agency") | Q(agency__isnull=False), name="assignment_agency_has_agency"
            ),
            models.CheckConstraint(
                condition=Q(acting="") | (~Q(mandate_number="") & Q(mandate_on__isnull=False)),
                name="assignment_acting_has_mandate",
            ),
        ]
        indexes = [
            models.Index(fields=["role", "user"], name="assignment_by_role")  # the people of a desk
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class EmailCode(models.Model):
    """A code sent to an e-mail address; only its hash is kept (10 minutes, 5 tries, one use)."""

    class Purpose(models.TextChoices):
        REGISTER = "register", "Pendaftaran"
        LOGIN = "login", "Masuk tanpa JavaScript"

    purpose = models.CharField(max_length=10, choices=Purpose)
    email = models.EmailField()
    code_hash = models.CharField(max_length=128)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["email", "purpose", "-sent_at"], name="emailcode_latest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


def assignments_of(user: Any, *, on: dt.date) -> list[RoleAssignment]:
    """Return what this person holds on that day, sectors and agency fetched; asked once per day and user instance."""
    if not user.is_authenticated:
        return []
    known: dict[dt.date, list[RoleAssignment]] | None = getattr(user, "_assignments", None)
    if known is None:
        known = user._assignments = {}
    if on not in known:
        held = RoleAssignment.objects.in_force(on).filter(user=user)
        known[on] = list(held.select_related("agency").prefetch_related("sectors").order_by("pk"))
    return known[on]


def has_role(user: Any, role: str, *, on: dt.date) -> bool:
    """Return whether this person holds the role on that day."""
    return any(assignment.role == role for assignment in assignments_of(user, on=on))


def people_of_desk(
    role: str, *, agency_id: int | None = None, sector_id: int | None = None, on: dt.date
) -> models.QuerySet[User]:
    """Return the active people who hold the role on that day, for this agency or this sector where one is given."""
    desk = RoleAssignment.objects.in_force(on).filter(role=role)
    if agency_id is not None:
        desk = desk.filter(agency_id=agency_id)
    if sector_id is not None:
        desk = desk.filter(sectors=sector_id)
    return User.objects.filter(pk__in=desk.values("user_id")).order_by("name", "pk")
