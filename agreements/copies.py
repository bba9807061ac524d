"""The vocabulary of captured copies and of the addresses of sources."""

from agreements.choices import DefinedChoices


class CaptureKind(DefinedChoices):
    """What a captured copy is, by its content."""

    PDF = "pdf", "A PDF document.", "PDF"
    HTML = "html", "A web page as one file.", "Web page (HTML)"
    PNG = "png", "A picture.", "Picture (PNG)"
    JPEG = "jpeg", "A picture.", "Picture (JPEG)"
    WEBP = "webp", "A picture.", "Picture (WebP)"
    WACZ = "wacz", "A web page with all it loads, for replay.", "Web archive (WACZ)"


class CaptureOrigin(DefinedChoices):
    """How a captured copy came here."""

    UPLOADED = "uploaded", "Uploaded by a person from their own copy.", "Uploaded"
    FETCHED = "fetched", "Fetched from the address by a command.", "Fetched"


class LinkOutcome(DefinedChoices):
    """What an address answered when it was last asked."""

    ANSWERS = "answers", "The address answered with a page.", "Answers"
    DEAD = "dead", "The address answered that there is no such page.", "Dead"
    UNREACHABLE = "unreachable", "The address could not be reached or answered with an error.", "Unreachable"
    REFUSED = "refused", "The address leads where this tool does not go.", "Not asked"
