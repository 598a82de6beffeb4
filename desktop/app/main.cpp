// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include <QApplication>

int main(int argc, char** argv)
{
    QApplication qt(argc, argv);
    QApplication::setApplicationName(QStringLiteral("gotoai"));
    QApplication::setOrganizationName(QStringLiteral("GotoAI"));
    gotoai::app::Application application(qt);
    application.start();
    return QApplication::exec();
}
