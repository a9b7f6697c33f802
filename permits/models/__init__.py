"""The papers: catalogue, applications and their versions, stored files, revision requests, numbers and permits."""

from permits.models.application import (
    Application,
    ApplicationDocument,
    ApplicationParty,
    ApplicationVersion,
    RevisionRequest,
)
from permits.models.catalogue import CatalogueEdition, PermitType
from permits.models.company import Company
from permits.models.files import StoredFile
from permits.models.permit import NumberSequence, Permit, PermitDraft, PermitFile, RegisterEntry

__all__ = [
    "Application",
    "ApplicationDocument",
    "ApplicationParty",
    "ApplicationVersion",
    "CatalogueEdition",
    "Company",
    "NumberSequence",
    "Permit",
    "PermitDraft",
    "PermitFile",
    "PermitType",
    "RegisterEntry",
    "RevisionRequest",
    "StoredFile",
]
