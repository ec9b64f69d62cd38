"""Why each mutant that survives survives: a sentence a mutant, for the page."""

from __future__ import annotations

_TOGETHER = "both are sent within the same minute, and no expectation asks which goes first"
_TEST_FIRST = "the test of user operations judges users' calls either way; nothing depends on it"
_AGAIN = (
    "the loop behind it says the same state again within half an hour, so the count stays in bounds"
)
_UNTIL_CHAT = (
    "the pause falls into the time in which the chat is dead anyway: people are tried less often, "
    "as on long nights"
)

WHY: dict[tuple[str, str], str] = {
    ("false-alarm", "swapped 56 and 57"): _TOGETHER,
    ("false-alarm", "swapped 81 and 82"): (
        "a post and a note of the same instant, in either order"
    ),
    ("security", "dropped 57"): (
        "the lead is paged twice on this seed and once on others: once is what all seeds "
        "have in common"
    ),
    ("security", "swapped 107 and 110"): _TOGETHER,
    ("security", "dropped 110"): (
        "the lead is paged twice on this seed and once on others: once is what all seeds "
        "have in common"
    ),
    ("security", "dropped 157"): _AGAIN,
    ("security", "swapped 192 and 193"): _TEST_FIRST,
    ("security", "swapped 203 and 204"): _TOGETHER,
    ("security", "swapped 260 and 261"): (
        "the end is said to the record and to users in the same minute"
    ),
    ("security", "swapped 261 and 263"): _TOGETHER,
    ("data-corruption", "swapped 99 and 100"): _TOGETHER,
    ("data-corruption", "swapped 109 and 111"): _TOGETHER,
    ("data-corruption", "swapped 113 and 114"): _TOGETHER,
    ("data-corruption", "dropped 113"): (
        "the loop behind it says *investigating* a little later, in other words"
    ),
    ("data-corruption", "swapped 229 and 234"): (
        "the health check says nothing about the files: it can come before or after they "
        "are verified and released"
    ),
    ("data-corruption", "swapped 237 and 238"): _TOGETHER,
    ("communication-failure", "always 53"): (
        "the next roles are called in at once, not when patience runs out; as many calls "
        "as other seeds need, and the total even rises"
    ),
    ("communication-failure", "swapped 93 and 94"): _TOGETHER,
    ("communication-failure", "swapped 94 and 95"): _TOGETHER,
    ("communication-failure", "swapped 97 and 98"): _TOGETHER,
    ("communication-failure", "delayed 171"): "the pause falls into the wait for the provider",
    ("communication-failure", "swapped 184 and 185"): _TEST_FIRST,
    ("communication-failure", "delayed 214"): _UNTIL_CHAT,
    ("communication-failure", "delayed 215"): _UNTIL_CHAT,
    ("communication-failure", "swapped 293 and 299"): _TOGETHER,
    ("data-loss", "dropped 81"): ("the next look acknowledges the alert two seconds later"),
    ("data-loss", "swapped 197 and 198"): (
        "the restore is asked for right behind the R2 test and does not wait for its "
        "result: they can change places"
    ),
    ("data-loss", "swapped 232 and 234"): (
        "the queue's batch grows a moment before the worker leaves read-only mode: "
        "nothing is passed in between"
    ),
    ("data-loss", "swapped 238 and 239"): _TOGETHER,
    ("data-loss", "delayed 279"): (
        "the new backup is verified while the service is watched anyway: the end is said "
        "47 seconds later"
    ),
    ("data-loss", "swapped 315 and 317"): _TOGETHER,
    ("sign-in-trouble", "always 57"): (
        "the next roles are called in at once, not when patience runs out; as many calls "
        "as other seeds need"
    ),
    ("sign-in-trouble", "swapped 127 and 129"): _TOGETHER,
    ("sign-in-trouble", "swapped 130 and 131"): _TOGETHER,
    ("sign-in-trouble", "swapped 131 and 132"): _TOGETHER,
    ("sign-in-trouble", "swapped 165 and 166"): ("a page and a note of the same instant"),
    ("sign-in-trouble", "dropped 167"): (
        "the loop says *identified* later; communication falls to 90, which is as much as is asked"
    ),
    ("sign-in-trouble", "delayed 176"): (
        "the pause falls into the wait for the provider; where alarms are blind, the look"
        " after it even finds one to acknowledge"
    ),
    ("sign-in-trouble", "delayed 178"): (
        "the pause falls into the wait for the provider, and the question does not hasten"
        " the repair"
    ),
    ("sign-in-trouble", "delayed 181"): ("the pause falls into the wait for the provider"),
    ("sign-in-trouble", "swapped 200 and 201"): _TOGETHER,
    ("degraded-storage", "dropped 80"): (
        "the next look acknowledges the alert, a moment after the incident is declared"
    ),
    ("degraded-storage", "swapped 131 and 133"): _TOGETHER,
    ("degraded-storage", "swapped 134 and 139"): _TOGETHER,
    ("degraded-storage", "delayed 153"): (
        "the worker goes read-only a quarter of an hour later: users wait longer for uploads, "
        "which no expectation counts"
    ),
    ("degraded-storage", "delayed 171"): (
        "the pause falls into the wait for the provider, which is longer"
    ),
    ("degraded-storage", "delayed 172"): (
        "the pause falls into the wait for the provider: nothing is repaired before the emergency "
        "backup either way"
    ),
    ("degraded-storage", "swapped 172 and 174"): (
        "the loop asks four times for a backup without a name, then the backup is made as before"
    ),
    ("degraded-storage", "no wait 177"): (
        "the loop gives up at once, and the check behind it, for failed, comes out the same"
    ),
    ("storage-outage", "dropped 86"): (
        "a look; somebody who works by hand comes a moment earlier to what follows, and misses or "
        "meets a pass of the loops"
    ),
    ("storage-outage", "swapped 243 and 244"): (
        "the backup is asked for seconds before the breaker is reset; both come before one wait"
    ),
    ("storage-outage", "swapped 258 and 259"): _TOGETHER,
}
"""By runbook and what was done where, as `MutantRow.key` has it."""
