# Types lines into an interactive zsh and presses Tab after each: what the line is then is written to the file $1. What
# the shell showed meanwhile goes to stdout.
zmodload zsh/zpty
out=$1; shift
zpty shell 'TERM=dumb zsh -f -i'
zpty -w shell 'PS1= PS2= COLUMNS=120 LISTMAX=1000; autoload -Uz compinit && compinit -D -u; source <(bench completion zsh)'
zpty -w shell 'seen() { print -r -- $BUFFER >> '$out'; BUFFER=; zle accept-line }; zle -N seen; bindkey "^X" seen; bindkey "^I" complete-word'
zpty -w shell 'print -r -- rea""dy'
zpty -r -m shell got '*ready*'
for line in "$@"; do
  zpty -w -n shell "$line"$'\t\x18'
done
zpty -w shell 'print -r -- do""ne'
zpty -r -m shell got '*done*'
print -r -- "$got"
zpty -d shell
