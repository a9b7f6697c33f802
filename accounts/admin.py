"""People and their assignments, for the administrator (NIK and name are mended here, checklist 67)."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.models import RoleAssignment, User
from eptsp.lib.masking import mask_nik


def login_on_our_page(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """Send people to the one login page: it alone has the captcha and the growing waits."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or request.get_full_path())


admin.site.login = login_on_our_page  # type: ignore[method-assign]


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "nik", "name")


class AssignmentInline(admin.TabularInline):
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
    fieldsets = (
        (None, {"fields": ("email", "nik", "name", "password")}),
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

    @admin.display(description="NIK", ordering="nik")
    def short_nik(self, user: User) -> str:
        return mask_nik(user.nik)


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(admin.ModelAdmin):
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
