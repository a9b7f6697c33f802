"""Addresses of this room."""

from django.urls import path

import eptsp.lib.converters  # noqa: F401  (registers "resi")
from workflow import office_urls
from workflow.views import (
    application,
    mass_signing,
    monitoring,
    my_applications,
    my_calendar,
    overdue,
    papers,
    step,
    submit,
    tasks,
    unknown_signature,
)

app_name = "workflow"
urlpatterns = [
    *office_urls.urlpatterns,
    path("monitoring/", monitoring.monitoring, name="monitoring"),
    path("permohonan/", my_applications.my_applications, name="my_applications"),
    path("permohonan/kalender/", my_calendar.my_calendar, name="my_calendar"),
    path("permohonan/<resi:resi>/batas-waktu.ics", my_calendar.application_calendar, name="application_calendar"),
    path("kalender/<str:token>.ics", my_calendar.calendar_feed, name="calendar_feed"),
    path("permohonan/terbaru/", my_applications.my_recent, name="my_recent"),
    path("permohonan/ajukan/<uuid:key>/kirim/", submit.submit, name="submit"),
    path("revisi/<resi:resi>/kirim/", submit.resubmit, name="resubmit"),
    path("permohonan/<resi:resi>/", application.application, name="application"),
    path("permohonan/<resi:resi>/batas-waktu/", application.why, name="why"),
    path("permohonan/<resi:resi>/terkirim/", submit.submitted, name="submitted"),
    path("permohonan/<resi:resi>/batalkan/", application.withdraw, name="withdraw"),
    path("permohonan/<resi:resi>/resi.pdf", application.receipt, name="receipt"),
    path("permohonan/<resi:resi>/izin.pdf", application.permit, name="permit"),
    path("permohonan/<resi:resi>/dokumen/<int:pk>/", application.document, name="document"),
    path("permohonan/<resi:resi>/pertimbangan/<int:pk>/", papers.advice, name="advice"),
    path("permohonan/<resi:resi>/notulen/<int:pk>/", papers.minutes, name="minutes"),
    path("petugas/tugas/", tasks.tasks, name="tasks"),
    path("petugas/tugas/teruskan/", tasks.forward, name="forward"),
    path("petugas/tugas/saringan/", tasks.save_filter, name="save_filter"),
    path("petugas/tugas/saringan/<int:pk>/hapus/", tasks.delete_filter, name="delete_filter"),
    path("petugas/tugas/<int:pk>/", step.step, name="step"),
    path("petugas/tugas/<int:pk>/checklist/", step.checklist, name="checklist"),
    path("petugas/tugas/<int:pk>/naskah/", papers.draft, name="draft"),
    path("petugas/tugas/<int:pk>/naskah.pdf", papers.preview, name="preview"),
    path("petugas/tugas/<int:pk>/tanda-tangan/<str:choice>/", unknown_signature.settle, name="settle_signature"),
    path("petugas/tanda-tangan-massal/", mass_signing.mass_signing, name="mass_signing"),
    path("petugas/tanda-tangan-massal/<int:pk>/", mass_signing.batch, name="batch"),
    path("petugas/tanda-tangan-massal/<int:pk>/<int:item>/", mass_signing.sign_item, name="sign_item"),
    path("petugas/tugas/<int:pk>/<str:move>/", step.act, name="act"),
    path("petugas/revisi-terlambat/", overdue.overdue, name="overdue"),
    path("petugas/revisi-terlambat/<resi:resi>/<str:choice>/", overdue.decide_overdue, name="decide_overdue"),
]
