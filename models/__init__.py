"""What is remembered: one record a file, and the migrations that made the tables."""

from models.address import Address
from models.alert import Alert
from models.answer import Answer
from models.audit_entry import AuditEntry
from models.base import Base
from models.body import Body
from models.call_request import CallRequest
from models.campaign import Campaign
from models.contact import Contact
from models.content import Content
from models.digest import Digest
from models.duty import Duty
from models.enrolment import Enrolment
from models.example import Example
from models.fact import Fact
from models.flow import Flow
from models.flow_version import FlowVersion
from models.incident import Incident
from models.invitation import Invitation
from models.lease import Lease
from models.media import Media
from models.message import Message
from models.misunderstanding import Misunderstanding
from models.official import Official
from models.report import Report
from models.route import Route
from models.run import Run
from models.sign_in import SignIn
from models.subscription import Subscription
from models.template import Template
from models.turn import Turn
from models.update import Update

__all__ = [
    "Address",
    "Alert",
    "Answer",
    "AuditEntry",
    "Base",
    "Body",
    "CallRequest",
    "Campaign",
    "Contact",
    "Content",
    "Digest",
    "Duty",
    "Enrolment",
    "Example",
    "Fact",
    "Flow",
    "FlowVersion",
    "Incident",
    "Invitation",
    "Lease",
    "Media",
    "Message",
    "Misunderstanding",
    "Official",
    "Report",
    "Route",
    "Run",
    "SignIn",
    "Subscription",
    "Template",
    "Turn",
    "Update",
]
