"""A document as the rules see it: its commands, requests and jq programs, read once; pure.

Goes through the blocks from top to bottom and keeps book: which variable holds which answer, what
a program reads on its input, what a file was written from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.runbook.curl_options import CurlUsage
from sim.runbook.hosts import Hosts
from sim.runbook.jq_options import JqUsage, read_options
from sim.runbook.lint.answers import answer_of
from sim.runbook.lint.calls import Refused, Sent, requests_of
from sim.runbook.lint.jq_program import NotRead, read_program
from sim.runbook.lint.jq_trace import Tracer
from sim.runbook.lint.values import HOLE, Values
from sim.runbook.placeholders import normal
from sim.runbook.shell.prefixes import program
from sim.runbook.shell.reader import read_script
from sim.runbook.shell.script import Script, Simple, Word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.runbook.coverage import Lacking
    from sim.runbook.document import Block, Document
    from sim.runbook.jq_options import JqCall
    from sim.runbook.lint.answers import Shapes
    from sim.runbook.lint.jq_program import Node
    from sim.runbook.lint.jq_trace import Miss, Never
    from sim.runbook.settings import RunbookSettings
    from sim.runbook.shell.script import Assignment, Part

_SHELLS = ("bash", "sh", "dash", "zsh", "ksh")
_PASSING = ("tee", "cat", "tac", "less", "more")
_LOOKS_AT_KIND = ("type", "has", "keys", "keys_unsorted")
_SILENT = frozenset(("[", "test", "sleep", "set", "cd", "true", ":", "exit", "return", "export"))


@dataclass(frozen=True, slots=True, eq=False)
class KnownText:
    """What is known of a text that a command prints or a variable holds.

    Attributes:
        shapes: what it may be.
        raw: strings stand without quotes.
        unchecked: it stems from a request whose failure nobody sees, so it may be an error.
        provided: an alternative was given for what is not there.
    """

    shapes: Shapes
    raw: bool = False
    unchecked: bool = False
    provided: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class JqUse:
    """One jq command.

    Attributes:
        program: the word that holds the program; None when there is none.
        text: the program; with holes where only a run knows.
        misses: steps that no answer has.
        nevers: comparisons with words that are never there.
        problem: why jq refuses its options; `limit`: the real jq would take them.
    """

    command: Simple
    program: Word | None
    text: str
    call: JqCall | None
    misses: tuple[Miss, ...] = ()
    nevers: tuple[Never, ...] = ()
    problem: str = ""
    limit: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class BlockRead:
    """A block and its commands."""

    block: Block
    script: Script


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """What `bash -n` says of a block."""

    line: int
    problem: str


@dataclass(slots=True)
class Reading:
    """A document, read.

    Attributes:
        blocks: its blocks, in order.
        scripts: the blocks' scripts and those in quotes, as after `watch` and `bash -c`.
        commands: all commands in the order in which they are carried out.
        printed: what variables and substitutions hold where they stand.
        written: files that the document itself makes.
        lacking: programs that the sandbox lacks, once somebody has looked.
        limited: scripts that something around them ends: `timeout 60 bash -c "…"`.
    """

    document: Document
    settings: RunbookSettings
    syntax: tuple[SyntaxProblem, ...] = ()
    blocks: list[BlockRead] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    commands: list[Simple] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    jqs: list[JqUse] = field(default_factory=list)
    printed: dict[Part, KnownText] = field(default_factory=dict)
    sent_by: dict[Simple, list[Sent]] = field(default_factory=dict)
    jq_by: dict[Simple, JqUse] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    limited: set[Script] = field(default_factory=set)
    lacking: tuple[Lacking, ...] | None = None


def read(
    document: Document, settings: RunbookSettings, syntax: tuple[SyntaxProblem, ...] = ()
) -> Reading:
    """Read a document for the rules."""
    reading = Reading(document, settings, syntax)
    reader = _DocumentReader(reading)
    for block in document.blocks:
        script = read_script(block.text, block.line)
        reading.blocks.append(BlockRead(block, script))
        reader.script(script)
    return reading


class _DocumentReader:
    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._values = Values()
        self._held: dict[str, KnownText] = {}
        self._files: dict[str, KnownText] = {}
        self._out: dict[Simple, KnownText] = {}
        self._hosts = Hosts(reading.settings.hosts)
        self._declared = frozenset(normal(name) for name in reading.settings.bindings)

    def script(self, script: Script) -> KnownText | None:
        """Read commands; what they print together, when that is one answer."""
        self._reading.scripts.append(script)
        for command in script.commands:
            self._command(command)
        # What is piped on, or prints nothing, adds no text;
        # two that print leave a text of no known shape.
        talking = [
            command
            for command in script.commands
            if not command.piped and command.words and command.name not in _SILENT
        ]
        return self._out.get(talking[0]) if len(talking) == 1 else None

    def _command(self, command: Simple) -> None:
        for word in command.all_words():
            for part in word.parts:
                self._look(part)
        self._reading.commands.append(command)
        words = program(command.words)
        if words and command.kind == "simple":
            out = self._run(command, words)
            if out is not None:
                self._out[command] = out
        elif command.kind == "for" and len(command.words) > 1:
            self._forget(command.words[1].text)
        self._write(command, self._out.get(command))
        for assignment in command.assigned:
            self._assign(assignment, command)

    def _look(self, part: Part) -> None:
        """Note what a part holds here; read the commands in it."""
        if part.script is not None:
            printed = self.script(part.script)
            if printed is not None:
                self._reading.printed[part] = printed
        elif part.kind == "variable" and part.plain and part.name in self._held:
            self._reading.printed[part] = self._held[part.name]

    def _forget(self, name: str) -> None:
        self._values.forget(name)
        self._held.pop(name, None)

    def _assign(self, assignment: Assignment, command: Simple) -> None:
        # What may not have been carried out leaves the old value possible beside the new one.
        certain = command.depth == 0 and command.after not in ("&&", "||")
        self._values.assign(assignment, certain=certain)
        part = assignment.value.only
        if part is None and len(parts := [p for p in assignment.value.parts if p.text]) == 1:
            part = parts[0]
        new = None if part is None else self._reading.printed.get(part)
        old = self._held.get(assignment.name)
        if new is None:
            self._held.pop(assignment.name, None)
            if not certain:
                self._held[assignment.name] = KnownText(None)
        elif certain or old is None:
            self._held[assignment.name] = new
        else:
            self._held[assignment.name] = _joined(old, new)

    def _write(self, command: Simple, out: KnownText | None) -> None:
        for redirect in command.redirects:
            if ">" in redirect.operator and "&" not in redirect.operator:
                name = self._values.text(redirect.target)
                self._reading.written.add(name)
                # Appended to, a file holds more than this answer, and then nothing is known of it.
                if out is not None and redirect.operator in (">", ">|"):
                    self._files[name] = out
                else:
                    self._files.pop(name, None)

    # --- programs ---------------------------------------------------------------------------------

    def _run(self, command: Simple, words: list[Word]) -> KnownText | None:
        name = words[0].text.removeprefix("\\").rpartition("/")[2]
        if name == "curl":
            return self._curl(command, words)
        if name == "jq":
            return self._jq(command, words)
        if name in ("echo", "printf"):
            return self._echo(words)
        if name in _PASSING or (name.startswith("python") and "json.tool" in words[-1].text):
            return self._pass(command, words)
        if name in ("watch", "eval") or (name in _SHELLS and _says_command(words)):
            limited = any(word.text == "timeout" for word in command.words)
            self._quoted(name, words, limited=limited)
        elif name in ("read", "mapfile", "readarray"):
            for word in words[1:]:
                if not word.text.startswith("-"):
                    self._forget(word.text)
        elif name in ("touch", "cp", "mv", "gzip", "split", "tar", "mkfifo", "truncate", "dd"):
            self._reading.written |= {self._values.text(word) for word in words[1:]}
        return None

    def _quoted(self, name: str, words: list[Word], *, limited: bool) -> None:
        """Commands that stand as a text: after `watch`, `bash -c`, `eval`."""
        rest = [word for word in words[1:] if " " in word.text or "\n" in word.text]
        if rest and not (name == "watch" and len(rest) > 1):
            script = read_script(rest[-1].text, rest[-1].line)
            if limited:
                self._reading.limited.add(script)
            self.script(script)
        elif name == "watch":
            self._watch_plain(words)

    def _watch_plain(self, words: list[Word]) -> None:
        """`watch -n 5 curl …`, its words not in quotes."""
        for place, word in enumerate(words[1:], 1):
            if word.text in ("curl", "jq"):
                inner = Simple("simple", words[0].line, words[-1].line, words=words[place:])
                self._command(inner)
                return

    def _stdin(self, command: Simple) -> KnownText | None:
        """What the command reads on its input."""
        # Of several redirections of input the last one holds, as in bash.
        for redirect in reversed(command.redirects):
            if redirect.operator == "<<<":
                return self._of_word(redirect.target)
            if redirect.operator == "<":
                return self._files.get(self._values.text(redirect.target))
            if redirect.operator in ("<<", "<<-"):
                return None
        return None if command.source is None else self._out.get(command.source)

    def _of_word(self, word: Word) -> KnownText | None:
        parts = [part for part in word.parts if part.text]
        return self._reading.printed.get(parts[0]) if len(parts) == 1 else None

    def _echo(self, words: list[Word]) -> KnownText | None:
        rest = [word for word in words[1:] if not word.text.startswith(("-", "%"))]
        return self._of_word(rest[0]) if len(rest) == 1 else None

    def _pass(self, command: Simple, words: list[Word]) -> KnownText | None:
        files = [self._values.text(word) for word in words[1:] if not word.text.startswith("-")]
        given = self._stdin(command)
        if words[0].text == "tee":
            self._reading.written |= set(files)
            if given is not None:
                self._files.update(dict.fromkeys(files, given))
            return given
        if words[0].text == "cat" and len(files) == 1:
            return self._files.get(files[0])
        return given if not files or "json.tool" in words[-1].text else None

    def _curl(self, command: Simple, words: list[Word]) -> KnownText | None:
        stdin = HOLE
        for redirect in command.redirects:
            if redirect.operator in ("<<", "<<-", "<<<"):
                stdin = self._values.text(redirect.target)
        made: list[Sent] = []
        try:
            found = list(
                requests_of(command, words, self._values, self._declared, stdin, self._hosts)
            )
        except CurlUsage:
            found = []
        for one in found:
            if isinstance(one, Refused):
                self._reading.refused.append(one)
            else:
                made.append(one)
        self._reading.sent += made
        self._reading.sent_by[command] = made
        for sent in made:
            outputs = [HOLE] if sent.call.on("remote-name") else sent.call.outputs
            self._reading.written |= {*outputs, sent.call.dump_header}
        return self._answer(made)

    def _answer(self, made: list[Sent]) -> KnownText | None:
        if len(made) != 1 or made[0].row is None:
            return None
        call, row = made[0].call, made[0].row
        printed = KnownText(answer_of(row.name), unchecked=not made[0].checked)
        if call.outputs and call.outputs != ["-"]:
            self._files[call.outputs[0]] = printed
            return None
        # Anything printed beside the body makes it a text that jq could not read as this answer.
        altered = call.write_out or call.on("include") or call.on("head") or call.on("verbose")
        return None if altered or call.on("remote-name") else printed

    def _jq(self, command: Simple, words: list[Word]) -> KnownText | None:
        texts = [self._values.text(word) for word in words[1:]]
        for place, text in enumerate(texts[:-2]):
            # Only a run knows the value; any JSON will do,
            # so that the rest of the line can be read.
            if text == "--argjson" and HOLE in texts[place + 2]:
                texts[place + 2] = "null"
        try:
            call = read_options(texts)
        except JqUsage as usage:
            use = JqUse(command, None, "", None, problem=usage.text, limit=usage.unsupported)
            self._keep(use)
            return None
        if call.program_file:
            self._keep(JqUse(command, None, HOLE, call))
            return None
        text = call.program or ""
        holder = next((w for w in words[1:] if self._values.text(w) == text), None)
        given = self._stdin(command)
        if call.files:
            given = self._files.get(call.files[0]) if len(call.files) == 1 else None
        # With these options the program's input is not the answer as it stands.
        plain = not (call.on("null-input") or call.on("slurp") or call.on("raw-input"))
        known = given is not None and plain and (given.raw is False or _is_whole(given))
        node = _tree(text)
        if not known or given is None or node is None:
            self._keep(JqUse(command, holder, text, call))
            return None
        tracer = Tracer()
        shapes = tracer.run(node, given.shapes, _named(call.named))
        # Who asks for the kind first is prepared for what is not there.
        careful = _calls(node, _LOOKS_AT_KIND)
        misses = () if careful else tuple(dict.fromkeys(tracer.misses))
        nevers = () if careful else tuple(dict.fromkeys(tracer.nevers))
        self._keep(JqUse(command, holder, text, call, misses, nevers))
        return KnownText(
            None if misses else shapes,
            raw=call.on("raw-output") or call.on("join-output"),
            unchecked=given.unchecked,
            provided=given.provided or _kinds(node, "alternative") or _calls(node, ("empty",)),
        )

    def _keep(self, use: JqUse) -> None:
        self._reading.jqs.append(use)
        self._reading.jq_by[use.command] = use


def _says_command(words: list[Word]) -> bool:
    return any(word.text.startswith("-") and "c" in word.text for word in words[1:])


def _is_whole(printed: KnownText) -> bool:
    """Whether it is an object or array, which jq prints alike with and without -r."""
    shapes = printed.shapes or ()
    return bool(shapes) and all(one.get("type") in ("object", "array") for one in shapes)


def _joined(old: KnownText, new: KnownText) -> KnownText:
    shapes = None if old.shapes is None or new.shapes is None else (*old.shapes, *new.shapes)
    return KnownText(
        shapes if old.raw == new.raw else None,
        raw=new.raw,
        unchecked=old.unchecked and new.unchecked,
        provided=old.provided or new.provided,
    )


def _named(named: Mapping[str, object]) -> dict[str, Shapes]:
    return {f"${name}": None for name in named}


def _tree(text: str) -> Node | None:
    if HOLE in text:
        return None
    try:
        return read_program(text)
    except NotRead:
        return None


def _kinds(node: Node, kind: str) -> bool:
    return node.kind == kind or any(_kinds(part, kind) for part in node.parts)


def _calls(node: Node, names: tuple[str, ...]) -> bool:
    called = node.kind == "call" and node.name in names
    return called or any(_calls(part, names) for part in node.parts)
