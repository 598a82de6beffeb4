// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/qtmessages.h"

#include "base/log.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace gotoai;

class QtMessagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void becomeLinesOfTheLog()
    {
        const auto before = qInstallMessageHandler(nullptr);
        app::logQtMessages();
        qWarning("a \"quoted\" word\nand another line");
        qInstallMessageHandler(before);
        const auto lines = logTail(LogLevel::Warning, 1);
        QCOMPARE(lines.size(), std::size_t{1});
        QCOMPARE(lines.front().level, LogLevel::Warning);
        const QJsonObject line = QJsonDocument::fromJson(QByteArray::fromStdString(lines.front().text)).object();
        QCOMPARE(line.value(QLatin1String("event")).toString(), QLatin1String("qt_message"));
        QCOMPARE(line.value(QLatin1String("category")).toString(), QLatin1String("default"));
        QCOMPARE(line.value(QLatin1String("detail")).toString(), QLatin1String("a \"quoted\" word\nand another line"));
    }
};

QTEST_GUILESS_MAIN(QtMessagesTest)
#include "qtmessages_test.moc"
