"""Each rule by which messages are labelled, and the reader's own edges."""

from __future__ import annotations

import pytest

from sim.language.read import read


def said(text: str) -> set[str]:
    """The claims of a text, as `uploads failing`."""
    return {f"{one.subject} {one.state}" for one in read(text).claims}


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # 1. Only the present: past, future, conditions, questions, orders claim nothing.
        pytest.param("Uploads were down for an hour.", set(), id="past"),
        pytest.param("Uploads will be available again soon.", set(), id="future"),
        pytest.param("If uploads fail, wait.", set(), id="condition"),
        pytest.param("Are uploads down?", set(), id="question"),
        pytest.param("Please do not upload new lists.", set(), id="order"),
        pytest.param('Don\'t post "downloads are back" yet.', set(), id="not-to-post"),
        pytest.param("Uploads have failed since 10:00.", {"uploads failing"}, id="lasts"),
        pytest.param("Sign-in has recovered.", {"sign_in works"}, id="repaired"),
        pytest.param("You will see an error on download.", {"downloads failing"}, id="will-now"),
        # 2. The last of several states; the newest entry.
        pytest.param("10:00 uploads down\n10:20 uploads back", {"uploads works"}, id="timeline"),
        # 3. A hedge is a claim.
        pytest.param("Lists may be lost.", {"files at_risk"}, id="hedge"),
        # 4. Some is enough.
        pytest.param(
            "Downloads fail. Downloads are not affected.",
            {"downloads failing", "downloads works"},
            id="no-remainder",
        ),
        pytest.param("Some downloads fail, most work.", {"downloads failing"}, id="some"),
        # 5. The rest is not named.
        pytest.param("Everything except uploads works.", {"uploads failing"}, id="except"),
        pytest.param("Sign-in is down. Nothing else is affected.", {"sign_in failing"}, id="rest"),
        # 6. The general and the particular; a bare incident.
        pytest.param(
            "We have trouble with the storage and uploads are queued.",
            {"service failing", "uploads delayed"},
            id="general-and-particular",
        ),
        pytest.param("We have an incident.", set(), id="bare-incident"),
        pytest.param("Downloads: Partial outage", {"downloads failing"}, id="label"),
        # 7. Affected, unless it is said how.
        pytest.param("Affected: uploads", {"uploads failing"}, id="affected"),
        pytest.param(
            "Affected: uploads. Uploads are slow.", {"uploads slow"}, id="affected-and-how"
        ),
        # 8. Double negation.
        pytest.param("It is not true that uploads fail.", {"uploads works"}, id="not-true"),
        pytest.param("No list was lost.", {"files safe"}, id="no-loss"),
        pytest.param("Nothing is wrong with the storage.", {"service works"}, id="nothing-wrong"),
        # 9. Reports and findings.
        pytest.param(
            "We are investigating reports of failing uploads.", {"uploads unknown"}, id="reports"
        ),
        pytest.param("We are investigating errors on uploads.", {"uploads failing"}, id="finding"),
        pytest.param("I can't log in.", {"sign_in failing"}, id="own-experience"),
        # 10. Contradictions are listed.
        pytest.param(
            "Uploads are down. Uploads are fine.",
            {"uploads failing", "uploads works"},
            id="contradiction",
        ),
        # 11. Hollow texts and soup.
        pytest.param("We care. A fix is in place and we are monitoring.", set(), id="hollow"),
        pytest.param("uploads, downloads, lists, restored, safe, works", set(), id="soup"),
        pytest.param("DL down / UL ok", {"downloads failing", "uploads works"}, id="clipped"),
        pytest.param("Backups are complete. Cutting is down.", set(), id="no-subjects"),
    ],
)
def test_a_rule_of_the_labels(text: str, claims: set[str]) -> None:
    """A text claims what the rule says, and nothing else."""
    assert said(text) == claims


