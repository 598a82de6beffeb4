# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of gotoaid(8) for bash.

_gotoaid() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} flags=
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "serve check verify status reload stop token backup export print-config help version --help --version" -- "$word")
        return
    fi
    case "$before" in
        --config | --journal | --receipt | --public-key)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return ;;
        --data-dir)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            return ;;
        --log-level)
            mapfile -t COMPREPLY < <(compgen -W "debug info warning error" -- "$word")
            return ;;
        --listen | --admin-listen) return ;;
    esac
    case "${COMP_WORDS[1]}" in
        serve) flags="--demo --demo-day --config --data-dir --listen --admin-listen --log-level --help" ;;
        check | status | reload | stop | token) flags="--config --data-dir --listen --admin-listen --log-level --help" ;;
        verify | backup | export)
            flags="--config --data-dir --listen --admin-listen --log-level --help"
            [ "${COMP_WORDS[1]}" = verify ] && flags="--journal --receipt --public-key $flags"
            if [[ $word != -* ]]; then
                compopt -o filenames
                mapfile -t COMPREPLY < <(compgen -f -- "$word")
                return
            fi ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$word")
}
complete -F _gotoaid gotoaid
