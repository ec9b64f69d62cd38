"""A runbook's structure as Markdown has it, every line where the document has it."""

from __future__ import annotations

import pytest

from sim.errors import NotFound
from sim.runbook.document import parse

TEXT = """\
---
tabletop: {}
---
# Outage

Look first, then act.

```bash
curl a
```

## First *five* minutes

- [ ] **Check** the health
  ```sh
  curl b \\
    -s
  ```
- [x] Done

```json
{"not": "run"}
```

### Deeper

```console
$ curl c
{"shown": 1}
$ jq . \\
> file
$ jq . \\
  file
```

## Later

~~~bash title="x"
curl d
~~~
"""


def test_blocks_stand_where_the_document_has_them() -> None:
    """Fences in lists, with tildes and as shown sessions are blocks; others are not; lines true."""
    found = [(block.line, block.section, block.text) for block in parse(TEXT).blocks]
    assert found == [
        (9, "Outage", "curl a\n"),
        (16, "First five minutes", "curl b \\\n  -s\n"),
        (28, "Deeper", "curl c\n\njq . \\\nfile\njq . \\\n  file\n"),
        (39, "Later", "curl d\n"),
    ]


def test_front_matter_is_set_apart() -> None:
    """The YAML at the top is no heading and does not move the lines."""
    document = parse(TEXT)
    assert document.front_matter == "tabletop: {}\n"
    assert [(section.title, section.line) for section in document.sections] == [
        ("Outage", 4),
        ("First five minutes", 12),
        ("Deeper", 25),
        ("Later", 36),
    ]


def test_checklists_are_read() -> None:
    """Boxes with their line, their text and whether they are ticked."""
    checks = [(check.line, check.text, check.done) for check in parse(TEXT).checks]
    assert checks == [(14, "Check the health", False), (19, "Done", True)]


@pytest.mark.parametrize(
    ("title", "lines"),
    [("Outage", [9, 16, 28, 39]), ("first", [16, 28]), ("deeper", [28]), ("ater", [39])],
)
def test_a_section_is_found_by_its_title(title: str, lines: list[int]) -> None:
    """By the whole title, its beginning or a part of it; with everything below it."""
    assert [block.line for block in parse(TEXT).within([title])] == lines


def test_an_unknown_section_is_an_error() -> None:
    """It names the headings that are nearest."""
    with pytest.raises(NotFound) as caught:
        parse(TEXT).within(["Latre"])
    assert caught.value.known == ("Later",)


def test_prose_is_counted() -> None:
    """A reader's time depends on the words above a block."""
    assert parse(TEXT).blocks[0].words == 5
