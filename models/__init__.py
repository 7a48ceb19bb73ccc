"""What is remembered: one record a file, and the migrations that made the tables."""

from models.address import Address
from models.answer import Answer
from models.audit_entry import AuditEntry
from models.base import Base
from models.call_request import CallRequest
from models.campaign import Campaign
from models.contact import Contact
from models.content import Content
from models.example import Example
from models.fact import Fact
from models.flow import Flow
from models.flow_version import FlowVersion
from models.invitation import Invitation
from models.lease import Lease
from models.media import Media
from models.message import Message
from models.misunderstanding import Misunderstanding
from models.report import Report
from models.run import Run
from models.template import Template
from models.turn import Turn
from models.update import Update

__all__ = [
    "Address",
    "Answer",
    "AuditEntry",
    "Base",
    "CallRequest",
    "Campaign",
    "Contact",
    "Content",
    "Example",
    "Fact",
    "Flow",
    "FlowVersion",
    "Invitation",
    "Lease",
    "Media",
    "Message",
    "Misunderstanding",
    "Report",
    "Run",
    "Template",
    "Turn",
    "Update",
]
