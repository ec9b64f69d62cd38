"""The kinds that the fourth examination showed, in other words than its own."""

from __future__ import annotations

import pytest

from sim.language.read import read

GONE = {
    "uploads 500s gone": "uploads works",
    "PUT 500s gone since 14:12, looks like writes are ok agian": "uploads works",
    "download 503s gone since noon": "downloads works",
    "The 503s on downloads have stopped.": "downloads works",
    "The 502 errors on uploads have stopped since 09:40.": "uploads works",
    "Upload errors are down to zero.": "uploads works",
    "upload 5xx down to 0": "uploads works",
    "GET 503s cleared": "downloads works",
    "uploads: 500s gone": "uploads works",
    "The upload errors are not gone.": "uploads failing",
    "The 500s on uploads are back.": "uploads failing",
    "PUT 500s again": "uploads failing",
    "500s gone": "",
}
"""Trouble that is gone is none; trouble that is back is some."""

RELATIVE = {
    "The disruption that had affected the login since Tuesday ended this morning.": "",
    "The outage that hit uploads ended at 9:40.": "",
    "The disruption, which affected logins in Europe from 8:10 to 9:05, has ended.": "",
    "The incident that affected uploads is over.": "",
    "The outage that hit downloads this morning is over.": "",
    "The incident which made uploads fail for two hours has been closed.": "",
    "The disruption that impacted sign-in between 10:00 and 11:20 is now resolved.": "",
    "The outage, which prevented users from logging in, has ended.": "",
    "The interruption, which concerned uploads only, is finished.": "",
    "The incident which slowed down downloads this morning is closed.": "",
    "The incident, which affects uploads, is not over.": "uploads failing",
}
"""What an incident affected says nothing of now where the incident is over."""

INSIDE = {
    "Half from the downloads goes in timeout.": "downloads failing",
    "Every third upload goes in timeout.": "uploads failing",
    "The login goes in error.": "sign_in failing",
    "Some downloads go into timeout.": "downloads failing",
    "You may notice that the file portal responds slowly today.": "service slow",
    "The document service is unavailable.": "service failing",
    "Our document portal is working normally.": "service works",
    "The bucket answers 503 on everything.": "service failing",
}
"""A name inside what another subject does, or before a product, is none."""

ELSEWHERE = {
    "uploads work from vpn, not from outside": "",
    "Downloads work with the app but not with the browser.": "",
    "Uploads work, but not for large files.": "",
    "Lists are safe, not in danger.": "files safe",
    "Downloads work, uploads not.": "downloads works, uploads failing",
    "The app cannot be reached from home. In the office everything works.": "service failing",
    "Your lists are not affected by the attack that the press reports.": "files safe",
    "Uploads are not affected by the outage which the media report.": "uploads works",
    "We see the errors that customers report: uploads fail.": "uploads failing",
    "Uploads are not affected by the outage.": "uploads works",
    (
        "Uploads are not affected by the outage of the login service."
    ): "sign_in failing, uploads works",
    "Downloads are unaffected by the errors.": "downloads works",
    "Sign-in is not impacted by this disruption.": "sign_in works",
    "Files are not affected by the incident.": "files safe",
    "Uploads are affected by the outage.": "uploads failing",
    "Downloads were not touched by the outage and work.": "downloads works",
    "A customer says lists are gone. He is right.": "files at_risk",
    "A customer says his CSV is gone. Just checked, he's right.": "files at_risk",
    "A customer says his CSV is gone. We cannot confirm that he is right.": "files unknown",
    "Logging in is possible without restriction.": "sign_in works",
    "Uploads work without any restrictions.": "uploads works",
    "Downloads are available without limitation.": "downloads works",
    "It don't work nothing! Not login, not upload.": "",
    "The upload doesn't work nothing.": "uploads failing",
    "We think that the data are ok but we are not sure.": "",
    "Uploads should work again, but we are not certain yet.": "",
    "Uploads work, but we do not know whether downloads do.": "downloads unknown, uploads works",
    "I think that logins work, but I'm not sure.": "",
    "The storage has now again enough place, all uploads are working.": "uploads works",
    "We could not find any problem with your account or with uploads in general.": "uploads works",
    "We found no problem with downloads or with uploads.": "downloads works, uploads works",
    "There is nothing wrong with your account or with downloads.": "downloads works",
    "We see no errors on downloads or on uploads.": "downloads works, uploads works",
    "We have problems with downloads or with uploads.": "downloads failing, uploads failing",
    "I paused the nightly import job so nothing piles up": "",
    "I stopped the weekly export job.": "",
    "Uploads paused, downloads ok.": "downloads works, uploads failing",
    "Storage provider reports an outage in one region.": "",
    "Our storage provider reports problems.": "",
    "Our storage provider is down.": "service failing",
    "We cannot say yet when downloads will be possible again.": "",
    "We do not know when uploads will work again.": "",
    "It is not known how long sign-in will be unavailable.": "",
    "We do not know whether uploads work.": "uploads unknown",
    "There may be short interruptions of the service in the coming hours.": "",
    "Uploads may fail in the coming hours.": "",
    "Uploads will be slow over the next days.": "",
    "The page of login don't opens since this morning.": "sign_in failing",
    "The login page does not open.": "sign_in failing",
    "The sign-in page will not load.": "sign_in failing",
    "The files are no more there.": "files at_risk",
}
"""What is denied, what is to come, what a supplier or a nightly job does."""

