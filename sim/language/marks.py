"""The small words that decide whether a sentence claims anything: negation, tense, mood, joints.

Written as in `sim.language.subjects`.
"""

from __future__ import annotations

NOT = """
not/no/nope/never/none/nobody/nothing/neither/without/zero/nowhere/nil/non
no one
not a single
not one
hardly/barely/scarcely/rarely/seldom any?
no longer/more
free of/from
lack/absence/lacks of?
far from
anything but
no/without any? sign/signs/evidence/indication/indications/trace/hint/suggestion/record of?
no/without any? sign/signs/evidence/indication/indications/hint/suggestion/word/proof that/for
no reason to believe/think/assume/suspect/fear that?
not any? more/longer
stop/stops/stopped/ceased having/being/seeing/getting
zero
not expect/anticipate/foresee any?
can/could not guarantee/promise/vouch that/for?
as good as no
very/precious/too few/little
few if any
neither of them/these/those/the two?
none of them/these/those/our/the/your?
not aware of any?
not seeing/see/observe/observing/observed/seen/find/found any?
not all/every/each
"""

DENIED = """
would have you/us/people/everyone believe/think that?
would not say/call/claim that?
would be wrong/lying/false to? say?
hardly call/say
deny/denies that
it is not as if/though

not true/correct/right/accurate/false that
not the case that
untrue/incorrect/false/wrong/nonsense/rubbish/myth/rumour/rumor that
no truth in
wrong/false to say/claim/think/believe
is/are/was/be mistaken/misinformed/lying
not looked/checked/tried
whoever says/tells/claims/thinks/believes/said/told/claimed you? that? the?
greatly/grossly/much? exaggerated/unfounded/unsubstantiated/baseless
anyone/anybody/everyone/those who says/tells/claims/say/tell/claim you? that?
"""

PAST = """
in/last may
in/last january/february/march/april/june/july/august/september/october/november/december
in/last spring/summer/autumn/winter
was/were/did/had
used to
previously/formerly/earlier/yesterday/initially/originally
back then
last night/week/month/year/monday/tuesday/wednesday/thursday/friday/saturday/sunday/evening
ago
at the/that time
during that/this/the/which time/period/window/incident/outage/interval
during the/this/that past?
between/from @ and/to/until/till @
in the past
in the? # outage/incident/event/crash/disruption
this morning
earlier today/on/this
for a while/time
until/till/up recently
before the/this/that
while it lasted
at first
"""

LASTING = """
as of this morning/today/tonight/noon
since/ever/henceforth
since/from yesterday/earlier morning/evening/night/noon/afternoon/midday/today?
since last night/evening/week/month
as of now/@
from @ on/onward/onwards
@ on/onward/onwards
in the meantime
from this? morning/yesterday/today/night on/onward/onwards
until/till now
so far
to date
to this day
"""

PRESENT = """
is/are/am/be/being/has/have/having/do/does/now/currently/presently/still/remain/remains/remaining
stay/stays/keep/keeps/continue/continues/continued/appear/appears/seem/seems/look/looks/today
right now
have/has had
at present/moment
at the/this moment/time
for now
meanwhile
"""

WILL = """
will/shall
"""

FUTURE = """
from/starting/effective # january/february/march/april/may/june/july/august on/onward/onwards?
from/starting/effective # september/october/november/december on/onward/onwards?
seemed/appeared/looked to?
promise/promises/promised/forecast/forecasts/foresee/foresees/anticipate/anticipates/reckon/reckons
gonna/tomorrow/soon/expect/expects/expecting/shortly/planned
scheduled/plan/intend/intends/aim/aims/hope/hopes
going to
about to
is/are/be expected/due/scheduled/planned/set to
is/are expected back/by/at/in
expect/expects/expecting/hoping/planning/trying/aiming/try/tries/working/works/work/attempting to
from tomorrow/next on?
next saturday
next week/month/monday/tuesday/wednesday/thursday/friday/saturday/sunday/night/morning
later today/tonight/on/this
tonight
on monday/tuesday/wednesday/thursday/friday/saturday/sunday
would
is/are to be
in order to
so that/as
so as to
in the? future/coming/next
"""

CONDITION = """
the? next time
some/one day
if/once/unless/provided/assuming/until/till/before/whenever
in case
as soon as
as long as
should you/we/they/it/the/this/any/your/a
in the event
the moment you/we/they/the/it/this/that
only when/then
even if/though
"""

