"""How things are said to be when they are sound, and what is said of stored lists.

Written as in `sim.language.subjects`.
"""

from __future__ import annotations

WORKS = """
without any? restriction/restrictions/limitation/limitations
can/could? find/found/see/saw/detect/detected/notice nothing wrong/amiss/odd/unusual with/in/about?
what is/are/does not broken/affected/impacted/failing/down/impaired/fail
readable/downloadable/retrievable
never run/been/worked/looked/felt/gone better/healthier/faster/smoother/happier/stronger
success rate/ratio/rates
availability
not/never been this/so/as fast/quick/good/smooth/snappy/stable/healthy/reliable/well as?
firing/fires on all cylinders
in full swing
good to go
up to scratch/snuff/par
smooth as silk/butter
in the pink
alive and well
like/never new/better
plain/smooth sailing
hold/holds/holding up
without a hitch/glitch/hiccup/murmur/scratch/care
in mint/apple condition
back on track
none the wiser
work/works/working/function/functions/functioning/functional/operational/operate/operates/operating
run/runs/running/serve/serves/serving/flow/flows/flowing
goes
succeed/succeeds/succeeding/success/successful/successfully/succeeded
pass/passes/passing
go/goes/going/get/gets/getting/come/comes/coming/make/makes it? through
respond/responds/responding/answer/answers/answering/reply/replies
load/loads
complete/completes/completing/finish/finishes/finishing
accept/accepts/accepting/accepted/land/lands
alright/allright/available/accessible/reachable/online/live/usable/up/alive/responsive
ok/okay/fine/good/normal/normally/healthy/green/stable/clean/cleanly/nominal/nominally/smooth
smoothly/perfect/perfectly/flawless/flawlessly/sound/well/great/happy/undisturbed
unaffected/unimpaired/untouched/unimpacted/uninterrupted/unscathed/unharmed
on/on/in normal/full levels/level/speed/swing/operation
at full/normal/usual speed/pace/performance
back to normal/business/usual/life/health/green/work/healthy
as usual/normal/expected/designed/intended/always/before/ever/planned
as they/it/we/you should/ought/always/do
as they should be
in working/good/perfect/full order/shape/health/condition/operation
in order
business as usual
up and running
alive and kicking
like a charm/clockwork/dream
rock solid
purr/purrs/march/marches/hum/hums
could/can not be better/happier/healthier/faster/smoother
is/are out of the woods
a ok
thumbs up
stay/stays/remain/remains/remaining/staying/switched/turned/back on
enabled/reenabled/activated/reactivated
not/never had a/any problem/problems/issue/issues/trouble/error/errors
open to/for everyone/everybody/all/use/business/customers/users
proper/properly/correctly/correct/reliably/reliable/satisfactory
dandy/peachy/humming/purring/swimmingly/splendid/splendidly/wonderful/wonderfully/excellent/tiptop
tip top
hunky dory
shipshape/impeccable/impeccably/steady/solid/spotless/untroubled/undisrupted/unhindered/unhampered
unrestricted/unimpeded/unproblematic/trouble/problem/error/issue/incident/fault free
faultless/faultlessly/seamless/seamlessly/lovely/beautiful/beautifully/brilliant/brilliantly
a breeze/doddle/cinch
piece of cake
right as rain
fighting fit
fit as a fiddle
in fine/rude/good fettle/health/shape/form/nick
behave/behaves/behaving well/normally/itself/themselves/as?
chugging/humming/ticking/ambling/plodding/sailing/buzzing/running along/over/nicely
sail/sails through
all systems go
not concerned/involved/touched/at fault
within limits/target/targets/slo/bounds/norm/norms
at full strength/capacity/power
open for/to business/all/use
are/is/being served again?
served/handled/processed normally/correctly/promptly/immediately/fine
no errors/error/problem/problems/issue/issues/fault/trouble/bother/drama/hitch/hiccup
as ever/usual
at once
immediately
straight away
the moment/instant/second they arrive/come
like before/always/normal/usual/new
as they were
all good/fine/ok/well/green/normal/right
chill
arrive/arrives at once
none the worse
none impact
no/without/zero any? noticeable/adverse? effect/effects/consequence/consequences/influence on/for
no/without/zero any? limits/limit/bounds
going strong
doing fine/well/good/great
in the green
"""

QUICK = """
like lightning/clockwork
like a flash/rocket/shot
snappy/fast/quick/quickly/instant/instantly/prompt/promptly/swift/swiftly/brisk/speedy/rapid/rapidly
"""

CAN = """
can/could/able/possible/allowed/let/lets/manage/manages
"""

