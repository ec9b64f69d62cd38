"""`tabletop evidence`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reports.evidence.names import framework_names
from sim.surfaces.layout import say

if TYPE_CHECKING:
    from collections.abc import Sequence


class _PackByDefault(click.Group):
    """A group whose first word may be left out: then it packs."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `pack` in front of what is no subcommand's name."""
        if args and args[0] not in (*self.commands, "--help"):
            args = ["pack", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_PackByDefault,
    epilog="""\b
Examples:
  tabletop evidence pack records --framework dora --out pack.zip
  tabletop evidence key --out evidence.key
  tabletop evidence pack records --framework iso27001 --out pack.zip --sign-with evidence.key
  tabletop evidence verify pack.zip --key evidence.pub
""",
)
def command() -> None:
    """Pack records as evidence for a framework's controls, and verify such a pack."""


@command.command()
@click.argument("records", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--framework",
    "named",
    type=click.Choice(framework_names()),
    required=True,
    help="Whose controls.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The pack, a .zip.")
@click.option("--force", is_flag=True, help="Overwrite a file in --out.")
@click.option("--tester", default="", help="The people who carried the exercises out.")
@click.option(
    "--independent",
    type=click.Choice(("yes", "no")),
    help="Whether the tester is independent of what is tested.",
)
@click.option(
    "--signed-off-by", default="", help="The person who has seen and accepted the results."
)
@click.option(
    "--sign-with",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A secret key, made with `tabletop evidence key`.",
)
def pack(
    records: Path,
    *,
    named: str,
    out: Path,
    force: bool,
    tester: str,
    independent: str | None,
    signed_off_by: str,
    sign_with: Path | None,
) -> None:
    """Pack every record below RECORDS.

    With a manifest, digests and, by --sign-with, a signature.
    """
    from reports.evidence.document import Declared
    from sim.disk import read_file, write_atomically
    from sim.errors import Unusable
    from sim.legible import clean
    from sim.records.shelf import record_folders
    from sim.records.signing import MAX_KEY_BYTES
    from sim.surfaces.evidence import make_pack
    from sim.surfaces.progress import stage

    if out.exists() and not force:
        raise Unusable(f"{out}: already exists; choose another --out or add --force")
    declared = Declared(clean(tester), independent or "", clean(signed_off_by))
    secret = None if sign_with is None else read_file(sign_with, MAX_KEY_BYTES)
    with stage("packing"):
        made = make_pack(record_folders(records), named, declared, secret)
        write_atomically(out, made.data)
    say(f"{out}: evidence for {named}, {'signed' if secret else 'not signed'}")
    _say_lines("left out", made.left_out)
    _say_lines("not stated", made.missing)


def _say_lines(title: str, lines: Sequence[str]) -> None:
    for line in lines:
        say(f"  {title}: {line}")


@command.command()
@click.argument(
    "path", metavar="PACK", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The public key that it must be signed with.  [default: the pack's own]",
)
@click.pass_context
def verify(ctx: click.Context, path: Path, *, key: Path | None) -> None:
    """Verify a pack offline.

    Checks every byte of it, its signature, and each journal's chain of hashes.
    """
    from scoring.verdict import some
    from sim.surfaces.evidence import verify_pack

    found = verify_pack(path, key)
    for problem in found.problems:
        say(f"{path}: {problem}", err=True)
    if found.problems:
        ctx.exit(1)
    whole = some(found.records, "journal is whole", "journals are whole")
    say(f"{path}: as it was made; {whole}")
    if not found.signed:
        say("  not signed: anyone with access could have rebuilt it")
    elif found.known_key:
        say(f"  signed with this key: {found.signed}")
    else:
        say(f"  signed with the key in it: {found.signed}; to know whose that is, add --key")


@command.command()
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="The secret key's file."
)
def key(*, out: Path) -> None:
    """Make a key to sign packs with.

    Writes a secret file, and a .pub beside it to hand out.
    """
    from sim.disk import write_atomically
    from sim.errors import Unusable
    from sim.records.signing import new_key, public_key

    public = out.with_suffix(".pub")
    if public == out:
        raise Unusable(f"{out}: is the name of the public key; end the secret one's in .key")
    for path in (out, public):
        if path.exists():
            raise Unusable(f"{path}: already exists; choose another --out")
    secret = new_key()
    write_atomically(out, secret, private=True)
    try:
        write_atomically(public, public_key(secret))
    except OSError:
        # Half a pair is of no use, and would be in the way of the next attempt.
        out.unlink()
        raise
    say(f"{out}: keep it secret\n{public}: hand it out, so that others can verify")
