"""What is kept with a card besides its columns: documents, consents, files."""

from __future__ import annotations

from sgo.vocabulary.word import N_, Word


class DocumentKind(Word):
    """A document that says who a student is."""

    PASSPORT = "passport", N_("passport")
    BIRTH_CERTIFICATE = "birth_certificate", N_("birth certificate")
    FOREIGN_PASSPORT = "foreign_passport", N_("passport of another country")
    OTHER = "other", N_("other document")


class ConsentKind(Word):
    """What somebody agreed to; the access of a guardian after 18 stands with the guardianship."""

    PERSONAL_DATA = "personal_data", N_("handling of personal data")
    PHOTO = "photo", N_("photographs and video")
    SPECIAL_NEEDS = "special_needs", N_("handling of data on special needs")


class SpecialNeed(Word):
    """Data on health, which the law guards more strictly: kept by consent alone."""

    DISABILITY = "disability", N_("disability")
    LIMITED_HEALTH = "limited_health", N_("limited health")
    CONDITIONS = "conditions", N_("special conditions of study")


class PaperKind(Word):
    """What a file of a card is."""

    IDENTITY = "identity", N_("identity document")
    EDUCATION = "education", N_("document on education")
    CONTRACT = "contract", N_("contract")
    CONSENT = "consent", N_("consent")
    APPLICATION = "application", N_("application")
    OTHER = "other", N_("other")
