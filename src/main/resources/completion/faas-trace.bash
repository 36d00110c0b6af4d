# Completion of faas-trace in bash.
_faas_trace() {
  local line files='' candidates=()
  while IFS= read -r line; do
    case $line in
      :files | :folders) files=$line ;;
      *) candidates+=("${line%%$'\t'*}") ;;
    esac
  done < <("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=()
  [ "${#candidates[@]}" = 0 ] || COMPREPLY=("${candidates[@]}")
  case $files in
    :files) compopt -o default 2>/dev/null ;;
    :folders) compopt -o dirnames 2>/dev/null ;;
  esac
}
complete -F _faas_trace faas-trace
