"""What messages speak of: the words for the five subjects, and for what is none of them.

A line is one phrase; `a/b` offers words, `a?` may be left out. The longest phrase wins.
"""

from __future__ import annotations

_OBJECT = (
    "a/the/any/your/their/my/our/his/her/some/one/all/these/those/existing/stored/saved/old/new?"
)
_LISTS = "list/lists/file/files/csv/csvs/document/documents/record/records"

UPLOADS = f"""
upload/uploads/uploading/uploaded/uploader/upl/ul/uls/upld/uplds/uploads/upload's
save/saves/saving/saved/resave
store/storing/stored
submit/submits/submitting/submitted/submission/submissions
ingest/ingests/ingesting/ingestion/ingested/ingress/intake
writes/written/writing
written/filed away
write to/into/path/access/operations/operation/requests/request/side/traffic/api
can/cannot/to/not/only write
put/post request/requests
putobject/putobjects/putitem/uploadpart
put object/objects
new/incoming/inbound/fresh {_LISTS}/ones/data/entries/submissions
import/imports/importing/imported
record/recording/recorded/filing of? new? {_LISTS}
recording
deposit/deposits/depositing/deposited
hand/handing/handed in
hand/handing/handed {_OBJECT} {_LISTS} in/over
put/putting/get/getting/bring/bringing/send/sending {_OBJECT} {_LISTS} in/into/up/to
put/putting/get/getting/send/sending/upload/save a/one single {_LISTS} in/into/up/to?
put/putting/send/sending/add/adding/deliver/delivering/drop/dropping {_OBJECT} {_LISTS}
come/comes/coming/go/goes/going in
load/loads/loading/loaded up {_OBJECT} {_LISTS}
load/loads/loading/loaded up
list/lists/file/files get/gets/getting/got in
way/ways in
push/pushing/pushed/feed/feeding/transmit/transmitting/transmitted {_OBJECT} {_LISTS}
push/pushing/place/placing/file/filing/post/posting/load/ship/shipping {_OBJECT} {_LISTS} in/up
sending/putting/adding/handing {_OBJECT} ones in/off/up?
sending one/them/it off/in/up
sending in
send/sending stuff/things in/up
new/fresh stuff/material/work
transfers in
incoming
inbound direction/traffic?
handing over
drop/dropping off
what/whatever/anything/everything you upload/send/submit/save
"""

DOWNLOADS = f"""
download/downloads/downloading/downloaded/dl/dls/dwnld/dwnlds/dload/dloads
retrieve/retrieves/retrieving/retrieved/retrieval/retrievals
fetch/fetches/fetching/fetched
reads
read requests/request/path/access/operations/operation/side/traffic/api/calls
be/can/cannot/not/to read
read/reading {_OBJECT} {_LISTS}/objects
reading from/and
reading out
read and/or
get request/requests
getobject/getobjects/headobject
open/opening/opened {_OBJECT} {_LISTS}
be/been/cannot/being opened
open/opening/opened/fetch/fetching/retrieve/download them/anything/something/nothing
export/exports/exporting/exported
view/viewing/viewed/display/displaying {_OBJECT} {_LISTS}
access/accessing/reach/reaching/load/loading/collect/collecting/pull/pulling {_OBJECT} {_LISTS}
access to {_OBJECT} {_LISTS}/data
opening
collect/collected/collecting/collection
come/comes/coming/go/goes/going/get/gets/getting out
get/getting/take/taking/bring/bringing {_OBJECT} {_LISTS} out/back
get/getting to? {_OBJECT} {_LISTS}
get/getting at {_OBJECT} {_LISTS}/them/it
way/ways out
egress
outbound outgoing?
outgoing {_LISTS}?
pull/pulling/pulled/grab {_OBJECT} {_LISTS} down/out/back?
grabbing/obtain/obtaining/receive/receiving {_OBJECT} {_LISTS} down/out/back?
pick/picking/picked {_OBJECT} {_LISTS} up
pick/picking/call/calling/bring/bringing/pull/pulling up/down {_OBJECT} {_LISTS}
see/seeing/open/opening any/some/all/one/most of? my/our/your/their/the {_LISTS}
look/looking at {_OBJECT} {_LISTS}
see/seeing {_OBJECT} {_LISTS}
being/is/are/get/gets/got/getting read
reading
getting hold of
get hold of
retrieving/getting/fetching/pulling/opening them/it/one/ones/stuff/things out/back/down?
getting/get stuff/things/data out/down/back
"""

FILES = """
contract/contracts/record/records/entries/row/rows/archive/archives/folder/folders/byte/bytes
spreadsheet/spreadsheets/catalogue/catalogues/inventory/inventories/holdings
your/our/their/customers'/customer/users'/my work/material/stuff/property/belongings
stored/saved/existing/customer record/records/documents/document/copies/items
list/lists/file/files/csv/csvs/document/documents/doc/docs/spreadsheet/spreadsheets
data/datas/dataset/datasets
stored/saved/existing/uploaded/your/customer/customers' list/lists/file/files/data/content/contents
stored/saved/uploaded csv/csvs/object/objects
everything/anything/what/whatever stored
that/which/what you/they/we/customers/users have/had? stored/saved/uploaded/submitted
everything/anything/all/what you/they/customers/users have? stored/saved/uploaded
object/objects/obj/objs
stored stuff
data integrity
file integrity
integrity of
"""

