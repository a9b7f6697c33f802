"""Roles of the service and who is whose superior (workflow.md, "Roles")."""

from django.db import models


class Role(models.TextChoices):
    BACKOFFICE = "backoffice", "Back office"
    TECHNICAL_AGENCY = "technical_agency", "Dinas teknis"
    KASI = "kasi", "Kepala seksi"
    KABID = "kabid", "Kepala bidang"
    KADIS = "kadis", "Kepala dinas"
    RECORDS = "records", "Tata usaha"
    COMPLAINT_OFFICER = "complaint_officer", "Petugas pengaduan"
    COMPLAINT_SECTION = "complaint_section", "Seksi pengaduan"
    COMPLAINT_HEAD = "complaint_head", "Kabid pengaduan"
    HELPDESK = "helpdesk", "Helpdesk"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


# an applicant is anybody with an account; it needs no assignment
SUPERIOR: dict[str, str] = {
    Role.BACKOFFICE: Role.KASI,
    Role.TECHNICAL_AGENCY: Role.KABID,
    Role.KASI: Role.KABID,
    Role.KABID: Role.KADIS,
    Role.RECORDS: Role.KABID,
    Role.HELPDESK: Role.KABID,
    Role.COMPLAINT_OFFICER: Role.COMPLAINT_SECTION,
    Role.COMPLAINT_SECTION: Role.COMPLAINT_HEAD,
    Role.COMPLAINT_HEAD: Role.KADIS,
}
