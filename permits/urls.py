"""Addresses of this room."""

from django.urls import path, register_converter

import eptsp.lib.converters  # noqa: F401  (registers "resi")
from permits import catalogue_urls
from permits.sections import STEPS
from permits.views import (
    announcements,
    companies,
    counter,
    documents,
    duties,
    my_drafts,
    my_files,
    register,
    requirements,
    revise,
    verify,
    webgis,
    wizard,
)


class StepConverter:
    """The address of a step of the form; "kirim" beside it belongs to workflow."""

    regex = "|".join(step.slug for step in STEPS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(StepConverter, "step")

app_name = "permits"
urlpatterns = [
    path("permohonan/ajukan/", wizard.apply, name="apply"),
    path("permohonan/ajukan/<uuid:key>/", wizard.draft, name="draft"),
    path("permohonan/ajukan/<uuid:key>/hapus/", wizard.delete_draft, name="delete_draft"),
    path("permohonan/ajukan/<uuid:key>/<step:slug>/", wizard.wizard_step, name="wizard_step"),
    path("permohonan/ajukan/<uuid:key>/berkas/<slug:requirement>/", wizard.wizard_document, name="wizard_document"),
    path("permohonan/ajukan/<uuid:key>/berkas/<slug:requirement>/pilih/", wizard.wizard_pick, name="wizard_pick"),
    path("permohonan/draf/", my_drafts.my_drafts, name="my_drafts"),
    path("perusahaan/", companies.companies, name="companies"),
    path("perusahaan/tambah/", companies.company, name="add_company"),
    path("perusahaan/<int:pk>/", companies.company, name="company"),
    path("perusahaan/<int:pk>/hapus/", companies.delete_company, name="delete_company"),
    path("file-saya/", my_files.my_files, name="my_files"),
    path("file-saya/<int:pk>/", my_files.my_file, name="my_file"),
    path("file-saya/<int:pk>/rincian/", my_files.stored_file, name="stored_file"),
    path("file-saya/<int:pk>/gambar/", my_files.my_file_picture, name="my_file_picture"),
    path("file-saya/<int:pk>/versi/<int:version>/", my_files.old_version, name="old_version"),
    path("file-saya/<int:pk>/ganti/", my_files.replace_file, name="replace_file"),
    path("lampiran/<int:pk>/gambar/", documents.document_picture, name="document_picture"),
    path("file-saya/<int:pk>/ubah/", my_files.rename_file, name="rename_file"),
    path("file-saya/<int:pk>/hapus/", my_files.delete_file, name="delete_file"),
    path("revisi/", revise.my_revisions, name="my_revisions"),
    path("revisi/<resi:resi>/", revise.revise, name="revise"),
    path("revisi/<resi:resi>/<step:slug>/", revise.revise_step, name="revise_step"),
    path("revisi/<resi:resi>/berkas/<slug:requirement>/", revise.revise_document, name="revise_document"),
    path("revisi/<resi:resi>/berkas/<slug:requirement>/pilih/", revise.revise_pick, name="revise_pick"),
    path("kewajiban/", duties.my_duties, name="my_duties"),
    path("kewajiban/<int:pk>/", duties.duty, name="duty"),
    path("kewajiban/<int:pk>/kirim/", duties.send_duty, name="send_duty"),
    path("kewajiban/<int:pk>/periksa/", duties.check_duty, name="check_duty"),
    path("kewajiban/<int:pk>/berkas/<int:report>/", duties.duty_file, name="duty_file"),
    path("petugas/kewajiban/", duties.duty_desk, name="duty_desk"),
    path("petugas/pengumuman/", announcements.announcements, name="announcements"),
    path("petugas/izin/", register.register, name="register"),
    path("petugas/izin/<int:pk>/", register.register_permit, name="register_permit"),
    path("petugas/izin/<int:pk>/cabut/", register.revoke, name="revoke"),
    path("petugas/loket/", counter.counter, name="counter"),
    path("petugas/loket/pemohon/", counter.person, name="counter_person"),
    path("petugas/loket/<int:pk>/ajukan/", counter.start, name="counter_start"),
    path("petugas/loket/<uuid:key>/formulir/", counter.signed_form, name="counter_form"),
    path("petugas/loket/<resi:resi>/", counter.filed, name="counter_filed"),
    path("petugas/loket/<resi:resi>/tanda-terima/", counter.receipt, name="counter_receipt"),
    path("webgis/", webgis.webgis, name="webgis"),
    path("webgis/daftar/", webgis.webgis_list, name="webgis_list"),
    path("webgis/data.json", webgis.webgis_data, name="webgis_data"),
    path("webgis/sel.json", webgis.webgis_cell, name="webgis_cell"),
    path("webgis/izin.csv", webgis.webgis_download, {"kind": "csv"}, name="webgis_csv"),
    path("webgis/izin.geojson", webgis.webgis_download, {"kind": "geojson"}, name="webgis_geojson"),
    path("petugas/peta/", webgis.staff_map, name="staff_map"),
    path("petugas/peta/data.json", webgis.staff_map_data, name="staff_map_data"),
    path("petugas/peta/sel.json", webgis.staff_map_cell, name="staff_map_cell"),
    path("persyaratan/", requirements.requirements, name="requirements"),
    path("persyaratan/<slug:slug>/", requirements.requirement, name="requirement"),
    path("persyaratan/<slug:slug>/<slug:form>.pdf", requirements.requirement_form, name="requirement_form"),
    path("maklumat-pelayanan/", requirements.pledge, name="pledge"),
    path("maklumat-pelayanan/maklumat-pelayanan.pdf", requirements.pledge_pdf, name="pledge_pdf"),
    path("verifikasi/", verify.verify_file, name="verify_file"),
    path("verifikasi/<str:token>/", verify.verify, name="verify"),
    *catalogue_urls.urlpatterns,
]
