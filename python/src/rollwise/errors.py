"""What rollwise raises when something cannot be used: nothing has happened then, and all is as it was."""

from __future__ import annotations

__all__ = ["ConfigError", "InputError", "MisuseError", "NotFittedError", "RollwiseError"]


class RollwiseError(ValueError):
    """A refusal that names what is wrong; `str()` of it says so in words."""

    code: str
    """What is wrong, as a stable code such as `out_of_range`, the same in Rust, Python and TypeScript."""

    field: str
    """Path of the field, such as `stages[1].share`; empty when the document as a whole is meant."""

    value: str | None
    """The refused value as text, where there is one."""

    allowed: str | None
    """What would have been accepted."""

    def __init__(self, text: str, code: str, field: str, value: str | None, allowed: str | None) -> None:
        # All parts are arguments of the exception, so that it can be pickled.
        super().__init__(text, code, field, value, allowed)
        self.code = code
        self.field = field
        self.value = value
        self.allowed = allowed

    def __str__(self) -> str:
        return str(self.args[0])


class ConfigError(RollwiseError):
    """The policy or plan is wrong: found when it is checked, before anything runs."""


class InputError(RollwiseError):
    """The evidence, event or stored document is wrong."""


class MisuseError(RollwiseError):
    """The call is wrong at this moment, such as an approval that nobody asked for."""


class NotFittedError(MisuseError, AttributeError):
    """A success model is asked before it was fitted; what only a fitted one has, it does not have yet."""
