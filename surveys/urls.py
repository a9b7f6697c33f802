from django.urls import path

import eptsp.lib.converters  # noqa: F401  (knows "resi")
from surveys.views.desk import desk, enter, import_file, template_csv
from surveys.views.form import form
from surveys.views.results import results, results_csv
from surveys.views.start import start

app_name = "surveys"
urlpatterns = [
    path("survei/", start, name="start"),
    path("survei/hasil/", results, name="results"),
    path("survei/hasil.csv", results_csv, name="results_csv"),
    path("survei/<resi:resi>/", form, name="form"),
    path("petugas/survei/", desk, name="desk"),
    path("petugas/survei/isi/", enter, name="enter"),
    path("petugas/survei/impor/", import_file, name="import"),
    path("petugas/survei/contoh.csv", template_csv, name="template"),
]
