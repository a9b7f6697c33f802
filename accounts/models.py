"""Who: people, their dated assignments to roles, and the codes sent to their e-mail addresses."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.utils.crypto import salted_hmac

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
    photo = models.ForeignKey("files.Blob", models.PROTECT, null=True, editable=False, related_name="+")
    session_epoch = models.PositiveIntegerField(default=0, editable=False)  # one more ends every session

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
        indexes = [
            # the officers' search by part of a name
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="user_by_name_part"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Return what a session must carry: another password or epoch ends it."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same for older keys of the installation."""
        for key in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(key)

    def _session_hash(self, key: str | bytes) -> str:
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("accounts.session", value, secret=key, algorithm="sha256").hexdigest()


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
    """A code sent to an e-mail address; only its hash is kept (10 or 15 minutes, 5 tries, one use)."""

    class Purpose(models.TextChoices):
        REGISTER = "register", "Pendaftaran"
        LOGIN = "login", "Masuk tanpa JavaScript"
        PIN = "pin", "Lupa password"
        NEW_EMAIL = "new_email", "Ganti email"
        INVITE = "invite", "Undangan petugas"

    purpose = models.CharField(max_length=10, choices=Purpose)
    email = models.EmailField()
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")  # whose account it opens or changes
    code_hash = models.CharField(max_length=128)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["email", "purpose", "-sent_at"], name="emailcode_latest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class SignIn(models.Model):
    """A session of a person on one device; the session's key is kept only as a hash."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    key_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of 160 random bits
    device = models.CharField(max_length=60)  # "Chrome di Android"
    address = models.CharField(max_length=45)  # shortened: "203.0.113.*"
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device} {self.pk}"


class IdentityCorrection(models.Model):
    """A person asks the administrator to correct the NIK or the name (checklist 67)."""

    class Field(models.TextChoices):
        NIK = "nik", "NIK"
        NAME = "name", "Nama"

    class Status(models.TextChoices):
        ASKED = "asked", "Diajukan"
        ACCEPTED = "accepted", "Diterima"
        REJECTED = "rejected", "Ditolak"

    user = models.ForeignKey(User, models.CASCADE, related_name="corrections", verbose_name="pengguna")
    field = models.CharField("data yang keliru", max_length=4, choices=Field)
    old_value = models.CharField("tertulis", max_length=150)
    new_value = models.CharField("seharusnya", max_length=150)
    reason = models.CharField("penjelasan", max_length=1000)
    evidence = models.ForeignKey(
        "files.Blob", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bukti"
    )
    asked_at = models.DateTimeField("diajukan")
    status = models.CharField("status", max_length=8, choices=Status, default=Status.ASKED)
    answer = models.CharField("jawaban", max_length=500, blank=True)
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="diputuskan oleh"
    )

    class Meta:
        verbose_name = "permintaan perbaikan data"
        verbose_name_plural = "permintaan perbaikan data"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "field"], condition=Q(status="asked"), name="correction_one_open_per_field"
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(answer=""), name="correction_rejection_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} {self.pk}"


class StaffChange(models.Model):
    """What an administrator changed about a person's account or roles; never edited."""

    at = models.DateTimeField("waktu")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="oleh")
    person = models.ForeignKey(User, models.PROTECT, related_name="staff_changes", verbose_name="pengguna")
    what = models.CharField("perubahan", max_length=400)

    class Meta:
        verbose_name = "perubahan penugasan"
        verbose_name_plural = "perubahan penugasan"
        indexes = [models.Index(fields=["person", "-at", "-id"], name="staff_change_of_person")]  # the person's page
        triggers = [pgtrigger.Protect(name="keep_staff_changes", operation=pgtrigger.Update | pgtrigger.Delete)]


class CounterAccount(models.Model):
    """An account made at the counter, until its person claims it with the code on the receipt; only a hash is kept."""

    user = models.OneToOneField(User, models.CASCADE, related_name="counter_account")
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    code_hash = models.CharField(max_length=128, blank=True)
    code_expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"loket {self.pk}"


class CounterVisit(models.Model):
    """A person stood at the counter and showed their KTP to this officer; never edited."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    officer = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="counter_visit_by_time"),  # the list of a day
            models.Index(fields=["officer", "person", "-at"], name="counter_visit_of_officer"),  # who is with whom
        ]
        triggers = [pgtrigger.Protect(name="keep_counter_visits", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"kunjungan {self.pk}"


UNCLAIMED = Q(counter_account__isnull=False, counter_account__claimed_at=None)  # no way in but the claim code


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
