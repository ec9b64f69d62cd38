"""Reads bash into the values of `script`: one pass over the characters, no backtracking; pure."""

from __future__ import annotations

import re
from functools import lru_cache

from sim.runbook.shell.script import Assignment, Loop, Part, Redirect, Script, Simple, Word
from sim.runbook.shell.words import Words, merged

_OPERATOR = re.compile(r"&&|\|\||;;&|;;|;&|\|&|[;&|]")
_REDIRECT = re.compile(r"&>>|&>|<<<|<<-|<<|<&|>&|>>|>\||<>|<|>")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[[^\]]*\])?(\+?)=")
_CONDITIONS = frozenset(("if", "elif", "while", "until"))
_LOOPS = frozenset(("while", "until", "for", "select"))
_CLOSING = {"fi": "if", "done": "loop", "esac": "case", "}": "{"}
_KEYWORD = re.compile(r"[a-z]+(?=[\s;&|()<>]|$)|\[\[(?=\s)|[{!}](?=[\s;&|)]|$)")
_JOINING = ("|", "|&", "&&", "||")
_ESAC = re.compile(r"esac\b")
_IN_TEST = re.compile(r"&&|\|\||[<>()]")
DECLARATIONS = ("export", "local", "declare", "readonly", "typeset")
"""The shell's own commands that give variables values or marks."""


@lru_cache(maxsize=4096)
def read_script(text: str, line: int = 1) -> Script:
    """Read a block; whoever asks again for the same one gets the same values.

    Args:
        text: its code.
        line: the document's line of its first line.
    """
    reader = _ScriptReader(text, line)
    script = reader.script()
    script.complete = reader.is_closed()
    return script


def is_complete(text: str) -> bool:
    """Whether a command goes no further than this text: nothing in it waits for another line."""
    reader = _ScriptReader(text, 1)
    reader.script()
    return reader.is_closed()


