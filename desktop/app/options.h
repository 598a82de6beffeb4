// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace gotoai::app {

enum class Start {
    AsLast, // signs in where one was signed in last, if the keyring allows
    Demo,   // with a daemon of its own on the simulator, which ends with the console
    DemoDay // the same, with a day of traffic behind it
};

// What the command line asks for.
struct Options
{
    Start start = Start::AsLast;
    QString page{}; // to be shown first; empty: the one of last time
};

// Prints and exits for --help, --version and what it does not know.
Options readOptions(const QStringList& arguments);

} // namespace gotoai::app
