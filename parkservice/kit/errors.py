"""What a service says when the rules of the house forbid a change."""


class RuleViolation(Exception):  # noqa: N818 - it is no error: the rules said no
    """A domain refusal: nothing is written, and the sentence says what to do next (design section 3).

    `message` is a (lazy) translated sentence, `code` a short stable name for callers that must tell refusals apart.
    """

    def __init__(self, message: object, code: str = "") -> None:
        """Keep the sentence unrendered, so that it is shown in the reader's language."""
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        """Return the sentence in the active language."""
        return str(self.message)
