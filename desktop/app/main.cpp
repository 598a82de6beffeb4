// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include <QApplication>
#include <QCommandLineParser>

int main(int argc, char** argv)
{
    QApplication qt(argc, argv);
    QApplication::setApplicationName(QStringLiteral("gotoai"));
    QApplication::setOrganizationName(QStringLiteral("GotoAI"));
    QApplication::setApplicationVersion(QStringLiteral(GOTOAI_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("gotoai")); // names its windows to the desktop: menu entry and icon
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(qt);
    gotoai::app::Application application(qt);
    application.start();
    return QApplication::exec();
}