REPORTED = """
reports/report/reported/reportedly/reporting of/that/about/from/say/saying/suggest?
allegedly/supposedly/rumour/rumours/rumor/rumors/hearsay
we/i/they/just/have/has hear/hearing/heard that/of/from?
hears that/of/from?
hearing
have/has read that/on
am/are told that/by?
told by
stated that
telling/tells/told/tell people/everyone/everybody/customers/users/others that
received/had/got/have word of/that a/an? possible?
tweet/tweets/tweeting/tweeted/posting/writing that
was/were/been told/informed that?
is/are/was/were/being reported
claims/claim/claimed that/to?
says/said/saying that/so?
people/users/customers/clients/some/many/others/colleagues/folks/callers say/claim/complain that?
customer/user/client/colleague/caller/partner say/claim/complain that?
insist/insists/insisted/maintain/maintains/maintained/argue/argues/argued/swear/swears/swore that?
assures/assured us/me that?
write/writes/wrote/written/mention/mentions/mentioned to? us/me? that
according to
complain/complains/complaining/complained/complaints/complaint about/of/that?
tell/tells/told us/me that?
message/messages/ticket/tickets/call/calls/mail/mails saying/about/claiming/from/that
word saying/claiming/from/that
whether
question/wonder/wondering if/whether
is/are it true
"""

CONFIRMED = """
they/he/she have/has a point
they/he/she is/are right/correct
i/we see/get/have/got/observe/saw the same/this/that/it here/too/also/myself/ourselves?
can/could/able to? confirm that/this/it/them?
confirm/confirmed/confirms/confirming/verified/certain/sure that?
can/could/able/to report that?
no doubt that?
reports/report are/is/were/was true/right/correct/confirmed
it/that/which is true that?
true that
reproduced/reproduce
"""

CHECKING = """
check/checking/checks/verify/verifying/verifies/assess/assessing/examine/examining/inspect
inspecting/validate/validating/audit/auditing/review/reviewing/testing/analysing/analyzing/monitor
investigate/investigating/investigates/investigation/investigations
looking/look into/at/after
trying/working to find out
finding out
controlling
"""

ALSO = """
too/also/likewise/ditto/similarly
same here
as well
so do/does/is/are/can
same for/with/goes/applies/here/problem/picture/story for/with/to?
the same for/with/goes/applies for/with/to?
as do/does/is/are
neither/nor do/does/is/are/can
"""

EXCEPT = """
everything/anything/all but

except/excepting/barring/excluding/bar for?
apart/aside from
other than
save for
with the exception of
with one exception
but for
all but
"""

JOINED = """
but also
as well as
and also
together/along with
"""