@pytest.mark.parametrize(
    ("text", "next_update", "eta"),
    [
        pytest.param("Next update in half an hour.", "30m", None, id="half-an-hour"),
        pytest.param("Next update: 14:40 UTC", "14:40", None, id="zone-dropped"),
        pytest.param("We will write again by 2:30 pm.", "14:30", None, id="pm"),
        pytest.param("Repair is expected within two hours.", None, "2h", id="eta"),
        pytest.param("Fix by 15:00; next update at 14:00.", "14:00", "15:00", id="both"),
        pytest.param("Next update soon.", None, None, id="soon"),
        pytest.param("An upload takes 20 minutes.", None, None, id="duration"),
        pytest.param("Last update: 14:10", None, None, id="stamp"),
        pytest.param("Uploads are off until 16:00.", None, "16:00", id="until"),
        pytest.param("More news at a quarter past five pm.", "17:15", None, id="spoken"),
        pytest.param("Restored at 07:44.", None, None, id="done"),
        pytest.param("A fix was rolled out at 21:02.", None, None, id="rolled-out"),
        pytest.param("We aim to turn uploads on by 11 pm.", None, "23:00", id="aim"),
    ],
)
def test_times_are_kept_apart(text: str, next_update: str | None, eta: str | None) -> None:
    """A promised message and a promised repair are two things, and a stamp is neither."""
    reading = read(text)
    assert (reading.next_update, reading.eta) == (next_update, eta)


@pytest.mark.parametrize(
    ("text", "over"),
    [
        pytest.param("This incident has been resolved.", True, id="resolved"),
        pytest.param("All clear.", True, id="all-clear"),
        pytest.param("Status: Active", False, id="active"),
        pytest.param("We are not out of the woods yet.", False, id="idiom"),
        pytest.param("We are working to resolve this.", None, id="working"),
        pytest.param("We will tell you when it is over.", None, id="when"),
        pytest.param("Monitoring.", None, id="monitoring"),
        pytest.param("Uploads work again.", None, id="a-subject"),
    ],
)
def test_the_end_of_the_incident(text: str, *, over: bool | None) -> None:
    """Over, not over, and neither are three things."""
    assert read(text).over is over


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        pytest.param("Severity: Critical", 1, id="word"),
        pytest.param("SEV-2 declared", 2, id="number"),
        pytest.param("not a sev 1", None, id="denied"),
        pytest.param("Downgraded from sev 1 to sev 3.", 3, id="moved"),
        pytest.param("This is critical.", None, id="no-field"),
        pytest.param("Severity has gone from 2 to 1.", 1, id="gone-to"),
        pytest.param("Paged as sev1 by mistake. Real severity is 4.", 4, id="by-mistake"),
    ],
)
def test_the_severity(text: str, severity: int | None) -> None:
    """The number of now counts, not a denied or a former one."""
    assert read(text).severity == severity


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        pytest.param("We are watching the error rate.", True, id="any-subject"),
        pytest.param("DL down / UL ok", True, id="clipped"),
        pytest.param("Initial response completed. Investigating cause.", True, id="in-short"),
        pytest.param("Emergency protocols activated.", True, id="activated"),
        pytest.param("The vendor's certificate expired", True, id="in-the-past"),
        pytest.param("Somebody deleted the bucket", True, id="by-somebody"),
        pytest.param("Someone accidentally rotated the access key", True, id="adverb-between"),
        pytest.param("A firmware bug corrupted the index", True, id="any-regular-verb"),
        pytest.param("A router at the vendor froze", True, id="irregular"),
        pytest.param("The key was revoked", True, id="passive"),
        pytest.param("Certificate expired", True, id="brief"),
        pytest.param("Cloudflare revoked keys.", True, id="brief-with-object"),
        pytest.param("The vendor's expired certificate", False, id="whose-only-describes"),
        pytest.param("An expired certificate at the vendor", False, id="only-describes"),
        pytest.param("The accidentally deleted bucket", False, id="adverb-describes"),
        pytest.param("Expired certificate", False, id="names-only"),
        pytest.param("The vendor, a hundred per cent", False, id="no-verb-in-ed"),
        pytest.param("vendor outage", False, id="no-verb"),
        pytest.param("timeline backup verified vendor paged", False, id="row-of-pasts"),
        pytest.param("users, uploads, downloads, restored, safe", False, id="soup"),
        pytest.param("", False, id="empty"),
        pytest.param("!!! ??? ---", False, id="signs"),
    ],
)
def test_a_statement_is_readable(text: str, *, readable: bool) -> None:
    """A subject with a predicate is readable, a row of words is not."""
    assert read(text).readable is readable


@pytest.mark.parametrize(
    "text",
    [
        "Severity 2 without an alert. AUTH_KV loses lookups, monitoring is blind.",
        "Severity 2. AUTH_KV loses three in ten lookups, please join.",
        "Full restore coming up. Please find out what deletes objects, and stop it.",
        "Severity 1, chat is dead. Please keep the timeline on paper.",
        "Severity 1 for half an hour, queue full, vendor at work. Please join.",
        "Severity 2. Session lookups fail, please ask the platform supplier.",
        "Severity 2, sessions fail and more may follow. Please join.",
    ],
)
def test_a_page_is_readable(text: str) -> None:
    """What people write to each other in an incident is a statement, in short words too."""
    assert read(text).readable


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        # What waited and is done with says nothing of uploads now.
        pytest.param("All waiting uploads have been processed.", set(), id="processed"),
        pytest.param("Waiting uploads are processed.", set(), id="are-processed"),
        pytest.param("Uploads since the outage are processed.", set(), id="since"),
        pytest.param(
            "Uploads turned away while the queue was full have to be sent again.", set(), id="anew"
        ),
        pytest.param("Queued uploads are being processed.", {"uploads delayed"}, id="being"),
        # A fault that lasts until a repair is a fault.
        pytest.param("Downloads fail until it is repaired.", {"downloads failing"}, id="until"),
        # Lost files that are restored are safe; those being restored are not yet.
        pytest.param("All missing files are restored.", {"files safe"}, id="restored"),
        pytest.param(
            "The damaged files were restored from the nine o'clock backup.",
            {"files safe"},
            id="from-backup",
        ),
        pytest.param(
            "The missing files are back as they were at nine o'clock.", {"files safe"}, id="back"
        ),
        pytest.param(
            "Some files are missing and are being restored from a backup.",
            {"files at_risk"},
            id="being-restored",
        ),
        # Nothing lost; an empty queue is no loss.
        pytest.param("Nothing that was accepted is lost.", set(), id="nothing-accepted"),
        pytest.param("The queue is empty.", set(), id="queue"),
        # The supplier's trouble is the storage's.
        pytest.param("Our storage supplier has trouble.", {"service failing"}, id="supplier"),
        # Who denies an incident outright says that it works.
        pytest.param(
            "There is no incident; users who see errors should clear their cache. "
            "Files are all there again.",
            {"service works", "files safe"},
            id="no-incident",
        ),
        # Another language is not read, a loan word is.
        pytest.param("Der Upload ist kaputt und die Downloads sind down.", set(), id="german"),
        pytest.param("Upload ist kaputt", {"uploads failing"}, id="loan"),
        # Hollow, and notices.
        pytest.param("Our engineers are doing everything they can.", set(), id="all-they-can"),
        pytest.param("Our notices inside the app do not work.", set(), id="notices"),
        pytest.param("All news is on our status page.", set(), id="news"),
        # What others say or a guide would write.
        pytest.param("A guide would have one write: downloads are down.", set(), id="guide"),
        pytest.param("Tom wanted uploads turned off, we did not.", set(), id="wanted"),
        # Other kinds of text, other systems, other times.
        pytest.param("Planned maintenance: uploads are off from 22:00.", set(), id="planned"),
        pytest.param("Reminder: retro of the login outage is on Monday.", set(), id="reminder"),
        pytest.param("The ticket portal is down.", set(), id="other-system"),
        pytest.param("When the app can't reach the storage, it parks uploads.", set(), id="when"),
        # A clause of many unknown words is not understood.
        pytest.param(
            "The quokka brigade said uploads marinate broken wombats.", set(), id="unknown-words"
        ),
    ],
)
def test_what_is_not_said_is_not_read(text: str, claims: set[str]) -> None:
    """Reading wrong is worse than not reading."""
    assert said(text) == claims


