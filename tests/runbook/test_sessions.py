"""Shown sessions and labels of other people's documents: what is a command, what was printed."""

from __future__ import annotations

import pytest

from sim.runbook.document import parse
from sim.runbook.fences import label_of
from sim.runbook.hosts import Hosts
from sim.runbook.sessions import commands_of
from sim.runbook.shell.reader import is_complete

HOST = "https://your-worker.example.com"

SESSIONS = {
    "dollar": ("$ date\nMon\n$ id", "date\n\nid"),
    "user and host": ("ops@web-1:~/x$ date\nMon", "date\n"),
    "root in brackets": ("[root@node ~]# date\nMon", "date\n"),
    "version of the shell": ("sh-5.1# date\nMon", "date\n"),
    "a Mac": ("ops@mac ~ % date\nMon", "date\n"),
    "root": ("# curl -s x\n{}", "curl -s x\n"),
    "percent": ("% jq . x\n1", "jq . x\n"),
    "virtual environment": ("(venv) $ date", "date"),
    "loop without prompts": (
        "$ for i in a; do\n  echo $i\ndone\na",
        "for i in a; do\n  echo $i\ndone\n",
    ),
    "loop with prompts": (
        "$ for i in a; do\n>   echo\n> done\na",
        "for i in a; do\n  echo\ndone\n",
    ),
    "trailing pipe": ("$ curl x |\n    jq .\n1", "curl x |\n    jq .\n"),
    "open quote": ("$ echo 'a\nb'\na\nb", "echo 'a\nb'\n\n"),
    "here-document": ("$ cat <<E\nbody\nE\nbody", "cat <<E\nbody\nE\n"),
    "here-document with prompts": ("$ cat <<E\n> body\n> E\nbody", "cat <<E\nbody\nE\n"),
    "and": ("$ a &&\n  b\nout", "a &&\n  b\n"),
    "substitution": ("$ X=$(\n  date\n)\n$ y", "X=$(\n  date\n)\ny"),
    "never finished": ("$ echo 'a\nout\n$ b", "echo 'a\n\nb"),
    "greater in the output": ("$ diff a b\n> x\n$ y", "diff a b\n\ny"),
    "time before": ("[14:02:11] ops@web-1:~$ date\nMon", "date\n"),
    "fish": ("ops@web-1 ~/x> date\nMon", "date\n"),
    "oh-my-zsh": ("➜  ops git:(main) ✗ date\nMon\n➜  ~ id", "date\n\nid"),
    "branch": ("ops@web-1:~/x (main)$ date", "date"),
    "host alone": ("db-1$ date\nMon\nold-mac:~ ops$ id", "date\n\nid"),
    "touching": ("$curl -s x\n{}", "curl -s x\n"),
    "a sign in a command": ('date > test\necho "5$ sort"', 'date > test\necho "5$ sort"'),
    "no prompt at all": ("date\nid", "date\nid"),
}


@pytest.mark.parametrize(("text", "commands"), SESSIONS.values(), ids=SESSIONS)
def test_commands_are_told_from_what_was_printed(text: str, commands: str) -> None:
    """A command goes on while bash would ask for more; every line stays where it was."""
    typed = commands_of(text, session=True)
    assert typed == commands
    assert typed.count("\n") == text.count("\n")


def test_a_remark_is_no_prompt_of_root() -> None:
    """`#` before a program is a prompt in a session only, and a remark everywhere else."""
    assert commands_of("# curl x", session=False) == "# curl x"
    assert commands_of("# now restart it\n$ date", session=True) == "\ndate"


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("if a; then\n b", False),
        ("if a; then\n b\nfi", True),
        ("case x in\n a) b ;;", False),
        ("case x in\n a) b ;;\nesac", True),
        ("f() {", False),
        ("f() {\n a\n}", True),
        ("a \\", False),
        ("cat <<A", False),
        ("X=(a", False),
        ("echo ${x", False),
        ("echo $((1 +", False),
        ('echo "it\'s"', True),
        ("echo a # it's", True),
    ],
)
def test_the_reader_knows_when_a_command_ends(text: str, complete: bool) -> None:  # noqa: FBT001 - a table
    """What it opens, and whether the same text closes it."""
    assert is_complete(text) is complete


