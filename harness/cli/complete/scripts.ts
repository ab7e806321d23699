import { completeHidden } from './protocol.ts';

/** Both names of the command. */
const names = 'bench modebench';

// The scripts only pass on what is typed, and never evaluate it. They call the command as it was typed, so that what
// answers is what would run.

const bash = `# Completion of bench for bash: eval "$(bench completion bash)"
_modebench() {
  local header line
  COMPREPLY=()
  {
    IFS= read -r header
    while IFS= read -r line; do COMPREPLY+=("$line"); done
  } < <("\${1/#\\~\\//$HOME/}" ${completeHidden} bash "$COMP_LINE" "$COMP_POINT" "$COMP_WORDBREAKS" 2>/dev/null </dev/null)
  # Before version 4, as macOS has it, bash has no compopt.
  case $header in
    files*) compopt -o default 2>/dev/null || ((\${#COMPREPLY[@]})) || COMPREPLY=($(compgen -f -- "$2")) ;;
    folders*) compopt -o dirnames 2>/dev/null || ((\${#COMPREPLY[@]})) || COMPREPLY=($(compgen -d -- "$2")) ;;
  esac
  case $header in
    *list | *open) compopt -o nospace 2>/dev/null ;;
  esac
  compopt -o nosort 2>/dev/null
  return 0
}
complete -F _modebench ${names}
`;

const zsh = `#compdef ${names}
# Completion of bench for zsh, after compinit: source <(bench completion zsh)
_modebench() {
  local -a lines how more ends
  local line
  lines=("\${(@f)$("\${\${(Q)words[1]}/#\\~\\//$HOME/}" ${completeHidden} zsh -- \\
    "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  how=(\${=lines[1]})
  shift lines
  for line in "\${(@)lines}"; do
    case $line in
      '') ;;
      *(=|/):*) more+=("$line") ;;
      *) ends+=("$line") ;;
    esac
  done
  ((\${how[2]:-0})) && compset -p $how[2]
  local found=1
  local -a suffix plain
  [[ $how[4] == plain && -z $compstate[quote] ]] && plain=(-Q)
  # In a list a space follows, which a comma takes away again.
  [[ $how[3] == list && -z $compstate[quote] ]] && suffix=(-S ' ' -r ',: ')
  (($#ends)) && _describe -V value ends $plain $suffix && found=0
  (($#more)) && _describe -V value more $plain -S '' && found=0
  case $how[1] in
    files) _files && found=0 ;;
    folders) _files -/ && found=0 ;;
  esac
  return found
}
if [[ $funcstack[1] == _modebench ]]; then _modebench "$@"; else compdef _modebench ${names}; fi
`;

const fish = `# Completion of bench for fish: bench completion fish > ~/.config/fish/completions/bench.fish
function __modebench_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l command $words[1]
    set -e words[1]
    set -l lines ($command ${completeHidden} fish -- $words "$current" 2>/dev/null </dev/null)
    set -l how (string split ' ' -- $lines[1])
    set -e lines[1]
    string join \\n -- $lines
    set -l kept (string sub -l $how[2] -- "$current" 2>/dev/null)
    set -l rest (string sub -s (math $how[2] + 1 2>/dev/null) -- "$current" 2>/dev/null)
    switch "$how[1]"
        case files
            printf '%s\\n' $kept(__fish_complete_path "$rest")
        case folders
            printf '%s\\n' $kept(__fish_complete_directories "$rest")
    end
end
complete -c bench -f -k -a '(__modebench_complete)'
complete -c modebench -f -k -a '(__modebench_complete)'
`;

/** What each shell is to load. */
export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish };
