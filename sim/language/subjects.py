"""What messages speak of: the words for the five subjects, and for what is none of them.

A line is one phrase; `a/b` offers words, `a?` may be left out. The longest phrase wins.
"""

from __future__ import annotations

_OBJECT = "a/the/any/your/their/my/our/his/some/one/all/these/those/existing/stored/saved/old/new?"
_LISTS = "list/lists/file/files/csv/csvs/document/documents"

UPLOADS = f"""
upload/uploads/uploading/uploaded/uploader/upl/ul/uls/upld/uplds/uploads/upload's
save/saves/saving/saved/resave
store/storing/stored
submit/submits/submitting/submitted/submission/submissions
ingest/ingests/ingesting/ingestion/ingested/ingress/intake
writes/written/writing
write to/into/path/access/operations/operation/requests/request/side/traffic/api
can/cannot/to/not/only write
put request/requests
new/incoming/inbound/fresh {_LISTS}/ones/data/entries/submissions
import/imports/importing/imported
deposit/deposits/depositing/deposited
hand/handing/handed in
hand/handing/handed {_OBJECT} {_LISTS} in/over
put/putting/get/getting/bring/bringing/send/sending {_OBJECT} {_LISTS} in/into/up/to
put/putting/send/sending/add/adding/deliver/delivering/drop/dropping {_OBJECT} {_LISTS}
come/comes/coming/go/goes/going/get/gets/getting in
way/ways in
what/whatever/anything/everything you upload/send/submit/save
"""

DOWNLOADS = f"""
download/downloads/downloading/downloaded/dl/dls/dwnld/dwnlds/dload/dloads/d/ls
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
open/opening/opened {_OBJECT} {_LISTS}
be/been/cannot/being opened
can/cannot/to/not be? open them/it
export/exports/exporting/exported
view/viewing/viewed/display/displaying {_OBJECT} {_LISTS}
access/accessing/reach/reaching/load/loading/collect/collecting/pull/pulling {_OBJECT} {_LISTS}
access to {_OBJECT} {_LISTS}/data
opening
collect/collected/collecting/collection
come/comes/coming/go/goes/going/get/gets/getting out
get/getting/take/taking/bring/bringing {_OBJECT} {_LISTS} out/back
get/getting to? {_OBJECT} {_LISTS}
get/getting at {_OBJECT} {_LISTS}
way/ways out
egress
"""

FILES = """
list/lists/file/files/csv/csvs/document/documents/doc/docs/spreadsheet/spreadsheets
data/dataset/datasets
stored/saved/existing/uploaded/your/customer/customers' list/lists/file/files/data/content/contents
everything/anything/what/whatever stored
everything/anything/all/what you/they/customers/users have? stored/saved/uploaded
object/objects
stored stuff
data integrity
file integrity
integrity of
"""

SIGN_IN = """
login/logins/logging/logon/logons/signin/signins/signon/sso/auth/authentication/authenticating
authenticate/authenticates/authenticated
log/logs/logging/logged in/on/into
sign/signs/signing/signed in/on/into
single sign on
sign in page/service/requests/request
identity provider
idp
access to {A} account/accounts
get/gets/getting into {A} account/accounts/app/application
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
file/object/data/cloud/list storage system/service/backend/layer/bucket?
storage/store backend/system/systems/layer/provider/service/bucket?
object store
r2/bucket/buckets/backend/backends/s3
cloudflare r2
r2 bucket/storage
file/files/list/storage/all operations/operation/ops
all file operations/ops
request/requests/call/calls
api/apis/endpoint/endpoints
site/website/webpage
everything/all
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
vendor/provider/supplier/cloudflare/cloudflare's/vendor's/provider's
cloudflare status
team/teams/engineers/engineer/colleagues/operations/ops/support/desk/helpdesk/hotline/staff
monitoring/monitor/monitors/dashboard/dashboards/alert/alerts/alarm/alarms/pager/probe/probes
status page
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
"""