class _ScriptReader(Words):
    """Reads a text from a place to another; substitutions get a reader of their own."""

    def __init__(
        self,
        text: str,
        line: int,
        *,
        at: int = 0,
        end: int | None = None,
        outer: Words | None = None,
    ) -> None:
        super().__init__(text, line, at=at, end=end, outer=outer)
        self._script = Script()
        self._command: Simple | None = None
        self._source: Simple | None = None
        self._stack: list[tuple[str, bool]] = []
        self._open_loops: list[Loop] = []
        self._waiting: list[tuple[str, bool, Redirect, Simple]] = []
        self._function = False

    # --- commands ---------------------------------------------------------------------------------

    def script(self, closer: str = "") -> Script:
        """Read to the closing character, or to the end."""
        while self.at < self.end:
            self._blank()
            char = self._char()
            if not char:
                break
            if char == "\n":
                self._finish("\n")
                self.at += 1
                self._here_documents()
            elif char == ")":
                # The parenthesis of a subshell or of a `case`
                # pattern within a substitution does not end it.
                if closer == ")" and not any(word in ("(", "case") for word, _ in self._stack):
                    break
                self._close_parenthesis()
            elif char == "(":
                self._open_parenthesis()
            elif found := self._redirect():
                self._take_redirect(found)
            elif operator := _OPERATOR.match(self.text, self.at, self.end):
                self._operator(operator.group())
            else:
                self._take_word()
        self._finish("")
        return self._script

    def is_closed(self) -> bool:
        """Whether everything that the text opens is closed in it, once it has been read."""
        commands = self._script.commands
        joined = bool(commands) and commands[-1].after in _JOINING and self._command is None
        open_end = self.text.endswith("\\") or joined
        waits = self.unclosed or self._stack or self._waiting or self._function
        return not (open_end or waits)

    def inner(self, start: int, end: int, closer: str) -> tuple[Script, int]:
        """The commands of a substitution, and where they end."""
        # The same text from another place, not a part cut out: so lines need no counting anew.
        reader = _ScriptReader(self.text, self.first, at=start, end=end, outer=self)
        return reader.script(closer), reader.at

    def _blank(self) -> None:
        while self.at < self.end:
            char = self._char()
            if char in " \t\r":
                self.at += 1
            elif char == "\\" and self._char(1) == "\n":
                self.at += 2
            elif char == "#":
                self.at = self._find("\n", self.at)
            else:
                return

    def _current(self) -> Simple:
        if self._command is None:
            waits = bool(self._stack) and self._stack[-1][1] and self._stack[-1][0] in _CONDITIONS
            self._command = Simple(
                "simple",
                self._line(),
                self._line(),
                source=self._source,
                condition=waits,
                # Subshells and groups always run; what stands in a
                # condition, a loop, a case or a function may not.
                depth=sum(word not in ("(", "{") for word, _ in self._stack),
            )
            self._source = None
            self._script.commands.append(self._command)
        return self._command

    def _finish(self, operator: str) -> None:
        command = self._command
        if command is None:
            return
        command.after = operator
        command.last = max(command.last, self._line())
        # Only at the command's end, when all its arguments have been read.
        for word in command.words if command.name in DECLARATIONS else ():
            self._assignment_in(word, command)
        if operator in ("|", "|&"):
            command.piped = True
            self._source = command
        self._command = None

    @staticmethod
    def _assignment_in(word: Word, command: Simple) -> None:
        """An assignment that stands as an argument of `export` and its like."""
        found = _ASSIGNMENT.match(word.raw)
        if found is not None:
            command.assigned.append(Assignment(found[1], _without(word, found.end())))

    def _operator(self, operator: str) -> None:
        before = self.text[self.at - 1 : self.at]
        after = self._char(len(operator))
        if self._command is not None:
            self._command.joined = bool(before.strip() and after.strip())
        self._finish(operator)
        self.at += len(operator)
        if operator.startswith(";;") or operator == ";&":
            self._patterns()

    def _open_parenthesis(self) -> None:
        if self._starts("((") and self._command is None:
            self._arithmetic_command()
            return
        command = self._command
        if command is not None and len(command.words) == 1 and not command.assigned:
            # `NAME ()` defines a function: NAME was no command that is run here.
            self._script.commands.pop()
            self._script.functions.add(command.name)
            self._command = None
            self.at = min(self.end, self._find(")", self.at) + 1)
            self._function = True
            return
        self._finish("(")
        self._function = False
        self._stack.append(("(", False))
        self.at += 1

    def _close_parenthesis(self) -> None:
        self._finish(")")
        self.at += 1
        if self._stack and self._stack[-1][0] == "(":
            self._stack.pop()
            self._mark_end()

    def _mark_end(self) -> None:
        command = self._current()
        command.kind = "end"

    def _arithmetic_command(self) -> None:
        command = self._current()
        command.kind = "arithmetic"
        start = self.at
        self.at = self._matching(self.at, "(", ")")
        command.words.append(self._arithmetic_word(start, self.at))

    # --- words ------------------------------------------------------------------------------------

    def _take_word(self) -> None:
        if self._command is None and self._keyword():
            return
        command = self._current()
        # After `done` or `fi` without an operator comes something else, as broken text has it.
        if command.kind == "end":
            self._finish("")
            command = self._current()
        word = self._word()
        if command.kind == "simple" and not command.words:
            found = _ASSIGNMENT.match(word.raw)
            if found is not None:
                value = _without(word, found.end())
                array = self._array() if not value.parts and self._char() == "(" else None
                command.assigned.append(Assignment(found[1], value, array, found[2] == "+"))
                command.last = self._line()
                return
        command.words.append(word)
        command.last = self._line()

    def _array(self) -> tuple[Word, ...]:
        self.at += 1
        words = []
        while self.at < self.end:
            self._blank()
            if self._char() == "\n":
                self.at += 1
            elif self._char() in ("", ")"):
                break
            else:
                words.append(self._word_or_more())
        if self.at >= self.end:
            self.unclosed.append(")")
        self.at += 1
        return tuple(words)

    def _word_or_more(self) -> Word:
        """A word, past at least one character."""
        at = self.at
        word = self._word()
        if self.at == at:
            self.at += 1
        return word

    def _keyword(self) -> bool:
        """Take a reserved word where a command begins; whether there was one."""
        found = _KEYWORD.match(self.text, self.at, self.end)
        word = found.group() if found else ""
        if word == "[[":
            self._test()
        elif word in ("for", "select", "case"):
            self._opening(word)
        elif word in ("if", "while", "until"):
            if word != "if":
                loop = Loop(word, self._line(), len(self._script.commands))
                self._open_loops.append(loop)
                self._script.loops.append(loop)
            self._stack.append((word, True))
            self.at += len(word)
        elif word == "{":
            self._stack.append(("function" if self._function else "{", False))
            self._function = False
            self.at += 1
        elif word in ("then", "else", "elif", "do"):
            self._middle(word)
        elif word in _CLOSING:
            self._closing(word)
        elif word in ("!", "time", "function"):
            self.at += len(word)
            if word == "function":
                self._blank()
                self._script.functions.add(self._word_or_more().text)
                self._function = True
        else:
            return False
        return True

    def _middle(self, word: str) -> None:
        self.at += len(word)
        if not self._stack:
            return
        opened, _ = self._stack[-1]
        self._stack[-1] = (opened, word == "elif")
        if word == "do" and self._open_loops:
            self._open_loops[-1].body = len(self._script.commands)

    def _closing(self, word: str) -> None:
        self.at += len(word)
        wanted = ("function", "{") if word == "}" else (_CLOSING[word],)
        # A loop stands on the stack by its own word, so `done` takes
        # what is on top; the others close only what they belong to.
        if self._stack and (self._stack[-1][0] in wanted or wanted == ("loop",)):
            opened, _ = self._stack.pop()
            if opened in _LOOPS and self._open_loops:
                self._open_loops.pop().end = len(self._script.commands)
        self._mark_end()

    def _opening(self, word: str) -> None:
        command = self._current()
        command.kind = "case" if word == "case" else "for"
        self._stack.append((word, False))
        command.words.append(self._word())
        if word != "case":
            loop = Loop(word, command.line, len(self._script.commands) - 1)
            self._open_loops.append(loop)
            self._script.loops.append(loop)
            self._blank()
            if self._starts("(("):
                start = self.at
                self.at = self._matching(self.at, "(", ")")
                command.words.append(self._arithmetic_word(start, self.at))
            return
        while self.at < self.end:
            self._blank()
            if self._char() in ("", "\n", ";"):
                return
            taken = self._word_or_more()
            if taken.bare == "in":
                break
            command.words.append(taken)
        self._finish("in")
        self._patterns()

    def _patterns(self) -> None:
        """Take a pattern of `case`, up to its closing parenthesis."""
        while self.at < self.end:
            self._blank()
            if self._char() == "\n":
                self.at += 1
            elif _ESAC.match(self.text, self.at, self.end):
                return
            elif self._char() == ")":
                self.at += 1
                return
            else:
                self._script.patterns.append(self._word_or_more())

    def _test(self) -> None:
        """Take `[[ … ]]`: within it, nothing redirects or ends the command."""
        command = self._current()
        command.kind = "test"
        while self.at < self.end:
            self._blank()
            if self._char() == "\n":
                self.at += 1
                continue
            if found := _IN_TEST.match(self.text, self.at, self.end):
                text = found.group()
                part = Part("text", text, "", self._line())
                command.words.append(Word((part,), text, self._line()))
                self.at = found.end()
                continue
            word = self._word_or_more()
            command.words.append(word)
            if word.bare in ("]]", ""):
                if word.bare == "]]":
                    break
                if not word.raw:
                    break
        command.last = self._line()

    # --- redirections -----------------------------------------------------------------------------

    def _redirect(self) -> re.Match[str] | None:
        at = self.at
        while at < self.end and self.text[at].isdigit():
            at += 1
        found = _REDIRECT.match(self.text, at, self.end)
        if found is None or (found.group() in "<>" and self.text[found.end() :][:1] == "("):
            return None
        # `<backup_id>` is no redirection; a number before it or another sign says that it is one.
        if at == self.at and found.group() == "<" and self._placeholder(joined=False):
            return None
        return found

    def _take_redirect(self, found: re.Match[str]) -> None:
        command = self._current()
        operator = found.group()
        self.at = found.end()
        self._blank()
        target = self._word()
        redirect = Redirect(operator, target)
        command.redirects.append(redirect)
        command.last = self._line()
        if operator in ("<<", "<<-"):
            # Quotes anywhere in the ending word turn expansion off, as in bash.
            literal = any(part.quote for part in target.parts)
            self._waiting.append((target.text, literal, redirect, command))

    def _here_documents(self) -> None:
        waiting, self._waiting = self._waiting, []
        for ends, literal, redirect, command in waiting:
            start = self.at
            stop = self.end
            while self.at < self.end:
                begin = self.at
                close = self._find("\n", begin)
                self.at = min(self.end, close + 1)
                line = self.text[begin:close]
                if (line.lstrip("\t") if redirect.operator == "<<-" else line).strip() == ends:
                    stop = begin
                    break
            else:
                self.unclosed.append(ends)
            # Its word was known on the command's line, its text
            # only now: the second takes the first's place.
            place = command.redirects.index(redirect)
            body = self._here_document(start, stop, literal=literal)
            command.redirects[place] = Redirect(redirect.operator, body)
            command.last = max(command.last, self._line(max(start, self.at - 1)))

    def _here_document(self, start: int, stop: int, *, literal: bool) -> Word:
        raw, line = self.text[start:stop], self._line(start)
        if literal:
            return Word((Part("text", raw, "'", line),), raw, line)
        reader = _ScriptReader(self.text, self.first, at=start, end=stop, outer=self)
        return Word(tuple(merged(list(reader.quoted()))), raw, line)


def _without(word: Word, size: int) -> Word:
    """A word without its first characters, which stand unquoted in its first part."""
    first = word.parts[0]
    rest = first.text[size:]
    head = (Part("text", rest, first.quote, first.line),) if rest else ()
    return Word((*head, *word.parts[1:]), word.raw[size:], word.line)
