#compdef faas-trace
# Completion of faas-trace in zsh.
_faas-trace() {
  local line word meaning
  local -a candidates
  for line in "${(@f)$("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :files) _files ;;
      :folders) _files -/ ;;
      *)
        word=${line%%$'\t'*} meaning=
        [[ $line == *$'\t'* ]] && meaning=${line#*$'\t'}
        candidates+=("${word//:/\\:}${meaning:+:$meaning}")
        ;;
    esac
  done
  (( ${#candidates} == 0 )) || _describe -V faas-trace candidates
}
# If zsh loads this file from the fpath, it is the body of the function. If it is sourced, it registers the function.
if [[ ${funcstack[1]} == _faas-trace ]]; then
  _faas-trace "$@"
else
  compdef _faas-trace faas-trace
fi