REPAIRED = """
managed/able to restore/repair/fix/recover/revive
turned up
reappeared/resurfaced/retrievable
found again
restored/recovered/resolved/fixed/repaired/solved/sorted/mended/cleared/cured/healed/reinstated
fully restored/recovered/resolved/operational/functional/available/back
resumed/reopened/remedied/rectified/subsided/dissipated
back
back up/online/in/on/available/working/running/alive
back on its/their feet
back among the living
back in business/action/service/operation/order/shape
come/comes/came/coming back
up again
on its/their feet again
working/works/work/functioning/available/operational/possible/normal/normally/ok/fine/runs again
again working/works/work/available/possible/operational/normal
back from the dead/grave
comeback
back in the saddle/game/black
come/came/comes/risen/returned back? to/from life/the dead
returned to normal/service/operation
revived/resurrected/normalised/normalized/stabilised/stabilized/unblocked/unpaused/unlocked/lifted
switched/turned/put/brought back on/up/online
switched/turned on again
running/available/open/usable/reachable/accessible/online/up/fine/possible once again/more
once again/more possible/available/working/open/usable/normal
free again
alive again
returned
"""

GONE = """
gone/lost for good/ever
gone/over/history/ceased/ended/passed/finished
behind us
going/goes/go/gone away
went away
a thing of the past
dried up
died down
come/comes/came/coming/drawn/drew to an? end/close
at/in an end
disappeared/vanished
"""
"""The end of a trouble; of files, their loss."""

SAFE = """
unaltered/present/unspoiled/unchanged/unbroken/unlost/immaculate/pristine
in their/its place/places
in the correct/right place
is/are/were there
is/are all/still there/here
under lock and key
out of harm's/danger way?
byte for byte
every last one
safe and well
well conserved/preserved/kept/protected
is/are in place
whole and unaltered
where you put/left them
tucked up
no gaps
as good as new
survived/survive

safe/safely/intact/undamaged/uncorrupted/secure/preserved/safeguarded/complete/unbroken
safe and sound
could/can not be safer/better
all there
all/everything/fully accounted for
accounted for
in one piece
where they/it/you were/was/are/belong/belongs/left
still there
whole
scratch free
as you/they left them/it
where it/they should/ought/must be
present and correct
"""

AT_RISK = """
not/no more/longer there/present
fail/fails/failed/failing checksum/checksums/validation/integrity check/checks?
blank/gibberish/nonsense
wrong content/contents
mismatch/mismatches/zeroed
checksum mismatch/mismatches/error/errors
only/just zeros/zeroes/nulls
astray/altered/spoiled/spoilt/shredded/ruined/mutilated/evaporated/unreadable/unfindable/illegible
misplaced/harmed/tampered/hurt/dented
can/could no longer be found/recovered/restored
can/could not be recovered/restored/repaired/rescued
cannot be found
not/nowhere to be found
no longer there/exist/exists
gone missing/astray
cut short/off
wiped out
zero/0/# bytes
half empty
mixed up
go/goes/going/went missing/astray
disappear/disappears/disappearing/vanish

lost/loss/losses/losing/lose/damaged/damage/corrupt/corrupted/corruption/corrupting/missing
incomplete/truncated/vanished/disappeared/destroyed/overwritten/deleted/erased/wiped/mangled
garbled/scrambled/tampered/inconsistent/inconsistencies
data/file/list loss/losses/corruption/damage
loss/losses/corruption/damage of/to/in data/files/lists/file/list/any/your/some?
at risk
in danger/jeopardy/peril
not there
have/has/with gaps/holes
a scratch
harmed
compromised
empty
"""

UNKNOWN = """
unknown/unclear/uncertain/unconfirmed/undetermined/unsure/unverified/unproven/tbc/tbd
not yet? checked/tested/retested/verified yet?
untested/unchecked
not sure/clear/certain/known yet
to be confirmed/determined/checked/verified/assessed/clarified
under investigation/review/examination/verification/assessment
being/be/still/currently checked/verified/investigated/assessed/examined/reviewed/looked/clarified
anyone's/anybody's guess
open question
not/yet to be confirmed/established
remains/remain to be seen
in the dark
up in the air
{N} {V}
no idea/information/informations/info/clarity/confirmation/word/insight/knowledge/certainty
not/never {Y} {A}
not {Y} in a position to say
cannot/not {Y} be? {S}
cannot at the? moment/present? say
can not {Y} {S}
not have {Y} any? idea/information/informations/clarity/confirmation
not {Y} been able to {S}
not {Y} found out
dunno
no clue
hard/difficult/early/impossible to say/tell/judge
too early to say/tell/judge/know
jury is still? out
cannot {Y} repro/reproduce
not reproduced/reproducible
any guess
being counted/reviewed/analysed/analyzed/compared
do not {Y} have the? answer/result/results/certainty
can/could/do/does/did neither confirm nor deny
have/has {Y} to be established/confirmed
"""

UNKNOWN = (
    UNKNOWN.replace("{N} {V}", "not {Y} know/understand/knowing/knows")
    .replace("{Y}", "yet/currently/fully/really/exactly/at?")
    .replace("{A}", "clear/sure/certain/known/confirmed/established/verified/determined/proven")
    .replace("{S}", "say/tell/confirm/confirmed/verify/verified/know/determine/judge")
)
