# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of gotoaid(8) for fish.

complete -c gotoaid -f
complete -c gotoaid -n __fish_use_subcommand -a serve -d 'run the daemon'
complete -c gotoaid -n __fish_use_subcommand -a check -d 'judge the configuration and print the one in force'
complete -c gotoaid -n __fish_use_subcommand -a verify -d 'prove the books of a stopped daemon, or of a backup'
complete -c gotoaid -n __fish_use_subcommand -a status -d 'how the running daemon does'
complete -c gotoaid -n __fish_use_subcommand -a reload -d 'have it read its configuration again'
complete -c gotoaid -n __fish_use_subcommand -a stop -d 'have it finish what runs, and wait for its end'
complete -c gotoaid -n __fish_use_subcommand -a token -d 'make and print a fresh admin token'
complete -c gotoaid -n __fish_use_subcommand -a backup -d 'copy the ledger of the running daemon, and prove the copy'
complete -c gotoaid -n __fish_use_subcommand -a export -d 'write the journal of the ledger, for anybody to verify'
complete -c gotoaid -n '__fish_seen_subcommand_from verify backup export' -F
complete -c gotoaid -n '__fish_seen_subcommand_from verify' -l journal -rF -d 'an exported journal'
complete -c gotoaid -n '__fish_seen_subcommand_from verify' -l receipt -rF -d 'the receipt of an order'
complete -c gotoaid -n '__fish_seen_subcommand_from verify' -l public-key -rF -d 'public keys of signed heads'
complete -c gotoaid -n __fish_use_subcommand -a print-config -d 'print every setting with its default'
complete -c gotoaid -n __fish_use_subcommand -a help -d 'print commands, options and settings'
complete -c gotoaid -n __fish_use_subcommand -a version -d 'print the version'
complete -c gotoaid -n '__fish_seen_subcommand_from serve' -l demo -d 'with a simulated supply, an account and a key'
complete -c gotoaid -n '__fish_seen_subcommand_from serve' -l demo-day -d 'likewise, with a day of traffic of about 4,800 orders'

set -l takes_options '__fish_seen_subcommand_from serve check verify status reload stop token backup export'
complete -c gotoaid -n $takes_options -l config -rF -d 'settings in TOML'
complete -c gotoaid -n $takes_options -l data-dir -x -a '(__fish_complete_directories)' -d 'where the ledger lives'
complete -c gotoaid -n $takes_options -l listen -x -d 'address for applications'
complete -c gotoaid -n $takes_options -l admin-listen -x -d 'address for operators'
complete -c gotoaid -n $takes_options -l log-level -x -a 'debug info warning error' -d 'least severe lines that are logged'
complete -c gotoaid -l help -d 'print commands, options and settings'
