# `declare` is bash's own word as well: what looks like bash's goes to bash.
declare() {
  case ${1-} in
    --help | --text | --text=*) "$TABLETOP_SESSION/bin/declare" "$@" ;;
    -* | +*) builtin declare -g "$@" ;;
    *[!A-Za-z0-9_]*)
      if [[ $# -gt 0 && $1 =~ ^[A-Za-z_][A-Za-z0-9_]*(\[.*\])?\+?=  ]]; then
        builtin declare -g "$@"
      else
        "$TABLETOP_SESSION/bin/declare" "$@"
      fi
      ;;
    *) "$TABLETOP_SESSION/bin/declare" "$@" ;;
  esac
}

# `help` is the exercise's; what the exercise does not know is bash's.
help() {
  if (($# == 0)); then
    cat "$TABLETOP_SESSION/help"
  elif [[ $# == 1 && -L $TABLETOP_SESSION/bin/$1 ]]; then
    "$TABLETOP_SESSION/bin/$1" --help
  elif [[ $# == 1 && ($1 == skip || $1 == briefing) ]]; then
    command "$1" --help
  elif [[ $# == 1 && $1 == exit ]]; then
    sed -n '/^  exit /,/^[^ ]/{/^[^ ]/!p;}' "$TABLETOP_SESSION/help"
  else
    builtin help "$@"
  fi
}

# People say `broadcast`; the worker has it as an endpoint.
broadcast() {
  echo "broadcast: not a command, but an endpoint of the worker; call it with curl: $TABLETOP_BROADCAST" >&2
  return 127
}
