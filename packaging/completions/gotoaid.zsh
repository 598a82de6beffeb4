#compdef gotoaid
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of gotoaid(8) for zsh.

_gotoaid() {
    local -a commands options
    commands=(
        'serve:run the daemon'
        'check:judge the configuration and print the one in force'
        'verify:prove the books of a stopped daemon, or of a backup'
        'status:how the running daemon does'
        'reload:have it read its configuration again'
        'stop:have it finish what runs, and wait for its end'
        'token:make and print a fresh admin token'
        'backup:copy the ledger of the running daemon, and prove the copy'
        'export:write the journal of the ledger, for anybody to verify'
        'print-config:print every setting with its default'
        'help:print commands, options and settings'
        'version:print the version'
    )
    options=(
        '--config=[settings in TOML]:file:_files'
        '--data-dir=[where the ledger lives]:directory:_files -/'
        '--listen=[address for applications]:host\:port:'
        '--admin-listen=[address for operators]:host\:port:'
        '--log-level=[least severe lines that are logged]:level:(debug info warning error)'
        '--help[print commands, options and settings]'
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
        serve) _arguments '--demo[with a simulated supply, an account and a key]' '--demo-day=-[likewise, with a day of traffic]::number of orders' $options ;;
        check | status | reload | stop | token) _arguments $options ;;
        verify)
            _arguments '1:file:_files' '--journal=[an exported journal]:file:_files' \
                '--receipt=[the receipt of an order]:file:_files' \
                '--public-key=[public keys of signed heads]:file:_files' $options ;;
        backup | export) _arguments '1:file:_files' $options ;;
    esac
}

_gotoaid "$@"
