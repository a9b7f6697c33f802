"""Every address of the service, room by room."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

import eptsp.admin  # noqa: F401  (the pages of every room)
from eptsp import health, metrics

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.permission_denied"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"


urlpatterns = [
    path("", include("portal.urls")),
    path("", include("accounts.urls")),
    path("", include("workflow.urls")),
    path("", include("permits.urls")),
    path("", include("messaging.urls")),
    path("", include("complaints.urls")),
    path("", include("surveys.urls")),
    path("data/", include("reports.opendata_urls")),
    path("", include("reports.urls")),
    path("wilayah/", include("regions.urls")),
    path("unggah/", include("files.urls")),
    path("admin/", admin.site.urls),
    # browsers ask for it on pages that cannot name an icon: a PDF, a plain text
    path("favicon.ico", RedirectView.as_view(url="/static/icons/favicon.svg", permanent=True), name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
