"""A complaint and its history; the register of information requests."""

from complaints.models.complaint import Barred, Complaint, Identity
from complaints.models.history import Alarm, Attachment, Event, View
from complaints.models.information import InformationRequest

__all__ = ["Alarm", "Attachment", "Barred", "Complaint", "Event", "Identity", "InformationRequest", "View"]
