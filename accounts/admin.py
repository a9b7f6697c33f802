"""People and their assignments, for the administrator (NIK and name are mended here, checklist 67)."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.actions import corrections, second_factor
from accounts.models import IdentityCorrection, RoleAssignment, User, has_role
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from eptsp.lib.masking import mask_nik


def login_on_our_page(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Send people to the one login page: it alone has the captcha and the growing waits."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or request.get_full_path())


def only_administrators(request: HttpRequest) -> bool:
    """Whether this person may open the administration: staff who hold the administrator's role today, or the owner of
    the installation. What they may do in it, the model permissions say."""
    user = request.user
    if not (isinstance(user, User) and user.is_active and user.is_staff):
        return False
    return user.is_superuser or has_role(user, Role.ADMINISTRATOR, on=timezone.localdate())


admin.site.login = login_on_our_page  # type: ignore[method-assign]
admin.site.has_permission = only_administrators  # type: ignore[method-assign]
admin.site.site_header = "Administrasi E-PTSP"
admin.site.site_title = "Administrasi E-PTSP"
admin.site.index_title = "Data layanan"


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "nik", "name")


class SeenOnly:
    """Assignments are given and ended on the page Orang dan Peran, whose actions keep the last administrator, tell the
    person and hand over their files; here they are only seen."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AssignmentInline(SeenOnly, admin.TabularInline):
    model = RoleAssignment
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):
    add_form = PersonCreationForm
    list_display = ("name", "short_nik", "email", "is_active", "is_staff", "joined_at")
    list_filter = ("is_active", "is_staff", "assignments__role")
    search_fields = ("name", "email")  # never by NIK: the query stands in the address
    ordering = ("name", "pk")
    list_per_page = 50
    show_full_result_count = False
    filter_horizontal = ("groups", "user_permissions")
    raw_id_fields = ("village",)
    readonly_fields = ("last_login", "joined_at")
    inlines = (AssignmentInline,)
    actions = ("reset_second_factor",)
    fieldsets = (
        (None, {"fields": ("email", "nik", "name")}),
        ("Data diri", {"fields": ("gender", "born_on", "education", "occupation", "job_title", "npwp")}),
        ("Alamat dan kontak", {"fields": ("address", "village", "postcode", "phone")}),
        ("Kepegawaian", {"fields": ("employee_number",)}),
        ("Hak", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Waktu", {"fields": ("last_login", "joined_at")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("email", "nik", "name", "usable_password", "password1", "password2")},
        ),
    )

    @admin.action(description="Setel ulang verifikasi dua langkah", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """For people who lost phone and recovery codes: each reset is logged and told to the person."""
        by = cast(User, request.user)  # the administration lets nobody else in
        for person in people:
            try:
                second_factor.reset(person, by=by, now=timezone.now())
            except DomainError as error:
                messages.error(request, f"{person}: {error.message}")
            else:
                self.log_change(request, person, "Verifikasi dua langkah disetel ulang.")
                messages.success(request, f"{person}: verifikasi dua langkah disetel ulang.")

    @admin.display(description="NIK", ordering="nik")
    def short_nik(self, user: User) -> str:
        return mask_nik(user.nik)


class DecisionForm(forms.ModelForm):
    """Accept or reject; a rejection needs its reason."""

    decision = forms.ChoiceField(
        label="Keputusan",
        choices=[("", "---------"), ("accept", "Terima: ubah data akun"), ("reject", "Tolak")],
    )

    class Meta:
        model = IdentityCorrection
        fields = ("answer",)
        widgets = {"answer": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"answer": "Dikirim kepada pemohon; wajib diisi bila ditolak."}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if decision := cleaned.get("decision"):
            try:
                corrections.check(
                    self.instance, accepted=decision == "accept", answer=cleaned.get("answer", "").strip()
                )
            except DomainError as error:
                raise ValidationError(error.message) from error
        return cleaned


@admin.register(IdentityCorrection)
class IdentityCorrectionAdmin(admin.ModelAdmin):
    """Requests for another NIK or name; the decision changes the account and tells the person."""

    form = DecisionForm
    list_display = ("user", "field", "asked_at", "status", "decided_by", "decided_at")
    list_filter = ("status", "field")
    search_fields = ("user__name", "user__email")
    list_select_related = ("user", "decided_by")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-asked_at", "-pk")
    facts = ("user", "field", "old_value", "new_value", "reason", "evidence_link", "asked_at", "status")
    outcome = ("answer", "decided_by", "decided_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: IdentityCorrection | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: IdentityCorrection | None = None) -> bool:
        is_open = obj is None or obj.status == IdentityCorrection.Status.ASKED
        return is_open and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: IdentityCorrection | None = None) -> tuple[str, ...]:
        return (*self.facts, *(("decision", "answer") if self.has_change_permission(request, obj) else self.outcome))

    def get_readonly_fields(self, request: HttpRequest, obj: IdentityCorrection | None = None) -> tuple[str, ...]:
        return (*self.facts, "decided_by", "decided_at")

    def save_model(self, request: HttpRequest, obj: IdentityCorrection, form: DecisionForm, change: bool) -> None:
        """Let the action decide; who was faster by a moment wins."""
        by = cast(User, request.user)  # the administration lets nobody else in
        accepted, answer = form.cleaned_data["decision"] == "accept", form.cleaned_data["answer"].strip()
        try:
            corrections.decide(obj, accepted=accepted, answer=answer, by=by, now=timezone.now())
        except DomainError as error:
            messages.error(request, error.message)

    @admin.display(description="bukti")
    def evidence_link(self, correction: IdentityCorrection) -> str:
        if correction.evidence_id is None:
            return "–"
        url = reverse("accounts:correction_evidence", args=[correction.pk])
        return format_html('<a href="{}">Buka berkas bukti</a>', url)


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(SeenOnly, admin.ModelAdmin):
    list_display = ("user", "role", "agency", "held_sectors", "starts_on", "ends_on", "acting")
    list_filter = ("role", "acting", "agency", "sectors")
    search_fields = ("user__name", "user__email")
    autocomplete_fields = ("user",)
    filter_horizontal = ("sectors",)
    list_select_related = ("user", "agency")
    date_hierarchy = "starts_on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleAssignment]:
        return super().get_queryset(request).prefetch_related("sectors")

    @admin.display(description="sektor")
    def held_sectors(self, assignment: RoleAssignment) -> str:
        return ", ".join(sector.name for sector in assignment.sectors.all())