SIGN_IN = """
connect/connecting oneself/ourselves/myself/themselves/me/us/you to? the/my/our/your?
connect/connecting oneself/ourselves/myself/me/us/you to the/my/our/your application/app/account
connect/connecting/connection to/with the/my/our? account/password/portal
login/logins/logging/logon/logons/signin/signins/signon/sso/auth/authentication/authenticating
authenticate/authenticates/authenticated
log/logs/logging/logged in/on/into
log/logs/logging me/myself/us/them/you in/on
sign/signs/signing/signed in/on/into
single sign on
sign in page/service/requests/request
identity provider
idp
access to {A} account/accounts
get/gets/getting into {A} account/accounts/app/application
get/gets/getting in
got in
password/passwords/credentials
password/login/sign/auth/authentication/identity in? page/service/screen/form/server/services/system
front door/gate
enter/entering the/your/our/their/my? account/app/application/platform
enter/entering
account/user access/login/logins
log/sign ins/in
2fa/mfa/otp/oauth/saml
sso provider/login/page/service
sessions
session/sessions lookup/lookups/store/check/checks/token/tokens
let/lets/letting them/you/me/us/people/users/anyone/anybody/nobody in
""".replace("{A}", "the/your/their/my/our?")

SERVICE = """
service/services
app/apps/application/applications/webapp
platform
list cutter
listcutter
system/systems
storage/store's
access to the/our? list cutter/app/application/platform/service/site/system/portal
file/object/data/cloud/list storage system/service/backend/layer/bucket?
storage/store backend/system/systems/layer/service/bucket?
object store
r2/bucket/buckets/backend/backends/s3
cloudflare r2
r2 bucket/storage
portal/tool/product/software/prod/production/cluster/solution/environment
whole shop/show/lot/place/house/stack/system
storage layer/bucket/account/store/side/tier/system/backend/cluster
our/the/this/entire/whole store
file/data store/service/server/servers
storage provider/supplier/vendor/host
data centre/center
servers/server
file/files/list/storage/all operations/operation/ops
all file operations/ops
request/requests/calls
api/apis/endpoint/endpoints
site/website/webpage
everything/all
all? list/lists function/functions
every/all component/components/function/functions/feature/features/part/parts
whole/entire thing
whole/entire/complete/full service/app/platform/system/site
things
"""

RATE = """
error/failure rate/rates/ratio/level/levels/count/counts
rate/share/number/ratio/level of error/errors/failure/failures/timeouts
rate/share/number/ratio of failed/failing requests/calls
error/errors budget/percentage
"""
"""What is counted: it speaks of the service, unless the sentence names a subject."""

OTHER = """
existing/open/running/active sessions
everything/anything behind/around/besides/past
everything/anything newer/older/smaller/larger/bigger/shorter/longer/outside/beyond/before/after
everything/anything/nothing/all/nobody/anybody/everybody/everyone/anyone/somewhere/no else
no one else
every one else
rest/remainder/elsewhere/others
other/remaining/further functions/services/parts/features/components/operations/users/systems/areas
other/remaining/smaller/small/bigger/larger/others/remaining/most ones/files/lists/customers/users
backup/backups/restore/snapshot/snapshots
cutting/cutter/cuts/splitting
list/lists cutting
cutting of lists
storage/bucket/service/app emergency/crisis/drama
cloud/hosting/our provider/supplier/vendor/host
vendor/provider/supplier/cloudflare/cloudflare's/vendor's/provider's
cloudflare status
back/front/platform/storage/infra/infrastructure/app/service/upload end? team/teams/engineers
backend/frontend team/teams/engineers/colleagues
team/teams/engineers/engineer/operations/ops/support/desk/helpdesk/hotline
monitoring/monitor/monitors/dashboard/dashboards/alert/alerts/alarm/alarms/pager/probe/probes
status page
our/the? notice/notices/notification inside/in the/our app
in? app notice/notices
notices
health check/checks
e? mail/mails/email/emails/phone/phones/newsletter/newsletters/chat
fix/patch/hotfix/workaround/deploy/deployment/release/rollback/failover/change/config/configuration
cause/reason/trigger
breaker/worker/workers/job/jobs/script/scripts/cron/scheduler
circuit breaker
billing/invoice/invoices/payment/payments/checkout/search/printing/printer/sharing/preview/previews
notification/notifications/webhook/webhooks
integrity check/checks
check/checks/test/tests
database/db/network/dns/cdn/certificate/disk/memory/cpu/load balancer?
bridge/call bridge
lift/canteen/wifi/vpn/internet/laptop/office/building/coffee/parking/heating/printer/browser
website's/logo/colour/colours/font/help/manual/documentation/docs page
queue/queues/backlog/buffer clears/drains/empties/shrinks/clearing/draining/emptying/shrinking
queue/queues/backlog/buffer depth? 0/zero/nil
queue/queues/backlog/buffer depth
queue/queues/backlog/buffer has/have since? been processed/emptied/cleared/drained
queue/queues/backlog/buffer empty/drained/cleared
queue/queues/backlog/buffer is/are/has/have been? now? empty/emptied/drained/cleared/through/done
postmortem/review/report/summary
meeting/maintenance/training
"""

ANAPHORA = """
they/them/these/those/it/both/either/each
both/all of them/these/those
the latter
the former
which
this
same is/are
the same is/are
"""
