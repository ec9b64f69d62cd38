"""The kinds that later unseen messages showed, in other words than theirs.

Where the reader is not sure, nothing is read: what it leaves out is told to the sender, who can
state it, while what it reads wrong costs marks.
"""

from __future__ import annotations

import pytest

from sim.language.read import read

KINDS = {
    "Uploads are rejected in our EU region. Customers in Canada save as usual.": "uploads failing",
    (
        "We have brought downloads back for users in Asia. Users in Europe still get "
        "errors when downloading."
    ): "downloads failing",
    "Downloads - Operational (Oregon)\nDownloads - Partial outage (Dublin)": "downloads failing",
    (
        "Service has been restored for customers in Japan. In all other regions the app "
        "is still unreachable."
    ): "service failing",
    "Uploads are restored in all regions.": "uploads works",
    "Uploads work in every region again.": "uploads works",
    "Sign-in works again in Europe.": "sign_in works",
    "Uploads (web): Operational\nUploads (API): Major outage": "uploads failing",
    "everything but login works": "sign_in failing",
    "all but uploads is healthy, uploads throw 503 for everyone": "uploads failing",
    "Everything except downloads is up.": "downloads failing",
    (
        "Our post of 10:15 stated that uploads were restored. That was wrong: uploads still fail."
    ): "uploads failing",
    "Earlier I wrote that no lists are lost. I take that back.": "",
    "a handful of users on twitter say the site is down": "",
    "several people in the forum claim downloads are broken": "downloads unknown",
    "Two customers have written to us that lists are missing.": "",
    "Customers say that uploads fail.": "uploads unknown",
    "I want to say that uploads fail.": "uploads failing",
    "On 12 March your upload failed because the storage rejected it.": "",
    "Last Monday downloads were down for an hour, and some lists arrived late.": "",
    "Your account was locked on 3 June. It was unlocked the same day.": "",
    "Since last Monday uploads fail.": "uploads failing",
    "the list that hangs in the queue, will it be stored by itself, or do I have to resend it?": "",
    "Uploads are failing, is it only me?": "uploads failing",
    "Impact: none observed for uploads or downloads": "downloads works, uploads works",
    (
        "Impact: none known for sign-in, downloads and uploads"
    ): "downloads works, sign_in works, uploads works",
    "Impact: none so far, uploads fail": "uploads failing",
    "You get a spinner for about twenty seconds when you open a list.": "downloads slow",
    "Opening a list shows a spinner forever.": "",
    (
        "Uploads failed at 6:10, came back at 6:30 and have been out again since 6:50."
    ): "uploads failing",
    "members_q2.csv cannot be found any more.": "files at_risk",
    "The file guests_q3.csv is safe.": "files safe",
    "We take the safety of your lists very seriously.": "",
    (
        "Those who save their lists from the office will get a 403 when they download."
    ): "downloads failing",
    "People who upload through the API see timeouts.": "uploads failing",
    "Saving takes forever, the app shows a spinner.": "uploads slow",
    "The app shows an error when you open it.": "service failing",
    "uploads ok-ish": "",
    "login fine from Lagos and from Oslo. so i can't reproduce": "sign_in works",
    "tried 20 uploads: 7 ok, 13x 503": "",
    "tried 20 uploads: 20 ok": "uploads works",
    "UL 200s throughout, DL 503 on a third": "downloads failing",
    "🟢 downloads 🟠 uploads (slow)": "downloads works, uploads slow",
    "p95 on PUT is 8 s, they all complete though": "uploads slow",
    (
        "Our bucket in Frankfurt has been answering GET requests with 503 since noon."
    ): "downloads failing",
    "The configuration error that blocked downloads has been removed.": "",
    "The rule that rejected uploads has been reverted.": "",
    "What we do not know: whether the lists saved this morning were stored correctly.": "",
    "The error rate of downloads is back to zero.": "downloads works",
    "Downloads are fully restored and the error rate is back to zero.": "downloads works",
    "The error rate is back to zero.": "service works",
    "The queue is empty.": "",
    "As our backend team says, login works now.": "",
    "Components concerned: login, upload": "sign_in failing, uploads failing",
    "We leave the ticket open until the check is done.": "",
    "Lists older than 30d are gone.": "files at_risk",
    "As of this writing nobody can log in.": "sign_in failing",
    "11:40 - Sign-in has been restored. 11:15 - Sign-in times out.": "sign_in works",
    "uploads pass, just with a 20 s wait": "",
    "Upload queue: slow": "uploads slow",
    "Uploads queue.": "uploads delayed",
    "Users are bounced back to the sign-in page.": "",
    "Password logins are fine.": "",
    "Nobody can upload through the API or the web app.": "uploads failing",
    "We are moving traffic to a healthy bucket.": "",
    "The bucket is healthy.": "service works",
    "Uploads work, though slower than usual while the queue drains.": "uploads slow",
    "I can see your list in the queue.": "",
    "Downloads came back at 9:20, fell over again at 9:40 and are still down.": "downloads failing",
    "Customers tweeting that they cannot log in.": "sign_in unknown",
    "5xx at zero since noon": "",
    "PUT 503s at zero since 9:10": "uploads works",
    "People who are already signed in notice nothing.": "",
    "Between 9:00 and 9:40 your team could not save, and two lists sat in the queue.": "",
    "From 9:00 to 9:40 uploads failed.": "",
    "What you have already saved you can download as always.": "downloads works",
    "To whom it may concern: last Friday between 2 and 4 pm our lists could not be opened.": "",
    "they do arrive, just 10 min later": "",
    "The missing list you saw was a display error.": "",
    "Lost lists are being restored.": "files at_risk",
    (
        "Logging in works again for all your colleagues. Second, the list you miss is damaged."
    ): "files at_risk, sign_in works",
    "🔴 sign-in 🔴 uploads 🟢 downloads": "downloads works, sign_in failing, uploads failing",
    "still bad here 🔴 sign-in 🟢 uploads": "sign_in failing, uploads works",
    "Access to List Cutter is not possible.": "service failing",
    "Login works again, only it takes a minute until the page comes.": "",
    "It is our gateway that is failing.": "",
    "uploads are neither failing nor slow": "uploads works",
    "Our writes hang for 20 s and then go through": "uploads slow",
    "The elevated error rate on downloads is gone.": "downloads works",
    "Errors when opening lists have stopped.": "",
    "Nothing new can be saved at the moment.": "uploads failing",
    "upload works but you wait like forever": "",
    "Can they open their lists? Yes, slowly.": "",
    "Can they open their lists? Yes.": "downloads works",
    (
        "1) vendor has no news, 2) result of the check is not known, 3) uploads still switched off"
    ): "uploads failing",
    "Signing in with a password works.": "",
    "Signing in with a password or SSO works.": "sign_in works",
    "Nobody can reach List Cutter.": "",
    "who writes the post? i can do it": "",
    "zero timeouts on both": "",
    "Their article says that lists cannot be opened. This is not correct.": "",
    "downloads fine at least, and login does 🤷": "downloads works",
    "Uploads work, however the speed is very low.": "",
    "upload upload outage fix severity restored lists thanks": "",
    "Our desk hears from two schools that downloads hang.": "",
    "Reads come from the backup bucket at normal speed.": "",
    "Uploads are off while we examine the write path.": "uploads failing",
    "The lists stayed in the queue until we restarted it.": "",
    "half of the requests to R2 fail and I can't tell you why": "service failing",
    "we needed a day to bring them back": "",
    "p95 PUT 11 s, not good": "uploads slow",
    "We see a problem that is preventing users from signing in.": "sign_in failing",
}


@pytest.mark.parametrize(("text", "said"), KINDS.items())
def test_each_kind(text: str, said: str) -> None:
    """What each text claims, as `subject state`; "" where nothing is read."""
    claims = sorted(f"{one.subject} {one.state}" for one in read(text).claims)
    assert ", ".join(claims) == said