FILLERS = """
power/hardware failure/outage/cut/loss/problem/problems
on your/our/their work/business
drag and/& drop/dropping
thank/thanks/thanking you? for your/the? patience
whole office/team/company/day/morning/afternoon/world/school/time/week/night/department
change/changing/changed/reset/resetting/choose/new your/the/my/a/their? password/passwords
forgot/forgotten your/the/my/a/their? password/passwords
sign/signed/signing/signs up
under heavy/high/great/full? load/pressure
keep/keeps/kept/keeping up with?
write/writing/written/wrote to you/everyone/everybody/customers/anyone/them/him/her/those/each/all
in writing
password/passwords/credentials/pw is/are/was correct/right/valid/fine/ok
whatever the rumour/rumor/gossip/press/media/internet mill/people? says/say/claims/claim
thank/thanks you? for waiting/bearing/holding
slowly/gradually/steadily recovering/improving/returning/coming/normalising/getting back?
stay/stays/remain/remains/be/is/are on the/our/this/your bridge/line/call/page/list/case/safe
the? all clear
for good measure
before monday/tuesday/wednesday/thursday/friday/saturday/sunday/yesterday/this/our/your/last/midday
contrary to what/the is/was/has being/been? said/claimed/reported/rumoured/believed
heads up
to whom it may concern
the? green light
keep/bear/have/keeping/bearing in mind that?
with/of immediate effect
effective immediately
turn/turning/right/straight away
contrary to
contrary to rumour/rumours/rumor/rumors/reports/claims/hearsay/gossip/belief
keep/keeps/kept/keeping/it/page/screen/just saying/says
bad news/luck/idea/timing
too/not bad
only after
as a whole
until/till that/this time/moment/point
whatever/what you/they may/might? have? heard/read
for the moment
end of the world/day
all hands
until/till/before/after/by then/further/#/@/midnight/noon/tomorrow/today/tonight/now
after/by the/a/it/that
before the/a/that
have/has/need/needs to be sent/uploaded/saved/stored/submitted again
other/remaining customers
error/bug/status/incident report/reports
get/come/coming/getting/report/write/hear/be back to/with you/from/shortly/soon/at/in/when/again
report back
call/calls/called/ring back
roll/rolled/rolling/rolls/fall/fell/look/looking/dial/cut/push/pushed back
work/works/working on/hard/with/closely/together/flat/around/round/alongside/towards/toward
work/works/working intensively/urgently/actively/quickly/fast on/with/to?
working hard/closely/actively/urgently/with/together/flat/out to?
actively/currently/still/already/urgently/hard working on/to/with
at work
works council
go/goes/going/went ahead/on/over/into/live
good/fine morning/afternoon/evening/day/news/idea/night/to
well aware
all the best
best regards
up to date/# /you/us/now
set/bring/sign/back/follow/follows/following/end/ends/wake/woke/team/speed/speeding up
make/making sure
on call
right away/now
in order to
so far
clear that/to/from/text
not only/just/merely/solely
not because/later/to/least/far
no need/action/worries/worry/matter/eta/estimate/doubt/panic/change/changes/question/reason to?
not need/worry/change/changed/panic/necessary/required to?
not have to
do not worry/panic
not yet/currently/fully/completely? exclude/rule out? that?
can not yet/currently/fully/completely? exclude/rule out? that?
can not be excluded/ruled out? that?
or not
carried out
nothing changed
nothing new to/from/here/yet/since
nothing has changed
no new information/findings/news
we apologise/apologize/sorry for the/any/this? delay/delays/inconvenience/trouble/disruption
apologise/apologize/apologies/sorry for the/any/this/your? delay/delays/inconvenience/trouble
sorry for the/any? trouble/delay/wait/inconvenience/problem/problems/disruption/interruption
inconvenience
thank you for
waiting for/on
wait for
high priority/alert
run/runs/running/ran a/an/the/checks/tests/late/out/on/through/over/by
in touch
open/opened/opening a/an/the ticket/case/incident/bridge/call/door
as soon as possible
as quickly/fast as possible/we/they/can/it
as much/many/little/far as
back end/ends/office/up/ups/off/log
live chat/updates/call
up to
with care
no/without exception
in/at the queue?
to protect/safeguard/secure/keep your/the/all/our/their? data/files/lists safe?
in a safe way
to be safe
better safe
for safety
on the safe side
safety
passed on/to
test/tests/testing passed
every/any/the/each time/times
first/second/next/last/this/that/long/some/more/response/same/of/what time/times
well done/then
not/never to be confused
without saying
goes without saying
it goes without saying
down the line/to
write down
note down
calm down
break/breaks/breaking/broken down by
fine print/grained
great care/deal/importance
right on
and so on
from now on
later on
based/focus/focused/depending on
hold/holding/keep/keeping an/a eye/watch/look/close/on
keep/keeping/kept you/everyone/customers/them/us/all informed/posted/updated
up to speed
as of this writing
at the? time of writing
take/takes/took/taking this/that/it/them/which back
from the app
aware of a/an/the/this/some issue/issues/problem/problems/incident/difficulties/trouble
all there is
that is all
next/a/an/the/our/your written report/explanation/statement/notice/update/confirmation/answer/reply
written report/explanation/statement/notice/update/confirmation/answer/reply/apology
only readable
your/our/their success
the? function/functions/functionality/feature of/for the? file/list/lists/files?
taken/take/taking out of service/rotation/operation/production
bounced/sent/thrown/kicked/redirected/taken/brought back to
being/get/gets/getting/are/is bounced/sent/thrown/kicked/redirected/taken back to
via/through/using/with/by the? api/browser/app/website/site/portal
via/through/using/with/by the? api/browser/app/website and/or the? api/browser/app/website
via/through/using/with/by the? api/browser/app/website and/or the? web app/client/site
via/through/using/with/by the? web app/client/site and/or the? api/browser/app
ok/okay/fine/good/works/working ish
tomorrow's check/test/review/meeting
hit the
look/looks/looking/seems/seem like/good/forward/to/as
all teams/customers/users/hands/day/night/the/of/our/your/you/affected/other
all in all
above all
after all
first of all
at all
not at all
in all
all regions/over
for all/everyone/everybody
on all/every
everything we can/have
everything possible/in
in a calm
call/calls for
on call
join the/us call/bridge
service/incident/status alert/update/notice/message/page/desk/level/window/provider/owner/manager
list cutter service/status/alert/update/notice
service list
system monitoring/status/notice/message/confirms
customer/user service/support
incident/service/status id/alert/commander/report/number/update
resolution/detection time/times
time/times to
estimated users/impact
"""
