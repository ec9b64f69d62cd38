"""What a runbook's sandbox has to run, and what to use in place of what it lacks; pure.

The sandbox is built from `ALLOWED`; the linter, the run and the reader of sessions ask here.
"""

from __future__ import annotations

from sim.commands.table import incident_commands

_ALLOWED = """
[ awk base64 basename bash bc cat chmod cksum cmp column comm cp csplit cut dd df diff
dirname du echo egrep env expand expr factor false fgrep find fmt fold getconf grep gunzip
gzip head hostname id install join ln ls md5sum mkdir mkfifo mktemp mv nice nl nohup nproc
numfmt od paste patch pr printenv printf pwd readlink realpath rev rm rmdir sed seq setsid
sh sha1sum sha256sum sha512sum shuf sort split stat stdbuf strings sum tac tail tar tee
test touch tr true truncate tsort tty uname unexpand uniq uptime wc which whoami xargs xxd
yes zcat
"""
ALLOWED = frozenset(_ALLOWED.split())
"""Programs that touch nothing but their input, their output and the scratch folder."""

SIMULATED = ("curl", "jq", "sleep", "date", "watch", "timeout", "kill")
"""Programs in whose place a shim stands, beside the incident commands."""

SUDO = "sudo"
"""Carries out what follows it: nobody in the sandbox has more rights than anybody else."""

_BUILTINS = """
. : alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs
disown enable eval exec exit export fc fg getopts hash help history jobs let local logout mapfile
popd pushd read readarray readonly return set shift shopt source suspend times trap type typeset
ulimit umask unalias unset wait time coproc
"""
BUILTINS = frozenset(_BUILTINS.split())
"""What bash itself can do, beside the programs above."""

PEOPLE = frozenset(command.name for command in incident_commands())
"""The incident commands, by the word that is typed."""

_HINTS = {
    "use curl": "wget http https httpie aria2c lynx w3m ab hey",
    "use jq or awk": "python python3 python2 node ruby perl php yq gron dasel",
    "use sha256sum or base64": "openssl gpg",
    "use curl; names are not looked up here": "dig nslookup host ping nc ncat telnet traceroute",
    "use awk": "gawk mawk datamash",
    "use grep": "rg ack-grep ag zgrep",
    "use cat": "less more bat",
    "use a here-document": "envsubst vi vim nano gettext",
    "use date +%s%N": "uuidgen",
    "use xargs": "parallel",
    "use printf": "tput clear reset",
    "it works on other machines: write the step as a sentence": (
        "ssh scp sftp rsync kubectl oc helm docker podman docker-compose systemctl service "
        "journalctl aws gcloud az wrangler terraform ansible ansible-playbook psql mysql mongo "
        "mongosh redis-cli etcdctl rclone s3cmd mc git npm npx make su"
    ),
}
HINTS = {name: hint for hint, names in _HINTS.items() for name in names.split()}
"""What to do about programs that operations documents often use and the sandbox lacks."""

_THERE = ALLOWED | BUILTINS | PEOPLE | {*SIMULATED, SUDO}


def is_there(name: str) -> bool:
    """Whether a block can run a program of this name."""
    return name in _THERE


def is_a_program(word: str) -> bool:
    """Whether a word is surely a program's name, whether or not the sandbox has it."""
    return word in _THERE or word in HINTS


def lacking(name: str) -> str:
    """One sentence on a program that the sandbox lacks."""
    hint = f"; {HINTS[name]}" if name in HINTS else ""
    return f"{name} is not in the sandbox{hint}"
