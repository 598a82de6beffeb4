// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"
#include "app/language.h"
#include "app/singleinstance.h"

#include <QApplication>
#include <QSettings>

#include <unistd.h>

int main(int argc, char** argv)
{
    QApplication qt(argc, argv);
    QApplication::setApplicationName(QStringLiteral("gotoai"));
    QApplication::setOrganizationName(QStringLiteral("GotoAI"));
    QApplication::setApplicationVersion(QStringLiteral(GOTOAI_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("gotoai")); // names its windows to the desktop: menu entry and icon
    const gotoai::app::Options options = gotoai::app::readOptions(QApplication::arguments());
    gotoai::app::SingleInstance instance(QStringLiteral("gotoai-console-%1").arg(getuid()));
    const bool isDemo = options.start == gotoai::app::Start::DemoDay; // beside the console of real work
    if (!isDemo && !instance.claim(options.page))
        return 0;
    gotoai::app::speak(gotoai::app::Preferences::read(QSettings()).language);
    gotoai::app::Application application(qt, options);
    QObject::connect(&instance, &gotoai::app::SingleInstance::asked, &application,
                     &gotoai::app::Application::comeForward);
    application.start();
    return QApplication::exec();
}
