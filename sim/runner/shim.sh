#!/bin/bash -p
# Stands where a program would: what xargs, sh, env and absolute paths find.
. /opt/real/lib.sh
__shim=1 __q=0
"${0##*/}" "$@"
