"""Hostile words: what documents, arguments and output can hold."""

from __future__ import annotations

from tests.attacks.sandbox.attack import Attack

W = "https://your-worker.example.com"

ATTACKS = (
    Attack(
        "escapes in a command's name",
        "documents",
        "a finding shows them spelled",
        "\"$(printf '\\e]0;PWN\\a')cmd\"; \"$(printf '\\u202e')x\"; cat \"$(printf '\\e[31m')\"",
        rules=("no-such-command",),
        never=("\x1b]0;PWN\x07cmd is not",),
        quick=True,
    ),
    Attack(
        "escapes in a message",
        "documents",
        "reach no terminal",
        "note \"$(printf 'a\\e[2Jb\\rc')\"; page technical_lead \"$(printf '\\e]52;c;x\\a')\"; post incident $'\\u202eabc'",
    ),
    Attack(
        "output that is no text",
        "output",
        "is shown with replacement characters",
        "head -c 5000 /dev/urandom; printf '\\0\\xff\\xfe\\xed\\xa0\\x80'; printf '\\e[2J' >&2; echo end",
    ),
    Attack(
        "half a surrogate",
        "documents",
        "is an answer from the worker, not the end of the run",
        f"curl -s -X POST {W}/health/services/R2_STORAGE/degrade -H 'Authorization: Bearer <admin_token>' "
        "-H 'Content-Type: application/json' -d '{\"reason\":\"\\ud800\"}'; jq -n '\"\\ud800\"'; note $'\\xed\\xa0\\x80'",
        quick=True,
    ),
    Attack(
        "deep JSON",
        "documents",
        "is refused by every reader",
        'D=$(printf \'[%.0s\' {1..20000}); jq -n --argjson x "$D" \'$x\'; echo "$D" | jq .; jq -n "$D"; '
        f"curl -s -X POST {W}/health/check -d \"$D\" -H 'Authorization: Bearer <admin_token>'; echo done",
        prints=("done",),
        quick=True,
    ),
    Attack(
        "jq programs that take all memory or never end",
        "documents",
        "the process that runs them is ended, and the run continues",
        "jq -n '[range(1e9)]'; jq -n 'def f: f; f'; jq -n '\"x\" * 1e9'; jq -n 'import \"a\" as a; 1'; jq -n input; echo done",
        prints=("done",),
    ),
    Attack(
        "jq's files",
        "documents",
        "are the sandbox's",
        "jq . HOMEDIR/secret; jq -n --slurpfile a HOMEDIR/secret '$a'; jq --rawfile a /etc/passwd -n '$a'; jq -L HOMEDIR -n 1; echo done",
        prints=("done",),
    ),
    Attack(
        "curl's files",
        "documents",
        "are the sandbox's",
        f"curl -s -d @HOMEDIR/secret {W}/health/check; curl -s -F f=@HOMEDIR/secret {W}/health/check; curl -K HOMEDIR/secret\n"
        f"curl -s -o CANARY {W}/health/status; curl -s -o /usr/bin/x {W}/health/status; echo done",
        prints=("done",),
        rules=("missing-upload-file", "write-refused"),
    ),
    Attack(
        "curl by other schemes",
        "documents",
        "only the worker over HTTP is there",
        "curl -s file:///etc/passwd; curl -s gopher://127.0.0.1:PORT/; curl -s --unix-socket /sim/ask http://x/; curl -s 'http://127.0.0.1:PORT@your-worker.example.com/'; echo done",
        prints=("done",),
    ),
    Attack(
        "URLs without end",
        "documents",
        "ranges are bounded",
        f"curl -s '{W}/[1-99999999999]'; curl -s '{W}/[1-9][1-9][1-9][1-9][1-9][1-9][1-9][1-9][1-9]'; curl -s --retry 99999999999 {W}/x; curl -s --max-time 1e999 {W}/x; echo done",
        prints=("done",),
    ),
    Attack(
        "dates without end",
        "documents",
        "are date's own errors",
        "date -d @99999999999999999999; date -d '1e9 years'; date -d '$(echo evil)'; date \"+$(printf '%%Y%.0s' {1..2000})\" | wc -c; echo done",
        prints=("done",),
    ),
    Attack(
        "a block that is no bash",
        "documents",
        "is a finding",
        'if then fi (((( <<<<< "',
        rules=("syntax-error",),
    ),
    Attack(
        "nested substitutions",
        "documents",
        "are bash's to refuse",
        "$(" * 300 + "echo x" + ")" * 300,
    ),
    Attack(
        "an argument of a megabyte",
        "documents",
        "is passed on or refused",
        f'X=$(head -c 1000000 /dev/zero | tr \'\\0\' x); note "$X" >/dev/null; curl -s -d "$X" {W}/health/check >/dev/null; /bin/echo "$X" | wc -c; echo done',
        prints=("done",),
    ),
    Attack(
        "variables for the next block",
        "documents",
        "are values there, not code",
        "A='$(echo evil)'; B=$'x\\n echo evil'; declare -a C=('$(echo evil)' '`echo evil`'); PROMPT_COMMAND='echo evil'; BASH_ENV=/work/x; PS4='$(echo evil)'; cd /tmp",
        never=("evil\\nnext",),
    ),
    Attack(
        "options for the next block",
        "documents",
        "do not change how it runs",
        "set -eux; shopt -s extdebug; alias echo='echo evil'; shopt -s expand_aliases; ulimit -t 1; ulimit -f 0; umask 777; exec >/dev/null",
        never=("evil next",),
    ),
)
