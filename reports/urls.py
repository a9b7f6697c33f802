from django.urls import path, register_converter

from reports.converters import FigureKind, HalfCode, QuarterCode
from reports.views.figures import edit_figure, figure_template, figures, import_figures, remove_figure
from reports.views.followup import (
    evidence_file,
    minutes_file,
    plan,
    plan_add,
    plan_file,
    plan_item,
    plan_meeting,
    plans,
)
from reports.views.index import index
from reports.views.leadership import leadership
from reports.views.quarterly import move, published, published_file, quarter, quarter_file, quarters, texts
from reports.views.skm import skm_file, skm_page

register_converter(QuarterCode, "quarter")
register_converter(HalfCode, "half")
register_converter(FigureKind, "figures")

app_name = "reports"
urlpatterns = [
    path("laporan/", published, name="published"),
    path("laporan/<quarter:code>.pdf", published_file, name="published_file"),
    path("petugas/pimpinan/", leadership, name="leadership"),
    path("petugas/laporan/", index, name="index"),
    path("petugas/laporan/skm/", skm_page, name="skm"),
    path("petugas/laporan/skm.<slug:kind>", skm_file, name="skm_file"),
    path("petugas/laporan/triwulan/", quarters, name="quarters"),
    path("petugas/laporan/triwulan/<quarter:code>/", quarter, name="quarter"),
    path("petugas/laporan/triwulan/<quarter:code>.<slug:kind>", quarter_file, name="quarter_file"),
    path("petugas/laporan/triwulan/<quarter:code>/naskah/", texts, name="quarter_texts"),
    path("petugas/laporan/triwulan/<quarter:code>/<slug:verb>/", move, name="quarter_move"),
    path("petugas/laporan/angka/<figures:kind>/", figures, name="figures"),
    path("petugas/laporan/angka/<figures:kind>/baru/", edit_figure, name="figure_new"),
    path("petugas/laporan/angka/<figures:kind>/impor/", import_figures, name="figure_import"),
    path("petugas/laporan/angka/<figures:kind>/contoh.csv", figure_template, name="figure_template"),
    path("petugas/laporan/angka/<figures:kind>/<int:pk>/", edit_figure, name="figure_edit"),
    path("petugas/laporan/angka/<figures:kind>/<int:pk>/hapus/", remove_figure, name="figure_remove"),
    path("petugas/laporan/tindak-lanjut/", plans, name="plans"),
    path("petugas/laporan/tindak-lanjut/bukti/<int:pk>/", evidence_file, name="evidence_file"),
    path("petugas/laporan/tindak-lanjut/<half:code>/", plan, name="plan"),
    path("petugas/laporan/tindak-lanjut/<half:code>.<slug:kind>", plan_file, name="plan_file"),
    path("petugas/laporan/tindak-lanjut/<half:code>/unsur/<int:pk>/", plan_item, name="plan_item"),
    path("petugas/laporan/tindak-lanjut/<half:code>/fkp/", plan_meeting, name="plan_meeting"),
    path("petugas/laporan/tindak-lanjut/<half:code>/fkp.<slug:kind>", minutes_file, name="minutes_file"),
    path("petugas/laporan/tindak-lanjut/<half:code>/tambah/<slug:what>/", plan_add, name="plan_add"),
]
