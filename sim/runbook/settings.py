"""What an author may declare for a runbook: bindings, files to upload, patience with monitors."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from sim.command_set import rows_that
from sim.scenario.base import FileModel
from sim.scenario.durations import Duration
from sim.scenario.names import HostName, Place


class FromAnswer(FileModel):
    """A value that is read off the latest answer of a call."""

    answer: str = Field(
        description="The call's path, or its beginning.",
        examples=[rows_that("lists_backups")[0].path],
    )
    jq: str = Field(description="Where the value is.", examples=[".data[0].id"])


Binding = Annotated[str, StringConstraints(max_length=2_000)] | FromAnswer
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,80}$")]


class RunbookSettings(FileModel):
    """The file `NAME.bindings.yaml` beside `NAME.md`, or `tabletop:` in its front matter."""

    model_config = ConfigDict(str_strip_whitespace=False)  # the end of a file's last line counts

    bindings: dict[str, Binding] = Field(
        default={}, description="The value of a placeholder or an unassigned variable."
    )
    hosts: dict[HostName, Place] = Field(
        default={},
        description="Names in the document that are the worker: production or test.",
        examples=[{"ops.example.net": "production", "staging.example.net": "test"}],
    )
    files: dict[FileName, str] = Field(
        default={},
        description="Files that lie in the scratch folder at the start, with their text.",
    )
    monitor: Duration | None = Field(
        default=None, gt=0, description="How long monitors are watched; 5m when not said."
    )
    block: Duration | None = Field(
        default=None, gt=0, description="How long one block may take; 2h when not said."
    )
