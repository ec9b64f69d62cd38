# The slow twin of the functions in lib.sh: the real curl over TLS and the real jq. Proves the fast
# ones: both must leave the same journal.
curl() {
  local -
  set +Teux
  local __q=1 __code __halt __out __err __file __body __need __at status
  ((__stop != 2)) || return 130
  __line
  __ask curl "$__at" 0 "$@"
  if [[ $__halt == run ]]; then
    eval "set -- $__out"
    /opt/real/curl -q --unix-socket /sim/worker --cacert /sim/ca.pem "$@"
    status=$?
    __ask curled "$__at" 0 "$status"
    __code=$status
  fi
  [[ $__halt != stop ]] || __interrupted
  return "$__code"
}
jq() { /opt/real/jq "$@"; }
