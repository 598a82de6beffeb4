# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of gotoaid(8) for fish.

complete -c gotoaid -f
complete -c gotoaid -n __fish_use_subcommand -a serve -d 'run the daemon'
complete -c gotoaid -n __fish_use_subcommand -a check -d 'judge the configuration and print the one in force'
complete -c gotoaid -n __fish_use_subcommand -a verify -d 'prove the books of a data directory that no daemon uses'
complete -c gotoaid -n __fish_use_subcommand -a print-config -d 'print every setting with its default'
complete -c gotoaid -n __fish_use_subcommand -a help -d 'print commands, options and settings'
complete -c gotoaid -n __fish_use_subcommand -a version -d 'print the version'
complete -c gotoaid -n '__fish_seen_subcommand_from serve' -l demo -d 'with a simulated supply, an account and a key'

set -l takes_options '__fish_seen_subcommand_from serve check verify'
complete -c gotoaid -n $takes_options -l config -rF -d 'settings in TOML'
complete -c gotoaid -n $takes_options -l data-dir -x -a '(__fish_complete_directories)' -d 'where the ledger lives'
complete -c gotoaid -n $takes_options -l listen -x -d 'address for applications'
complete -c gotoaid -n $takes_options -l admin-listen -x -d 'address for operators'
complete -c gotoaid -n $takes_options -l log-level -x -a 'debug info warning error' -d 'least severe lines that are logged'
complete -c gotoaid -l help -d 'print commands, options and settings'
