"""What the publication refuses. `code` is stable; the message says what to do."""


class PublicationError(Exception):
    """Base of every refusal in this room."""

    code = "publication_error"


class AlreadyFounded(PublicationError):
    code = "already_founded"

    def __init__(self) -> None:
        super().__init__("This data folder holds a publication already. Choose another with --data.")


class AddressTaken(PublicationError):
    code = "address_taken"

    def __init__(self, path: str) -> None:
        super().__init__(f"Another article stands at {path} already.")


class PassageNotFound(PublicationError):
    code = "passage_not_found"

    def __init__(self, passage: str) -> None:
        super().__init__(f"“{passage}” does not stand in the text. Copy some words of the paragraph as it reads now.")


class IssueNotDraft(PublicationError):
    code = "issue_not_draft"

    def __init__(self) -> None:
        super().__init__("This issue was released already. An issue is sent once.")


class IssueNotReleased(PublicationError):
    code = "issue_not_released"

    def __init__(self) -> None:
        super().__init__("This issue is not being sent, so there is nothing to cancel.")


class IssueEmpty(PublicationError):
    code = "issue_empty"

    def __init__(self) -> None:
        super().__init__("Nothing stands in this issue: write an introduction, or choose a published article.")


class ColourUnreadable(PublicationError):
    code = "colour_unreadable"

    def __init__(self, name: str, ratio: str, least: str, proposal: str) -> None:
        words = f"The colour {name} has a contrast of {ratio} to its ground and needs {least}."
        super().__init__(f"{words} The nearest that can be read is {proposal}." if proposal else words)
