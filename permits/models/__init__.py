"""The papers: catalogue, applications and their versions, stored files, revision requests, numbers and permits."""

from permits.models.after_issue import DutyReport, PermitDuty, PermitStateEntry
from permits.models.application import (
    RUNNING,
    Application,
    ApplicationDocument,
    ApplicationParty,
    ApplicationVersion,
    RevisionRequest,
)
from permits.models.catalogue import CatalogueDraft, CatalogueEdition, CatalogueEvent, PermitType
from permits.models.company import Company
from permits.models.files import StoredFile, StoredFileVersion
from permits.models.mapdata import MapCell, MapPoint
from permits.models.permit import NumberSequence, Permit, PermitDraft, PermitFile, RegisterEntry

__all__ = [
    "RUNNING",
    "Application",
    "ApplicationDocument",
    "ApplicationParty",
    "ApplicationVersion",
    "CatalogueDraft",
    "CatalogueEdition",
    "CatalogueEvent",
    "DutyReport",
    "Company",
    "MapCell",
    "MapPoint",
    "NumberSequence",
    "Permit",
    "PermitDraft",
    "PermitDuty",
    "PermitFile",
    "PermitStateEntry",
    "PermitType",
    "RegisterEntry",
    "RevisionRequest",
    "StoredFile",
    "StoredFileVersion",
]