def test_soup_promises_nothing() -> None:
    """A row of words claims nothing, gives no severity and promises no update."""
    soup = (
        "severity critical users download upload file again works again next update in 20 minutes"
    )
    reading = read(soup)
    assert not reading.claims
    assert reading.next_update is None
    assert reading.severity is None
    assert not reading.readable


@pytest.mark.parametrize("text", ["No change.", "The situation is unchanged.", "Still the same."])
def test_nothing_has_changed(text: str) -> None:
    """That nothing has changed is said in several ways."""
    assert read(text).unchanged


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("Next update: [Time]", "[Time]", id="template"),
        pytest.param("Incident <incident id> open", "<incident id>", id="angle"),
        pytest.param("Since $(date)", "$(date)", id="quoted-shell"),
        pytest.param("See [status](https://x) or <https://x>", "", id="links"),
        pytest.param("Errors at 12% [3 of 25]", "", id="figures"),
    ],
)
def test_placeholders_are_seen(text: str, left: str) -> None:
    """What a template leaves open is found; links and figures are not."""
    assert read(text).placeholder == left


def test_what_is_stated_is_added() -> None:
    """The stated line adds claims, its next update wins, and it says that the incident is over."""
    reading = read(
        "Uploads are slow. Next update in 1 hour.\n"
        "In short: downloads failing; next update in 20m; the incident is over."
    )
    assert {(one.subject, one.state) for one in reading.claims} == {
        ("uploads", "slow"),
        ("downloads", "failing"),
    }
    assert reading.next_update == "20m"
    assert reading.over is True


def test_a_claim_quotes_its_words() -> None:
    """The quote stands in the text as it is."""
    (claim,) = read("Dear all, UPLOADS are down.").claims
    assert claim.quote == "UPLOADS are down"


