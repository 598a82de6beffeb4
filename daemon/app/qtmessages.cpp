// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/qtmessages.h"

#include "base/log.h"

#include <QString>
#include <QtGlobal>

namespace gotoai::app {
namespace {

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return LogLevel::Debug;
    case QtInfoMsg: return LogLevel::Info;
    case QtWarningMsg: return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg: break; // after which Qt ends the process
    }
    return LogLevel::Error;
}

void log(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    writeLog(levelOf(type), "qt_message",
             {{"category", context.category ? context.category : "default"}, {"detail", message.toStdString()}});
}

} // namespace

void logQtMessages() { qInstallMessageHandler(&log); }

} // namespace gotoai::app
