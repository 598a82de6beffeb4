// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checkcommand.h"
#include "app/settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace gotoai;
using namespace gotoai::app;

class CheckCommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesEverySettingWithItsOrigin()
    {
        const auto config = loadConfig({.flags = {{"lanes.count", "3"}}});
        QVERIFY(config.has_value());
        const QByteArray text = QByteArray::fromStdString(configText(*config));
        QCOMPARE(text.count("# "), static_cast<qsizetype>(settings().size()));
        QVERIFY2(text.contains("count = 3 "), text.constData());
        QVERIFY2(text.contains("# flag\n"), text.constData());
    }

    void isAFileThatMakesTheSameConfiguration()
    {
        QTemporaryDir directory;
        auto config = loadConfig({.flags = {{"data.directory", "/srv/a \"b\" \\c"}, {"log.level", "debug"}}});
        QVERIFY(config.has_value());
        QFile file(directory.filePath(QStringLiteral("gotoaid.toml")));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(QByteArray::fromStdString(configText(*config)));
        file.close();
        const auto again = loadConfig({.file = file.fileName().toStdString()});
        QVERIFY2(again.has_value(), again ? "" : again.error().detail.c_str());
        for (const Setting& setting : settings())
            QCOMPARE(setting.text(*again), setting.text(*config));
    }
};

QTEST_GUILESS_MAIN(CheckCommandTest)
#include "checkcommand_test.moc"
