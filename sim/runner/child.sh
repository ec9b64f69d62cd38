# What `bash -c` and scripts find (BASH_ENV): the same functions, and loops that Ctrl-C ends.
. /opt/real/lib.sh
set -T
builtin trap "$__each_step" DEBUG
__q=0
