"""Addresses of this room for running the office: the calendar of work, the table of all files, taking."""

from django.urls import path

from workflow.views import catalogue_dry_run, desk_file, office_calendar, staff_monitoring, taking

urlpatterns = [
    path("petugas/kalender/", office_calendar.office_calendar, name="office_calendar"),
    path("petugas/kalender/jam/", office_calendar.calendar_hours, name="calendar_hours"),
    path("petugas/kalender/libur/", office_calendar.calendar_holiday, name="calendar_holiday"),
    path("petugas/kalender/libur/<int:pk>/", office_calendar.calendar_override, name="calendar_override"),
    path("petugas/kalender/jam-khusus/", office_calendar.calendar_special, name="calendar_special"),
    path("petugas/kalender/jam-khusus/<int:pk>/hapus/", office_calendar.remove_special, name="remove_special"),
    path("petugas/monitoring/", staff_monitoring.staff_monitoring, name="staff_monitoring"),
    path("petugas/monitoring/ekspor.xlsx", staff_monitoring.staff_monitoring_sheet, name="staff_monitoring_sheet"),
    path("petugas/tugas/<int:pk>/ambil/", taking.take, name="take"),
    path("petugas/tugas/<int:pk>/serahkan/", desk_file.hand_to, name="hand_to"),
    path("petugas/tugas/<int:pk>/catatan/", desk_file.note, name="note"),
    path("petugas/tugas/<int:pk>/sekitar/", desk_file.surroundings, name="surroundings"),
    path("petugas/tugas/<int:pk>/sekitar.json", desk_file.nearby, name="nearby"),
    path("permohonan/<resi:resi>/lembar-pengendali.pdf", desk_file.control_sheet, name="control_sheet"),
    path("petugas/orang/<int:pk>/serah-terima/", taking.hand_over, name="hand_over"),
    path("petugas/katalog/rancangan/<int:pk>/uji-coba/", catalogue_dry_run.catalogue_dry_run, name="catalogue_dry_run"),
]
