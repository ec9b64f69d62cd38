"""How things are said to be in trouble: the words for failing, slow and delayed.

Written as in `sim.language.subjects`. Affected gives way to any more precise word.
"""

from __future__ import annotations

FAILING = """
under maintenance/repair
only/just partially/partly restored/recovered/back/available/working/operational/functional/usable
partially/partly restored/recovered/available/working/operational/functional
greyed/grayed out
lost access/contact/connection/touch to/with
only work/works/working/available/possible for/from/in/on/with/partially/partly/sometimes/half/via
work/works/working/available/possible only for/from/in/on/with/partially/partly/sometimes/via/after
only partly/partially/half/sometimes
partly/partially/halfway down/broken/unavailable
threw/throw/throws/thrown/throwing in the towel
gone/fallen to? sleep/asleep/awol/fishing/haywire/pearshaped/south
awol/haywire/ko/sulking/banjaxed/knackered/shattered/tanked/cooked/gubbed/fsked/wedged/down'n
on its/their last legs
off until/till
in a? coma
passed away
up the spout/creek
gone/going to the dogs
on the blink/fritz/floor/rocks
playing/play dead
packed/packs/packing up/in
conked/conks/conking out
keeled/keels over
crash and burn
down/out for the count
down and out
not playing ball
will not play/budge ball?
throwing a tantrum/wobbly/fit
no longer with us
deader than
bites/bit/biting the dust
a no show
all over the shop
taken/taking a/the day/nosedive off?
falls/falling short
out to lunch
fallen/hanged/demise/death/died/unhealthy/collapsed/collapses/collapsing/unserviceable
withdrawn/barred/prohibited/forbidden/prevented
prevents/preventing/disallowed/nonexistent/unsuccessful/unsuccessfully/unanswered/paralysed/paralyzed/crippled
wedged/jammed/clogged/screwed/trashed/nuked/bombing/bombs/bombed/barfing/flapping/shaky/hosed/lame
misfiring/misfires/comatose/flatlined/stopgap/inop/unobtainable/interrupted/stopped/stumbling/wobbly
wobbling/glitchy/buggy/choppy/bumpy/kaputtgegangen/defunct/deceased/useless/sick/ill/poorly/bricked
is/are/was/were/still/again/now/currently/completely/totally/all out
out for
been out
out again since
fell over/down/apart/flat again?
functions/functionality/components/services concerned
turned/turns/turning/turn them/us/you/people/everyone/users/customers/requests/all? away
away
get/gets/getting/got/is/are/being failed/rejected/refused/error/errors/errored/bounced/denied/kicked
chuck/chucks/chucking/throw/throws me/you/us/users/people out/back
throwing/kick/kicks/kicking/send/sends me/you/us/users/people out/back
throw/throws/throwing/give/gives/giving a/an/the? error/errors
show/shows/showing/return/returns/returning a/an/the? error/errors
showed/returned/gave/threw a/an/the? error/errors
throwing/returning/giving/showing/raising/yielding/getting/seeing 500/502/503/504/5xx/403/401
ends/end/ended/ending in/with a/an/the? error/errors/failure/timeout
ends/end/ending nowhere
white/blank/empty/grey/black/error page/screen/pages/screens
spinning/spins wheel/forever
spinner/spinners
hourglass
loop/loops/looping
given/gives/giving/gave up the? ghost?
kicked/kicks the bucket
bitten/bit/bites the dust
pushing up daisies
six feet under
out cold
dead as a doornail
on strike/fire/holiday/leave
at/to a standstill/halt/stop
in flames/ruins/pieces/shambles/tatters/error
brick wall
lost cause
matter of luck/chance
lottery/roulette/meltdown/burning/melting
coin toss/flip
stand/stands/standing still
cut off
in the doldrums
without/no success/luck/joy/dice/response/answer/reply/avail
gets/get/got/getting nowhere
to no avail
taken out
out of the question
not going anywhere
what does/is/are not/broken
will not have it
does not want
not a chance
do/does nothing
only after several/many/repeated/two attempts/tries/retries/few attempts/tries/retries?
only after three/four/a/multiple/some attempts/tries/retries/few attempts/tries/retries?
no way

down/dead/broken/unavailable/inaccessible/unreachable/offline/failed/failing/fail/fails/erroring
unusable/unresponsive/disabled/suspended/paused/halted/blocked/rejected/refused/denied/frozen
impossible/unable/incapable/powerless/inoperable/inoperative/nonfunctional
stuck/hanging/hung/hang/hangs/stalled/stalling/stall/stalls/crash/crashes/crashed/crashing
bad/ded/kaput/kaputt/toast/borked/busted/hosed/fubar/knackered/bust/fried/shot/bricked/wonky/wrecked
dead in the water
on its/their knees/back
flat on its/their back/face
belly up
gone dark
out of order/action/service/commission/operation/use/reach
error/errors/failure/failures/timeout/timeouts/exception/exceptions/rejection/rejections
error/errors/erroring out
outage/outages/downtime/breakdown/blackout/disruption/disruptions/interruption/interruptions
error message/messages
partial/full/major/complete/total/minor/service outage/outages
time/times/timing/timed/timeing out
bail/bails/bailing out
break/breaks/breaking/reject/rejects/rejecting/refuse/refuses/refusing/bounce/bounces/bouncing
bounced/abort/aborts/aborted/aborting/die/dies/dying/choke/chokes/choking/drops/dropping
fall/falls/falling over/flat/apart
go/goes/going/went/gone down/dark/offline/bang/south
stop/stops/stopped/stopping/cease/ceases/quit
closed for/to
switched/turned/taken/taking/take/switch/turn off/offline/down
switched/turned/taken/take/taking it/them/uploads/downloads/login/logins off/offline/down
is/are/stay/stays/remain/remains/still off
on hold
put on hold/ice
on ice
locked out
shut/shuts/shutting down/off
pulled the plug
not/never/isn't/aren't happening
flaky/intermittent/intermittently/unstable/unreliable/patchy/spotty/erratic/sporadic/temperamental
hit and/or miss
touch and go
up and down
on and off
in vain
red
429/429s/5xx/5xxs/500s/501s/502s/503s/504s/401s/403s
http/status 500/501/502/503/504/507/401/403/408
http error/errors
to? read only
readonly
bad gateway
access denied
internal server error/errors
service unavailable
no go
a no go
goner
lock/locks/locked
dark
belly up
all over the place
tits up
gives/give up
unfit
out of/outside slo/limits/bounds/target/spec
"""

AFFECTED = """
restriction/restrictions/limitation/limitations
amber/touched/affected/impacted/impaired/affect/affects
affecting/impact/impacts/impacting/hit/hits/hitting
issue/issues/problem/problems/trouble/troubles/troubling/difficulty/difficulties/disturbance
disturbances/disturbed/hampered/restricted/limited/malfunction/malfunctions/malfunctioning
disrupted/interrupted/hiccup/hiccups/glitch/glitches/bug/bugs/wrong/abnormal/misbehaving
misbehave/misbehaves/struggle/struggles/struggling/suffering/suffer/suffers/ailing/anomaly
incident with/on/in/affecting/at
affected/impacted services/service/systems/system/components/component/functions/features/areas
affected/impacted operations/operation/function/feature/area/products
services/systems/components/service/system/component affected/impacted
user/customer/business/users/customers impact
impact assessment
under the weather
acting up
playing up
anomalies/concern/concerns/complication/complications/harm/defect/defects/fault/faults/faulty
"""

SLOW = """
need/needs/take/takes/taking/cost/costs very/too/so? much of? time
need/needs/take/takes/taking half a minute/hour
throttled
take/takes/taking too? much/long/more time/long
like a snail/tortoise/slug/sloth/glacier
like/through mud/honey/glue/syrup/treacle/molasses/concrete
at a glacial/leisurely/sluggish/slow/reduced pace/speed
in slow motion
drag/drags/dragging its/their feet
watching/like paint dry
time for a coffee
so long that
as slow as
limping/limp/limps
very/too/quite/so/really/rather/extremely/is/are/remain/remains/takes/lasts long
# s/sec/secs/seconds/second per/for/each/a/to request/requests/req/list/file/call
# s/sec/secs/seconds/second per/for/each/a/to upload/download/one/open/save/load/log
half/many/several/a few a? minute/minutes/second/seconds/hour to open/load/download/upload/save/log
glacial/glacially/leisurely/lethargic/throttled/underperforming/eternity/eternal/slowish/creaking
dog/dead/awfully slow
an age/eternity
wading
its/their sweet time
take/takes/taking its/their/a time
take/takes/taking even/about/around/nearly/almost/roughly/approximately/longish/longer
take/takes/taking a? little/good/long/very/while/fair/quite while/longer/long/bit/time
take/takes/taking a/an/one/two/three/four/five/ten full? minute/minutes/hour/hours/eternity/age
take/takes/taking two/three/four/five/ten times
two/three/four/five/ten/several/many/# times longer/slower/the/as
second/seconds/minute/minutes to open/load/download/upload/save/log
half speed
reduced/low/lower throughput/performance
a while longer/to
more time than
patience
performance degraded/reduced/impacted

slow/slower/slowly/sluggish/sluggishly/laggy/lag/lags/lagging/slowness/slowdown/slowdowns/slows
slowed
slow/slows/slowed/slowing down
latency/latencies
high/higher/elevated/increased latency/latencies
degraded/degradation/degrade
degraded/reduced/poor/bad/limited performance/speed/throughput
performance issue/issues/problem/problems/degradation/degraded
reduced speed
take/takes/taking/need/needs/needing/took much/a/far/far/significantly/considerably? longer/long
take/takes/taking ages/forever/time/minutes/hours/seconds/several/very/quite/twice/some/more
take/takes/taking a while/bit/long/lot
take/takes/taking up to
take/takes/taking # second/seconds/minute/minutes/min/s/sec/times/m
longer/long wait/waits/waiting than/times/time?
longer than usual/normal/normally/expected
much/a bit/little longer
response/loading/load/waiting time/times
crawl/crawls/crawling/creep/creeps/creeping
snail/snail's/molasses/treacle
drag/drags/dragging
with patience
high load times
below normal/usual speed
tardy/timeconsuming
"""

APPEARS = """
show/shows/showing/turn/turns/turning up
appear/appears/appearing/surface/surfaces/visible
listed/arrive/arrives/arriving/materialise/materialize
"""
"""A delay when a later time stands beside it."""

DELAYED = """
filed/archived/registered/recorded/booked only? later/afterwards
has/have/having to wait for?
in the waiting room/list
on the waiting list
on the back burner
in the/a pipeline/buffer/backlog/spool/holding area?
on standby
cool/cooling their heels
kicking their heels
carried/done/executed/processed/handled/stored/saved out? later/afterwards
carried/done/executed/processed/handled/stored/saved out? in the background
in the order they/we/you came/arrived/come/arrive/received/sent them?
in the background
with a lag
put/set aside
lined up
lineup
in limbo
in a holding pattern
spooled/staged
in the wings
for later
stored/saved/written/processed/visible/appear/arrive hours/minutes late/later/after
not yet processed/stored/written/applied/visible
with # minutes/min/hours delay
lag/lags/run/runs/running behind/late
take/takes/taking a? while/longer/time to appear/show/arrive/surface

queue/queued/queues/queueing/queuing/enqueued/backlog/backlogged/backlogs
delayed/delay/delays/delaying/late/belated/belatedly/deferred/postponed/parked/buffered/buffering
wait/waits/waiting
in/into a/the/our? queue
wait/waits/waiting/sit/sits/sitting in/into a/the? queue/line
stuck/held/hold/land/lands/landing/stand in/into a/the? queue/line
stuck/held/kept/waiting in
with a/some/considerable? delay/delays
appear/appears/appearing/arrive/arrives/arriving/show/shows/visible/processed/stored/saved up? later
written/done/executed/applied/completed/carried/delivered/handled out? later
later than usual/normal/normally
pile/piles/piling/stack/stacks/stacking up
behind schedule
lag/lags/lagging behind
caught up in a queue
pending
in line
in transit
not/yet/still to? be/been? processed
held for later
held back
with/after hours/minutes delay
taken in and queued
"""

HIGH = """
elevated/increased/high/higher/rising/climbing/spiking/raised/growing/abnormal/soaring
elevated/increased/higher
through the roof
went/gone/going/go/goes back? up to/again
back up to
above normal/usual/average/threshold
"""
"""Trouble when said of an error rate."""