@pytest.mark.parametrize(
    "case",
    [
        # An aim, a plan, an expectation, and what is due by a time are not so yet.
        "We have switched off uploads. We aim to turn uploads on by 11 pm. => uploads failing",
        "Downloads: out of order, expected to function again at 9:15 pm. => downloads failing",
        "Uploads: down, back by 14:00. => uploads failing",
        "Uploads: off, due back at 14:00. => uploads failing",
        "Sign-in: unavailable, should be available again by 10:00. => sign_in failing",
        "The plan is to bring downloads back tonight. => ",
        "The goal for tonight: uploads on, downloads on. => ",
        "Expected: downloads available again at 16:00. => ",
        "It is hoped that downloads work again at five. => ",
        "We look forward to uploads working again. => ",
        "We must get downloads working before noon. => ",
        "We are getting uploads back up. => ",
        "Uploads can be used again from 18:00. => ",
        "Uploads should work again shortly. => ",
        "In an hour uploads work again. => ",
        "Downloads back at 14:00 at the earliest. => ",
        "Uploads are back, as promised by the vendor. => uploads works",
        "Downloads work again; the plan is to watch until noon. => downloads works",
        "Uploads were restored by 10:20. => uploads works",
        # A code belongs to its own verb.
        "200 on GET, 503 on PUT => downloads works, uploads failing",
        "500 for PUT and 200 for GET => uploads failing, downloads works",
        "PUT: 200. GET: 503. => uploads works, downloads failing",
        "GET=200 PUT=503 => downloads works, uploads failing",
        "HTTP 503 on PUT, HTTP 200 on GET => uploads failing, downloads works",
        "GET 200 in 80 ms, PUT 503 after 30 s. => downloads works, uploads failing",
        "GET/PUT 503 => downloads failing, uploads failing",
        "PutObject error rate 37%. GetObject within SLO. => uploads failing, downloads works",
        "GetObject p95 9 s, PutObject normal => downloads slow, uploads works",
        # None on X is no impact on X.
        "Impact: none on downloads, uploads rejected with 413. => downloads works, uploads failing",
        "User impact: none on sign-in, downloads time out. => sign_in works, downloads failing",
        "Impact: uploads none, downloads down => uploads works, downloads failing",
        "Impact on uploads: high. Impact on downloads: none. => uploads failing, downloads works",
        "Uploads: no restriction. => uploads works",
        "No effect on sign-in. => sign_in works",
        "Impact: none. => ",
        "Impact: high on uploads, none on sign-in. => uploads failing, sign_in works",
        # Of states with their times the last counts.
        "Flapping: downloads failed 02:10, ok 02:14, failed 02:21, ok 02:30. => downloads works",
        "Uploads: 09:00 down, 09:20 up. => uploads works",
        "Uploads ok at 09:00, failing at 09:20. => uploads failing",
        "Uploads: down 09:00-09:20, since then fine. => uploads works",
        "Uploads failed at 10. Currently ok. => uploads works",
        "Uploads failed at 10:00, downloads fine at 10:05. => downloads works",
        "Yesterday lists could not be saved. Today they can. => uploads works",
        "At nine you could not download. Now you can again. => downloads works",
        # What was reported gives way to what is; false rumours are denied.
        "The 14 lists reported as missing have turned up, complete. => files safe",
        "The downloads reported as failing work. => downloads works",
        "Rumours that we have lost data are false. => files safe",
        "Two lists reported missing. => files unknown",
        # A whole time without trouble, and a whole stock without loss.
        "At no time did uploads fail. => uploads works",
        "At no point were uploads or downloads affected. => uploads works, downloads works",
        "Sign-in had no problem at any point. => sign_in works",
        "There is none that cannot be opened, none is lost. => downloads works, files safe",
        "Every list was compared, not a single one differs. => files safe",
        "Three lists may be damaged. All other lists are whole. => files at_risk",
        "All other lists are whole. => ",
        # A question that the sender answers, a quotation that he confirms.
        'You asked: "Are my lists gone?" They are not. => files safe',
        "We have been asked whether documents were lost. They were not. => files safe",
        'The vendor says: "All uploads are fine now." I can confirm this. => uploads works',
        'The vendor says: "All uploads are fine now." I cannot confirm this. => ',
        'Do not post "all uploads are fine now". Confirmed by legal. => ',
        # Not known is unknown; how many is not who; why is not how.
        "Downloads: state not known, the probe is blind. => downloads unknown",
        "Sign-in: we do not know yet whether it is affected. => sign_in unknown",
        "About three in ten requests fail => service failing",
        "Three in ten operations fail => service failing",
        "Complete R2 outage detected. Emergency protocols activated. => service failing",
        "Uploads are closed for repair works. => uploads failing",
        "All waiting uploads are processed => ",
        "Sessions, lists and files work. => sign_in works",
        # What only accompanies it is not shared; figures that fall are no failure.
        "Writes follow tomorrow, reads are fine already. => downloads works",
        "The fix helped with downloads, uploads remain broken. => uploads failing",
        "I doubt that uploads work. => ",
        "Errors on uploads have stopped. => uploads works",
        "The error rate is down. => ",
        "Not yet recovered: uploads. => uploads failing",
        "To be repaired: uploads. => ",
        "Login ok? yes. Uploads ok? no. => sign_in works, uploads failing",
        "As planned uploads are off. => uploads failing",
    ],
)
def test_a_turn_of_phrase(case: str) -> None:
    """Each kind in several wordings: the text, and behind the arrow what it claims."""
    text, _, claims = case.partition(" => ")
    assert said(text) == set(filter(None, claims.split(", ")))