@pytest.mark.parametrize(
    ("info", "label"),
    [
        ("bash", "bash"),
        ("{.bash .copy}", "bash"),
        ("bash=1", "bash"),
        ("bash {cmd}", "bash"),
        ("{bash}", "bash"),
        ("sh,ignore", "sh"),
        ("{code-block} console", "console"),
        ('Bash title="x"', "bash"),
        ("language-shell", "shell"),
        ("shell-session", "shell-session"),
        ("", ""),
    ],
)
def test_labels_in_other_dialects(info: str, label: str) -> None:
    """Pandoc, HackMD, Docusaurus, MyST and R Markdown name the language in their own way."""
    assert label_of(info) == label


UNSEEN = {
    "unlabelled call": (f"```\ncurl -s {HOST}/health/status\n```", 1, []),
    "indented call": (f"text\n\n    curl -s {HOST}/health/status\n", 1, []),
    "mapped host": ("```\ncurl -s https://ops.example.net/health/status\n```", 1, []),
    "session": (f"```text\n$ curl -s {HOST}/health/status\nok\n```", 1, []),
    "hugo": (f"{{{{< code shell >}}}}\ncurl -s {HOST}/x\n\necho done\n{{{{< /code >}}}}\n", 1, []),
    "liquid": ("{% highlight bash %}\ndate\n{% endhighlight %}\n", 1, []),
    "other host": ("```\ncurl -s https://else.example.org/\n```", 0, [2]),
    "other program": ("```\nkubectl get pods -A\n```", 0, [2]),
    "mixed": (f"```\ncurl -s {HOST}/x\n{{\n  1\n}}\n```", 0, [2]),
    "prose": ("```\nPhone the vendor - at once\n```", 0, []),
    "yaml": (f"```yaml\nrun: curl -s {HOST}/x\n```", 0, []),
    "tab": ('=== "Linux"\n\n    ```bash\n    date\n    ```\n', 1, []),
    "admonition": ("!!! note\n    Look:\n\n    ```bash\n    date\n    ```\n", 1, []),
    "touching admonition": ("??? tip\n    ```bash\n    date\n    ```\n", 1, []),
    "html": (f'<pre><code class="language-bash">curl -s {HOST}/x</code></pre>\n', 0, [1]),
    "html prose": ("<pre>Phone the vendor</pre>\n", 0, []),
    "windows": ("```console\nPS C:\\ops> curl x\n```", 0, [2]),
    "grouped fences": ("{{< tabs >}}\n```bash\ndate\n```\n{{< /tabs >}}\n", 1, []),
}


@pytest.mark.parametrize(("text", "blocks", "unseen"), UNSEEN.values(), ids=UNSEEN)
def test_what_has_no_label_is_run_or_named(text: str, blocks: int, unseen: list[int]) -> None:
    """Run when it clearly calls the worker; named when it holds commands and is not run."""
    document = parse(text, hosts=Hosts({"ops.example.net": "production"}))
    assert len(document.blocks) == blocks
    assert [one.line for one in document.unseen if one.commands] == unseen


def test_tabs_and_admonitions_keep_their_lines() -> None:
    """However deep a block stands in them, and what follows them is read as before."""
    text = (
        '=== "A"\n\n    !!! note "B"\n        1. C:\n\n            ```bash\n            date\n'
        "              id\n            ```\n\nD\n\n```bash\nuname\n```\n"
    )
    blocks = parse(text).blocks
    assert [(one.line, one.text) for one in blocks] == [(7, "date\n  id\n"), (14, "uname\n")]