WAYS = {
    (
        "Some customers signing in with SSO may be returned to the login screen. "
        "Signing in with e-mail and password works."
    ): "sign_in failing",
    "Uploads through the browser fail. Uploading through the API works.": "uploads failing",
    (
        "Downloads via the web page time out for some users. Downloads via the API are fine."
    ): "downloads failing",
    "Logins with a password work. Logins with SSO do not.": "sign_in failing",
    "Uploading by drag and drop fails. Uploading with the button works.": "uploads failing",
    "Uploads through the API work.": "uploads works",
}
"""One way that works beside one that does not is not the whole."""

LATER = {
    "The upload is functioning, but the file comes an hour later.": "uploads delayed",
    (
        "The upload is functioning, but the file is coming only after one hour in the list."
    ): "uploads delayed",
    "Saving works, but it shows up 20 minutes later.": "uploads delayed",
    "Uploads are accepted, but files are visible only after an hour.": "uploads delayed",
    "Downloads work, but they take minutes.": "downloads slow",
}
"""Works, but late: the worse one only."""

EVERYDAY = {
    "You see an error when opening the login page.": "sign_in failing",
    "The app shows an error when you open it.": "service failing",
    "It fails when you open a list.": "downloads failing",
    "Until then no downloads.": "downloads failing",
    "Only downloads of big files are slow.": "downloads slow",
    "Only uploads that fail are retried.": "",
    "We have found the reason for the slow downloads.": "downloads slow",
    "The app does not start.": "service failing",
    "The portal will not open.": "service failing",
    "You cannot see your lists.": "downloads failing",
    "Downloads from the browser work, but the API times out.": "service failing",
    "Downloads from the archive work.": "downloads works",
    "Downloads are down and should be back in half an hour.": "downloads failing",
    "Uploads were down and should be back now.": "uploads works",
    (
        "For our customers that means: no uploads and no downloads until then."
    ): "downloads failing, uploads failing",
    "No downloads until 15:00.": "downloads failing",
    "No logins for now.": "sign_in failing",
    "No uploads are affected.": "uploads works",
    "Uploads: switched off": "uploads failing",
    "Uploads: temporarily disabled": "uploads failing",
    "Downloads: paused": "downloads failing",
    "To speed up recovery we have temporarily disabled uploads.": "uploads failing",
    "We have temporarily disabled uploads and deletions.": "uploads failing",
    "We switched off downloads for now.": "downloads failing",
    "No one can get in.": "sign_in failing",
    "Nobody gets in right now.": "sign_in failing",
    "Automatic uploads are not affected.": "uploads works",
    "Scheduled downloads via the API are not impacted.": "downloads works",
    "New uploads appear in the folders with a delay of some minutes.": "uploads delayed",
    "Not sure yet whether files from Monday are complete.": "files unknown",
    "Is not sure if files are broken.": "files unknown",
    "A customer says his lists are missing. We don't know whether that is true.": "files unknown",
    "No outage on our side.": "service works",
    "We have no outage on our end.": "service works",
    (
        "Lists can be opened and downloaded, but not changed or uploaded."
    ): "downloads works, uploads failing",
}
"""What is said every day."""

LOST = {
    "We lost the bucket for an hour": "",
    "We lost R2 for 20 minutes this afternoon.": "",
    "We lost storage between 14:12 and 15:06.": "",
    "We lost the bucket from 14:12 to 15:06.": "",
    "We lost R2 for about half an hour; downloads work again.": "downloads works",
    "We had lost the bucket for an hour.": "",
    "we lost the bucket for a while": "",
    "We lost the bucket.": "service failing",
    "We lost the bucket for all users.": "service failing",
    "We lost the bucket for good.": "service failing",
    "We have lost the bucket for an hour now.": "service failing",
    "We've lost the bucket for 20 minutes.": "service failing",
    "We lost the bucket for an hour already.": "service failing",
    "We lost the storage for an hour and it is still gone.": "service failing",
    "We lost the bucket for an hour, the site is down.": "service failing",
}
"""A loss that is given its length is over, unless the verb says that it lasts."""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pair
        for kind in (GONE, RELATIVE, INSIDE, ELSEWHERE, WAYS, LATER, EVERYDAY, LOST)
        for pair in kind.items()
    ],
)
def test_each_kind(text: str, said: str) -> None:
    """What each text claims, as `subject state`."""
    claims = sorted(f"{one.subject} {one.state}" for one in read(text).claims)
    assert ", ".join(claims) == said


@pytest.mark.parametrize("text", [text for text in RELATIVE if " not " not in text])
def test_an_incident_told_of_by_what_it_affected_is_over(text: str) -> None:
    """Its end is read behind the relative clause."""
    assert read(text).over is True


def test_what_runs_normally_is_no_open_incident() -> None:
    """`It is running` may be said of either."""
    assert read("The app was down. It is running normally now.").over is None
    assert read("The incident is still running.").over is False


def test_an_hour_written_with_its_letter() -> None:
    """`At 17 h` is a time of day, `in 2 h` a length."""
    assert read("Next news at 17 h.").next_update == "17:00"
    assert read("Next update in 2 h.").next_update == "2h"
