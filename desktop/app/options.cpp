// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include <QCommandLineParser>

namespace gotoai::app {

Options readOptions(const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("The console of GotoAI, the control plane for model access."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption demo(QStringLiteral("demo"),
                                  QStringLiteral("start a daemon on simulated models, with a day of traffic"));
    const QCommandLineOption page(QStringLiteral("page"), QStringLiteral("show this page first, as in billing"),
                                  QStringLiteral("name"));
    parser.addOptions({demo, page});
    parser.process(arguments);
    return {.start = parser.isSet(demo) ? Start::DemoDay : Start::AsLast, .page = parser.value(page)};
}

} // namespace gotoai::app
