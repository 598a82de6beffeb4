// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/configtext.h"
#include "app/settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace gotoai;
using namespace gotoai::app;

class ConfigTextTest : public QObject
{
    Q_OBJECT

private:
    static Result<Config> load(const QTemporaryDir& directory, const QByteArray& text)
    {
        QFile file(directory.filePath(QStringLiteral("gotoaid.toml")));
        if (!file.open(QFile::WriteOnly) || file.write(text) != text.size())
            return failure(ErrorCode::Internal, "cannot write the file");
        file.close();
        return loadConfig({.file = file.fileName().toStdString()});
    }

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
        auto config = loadConfig({.flags = {{"data.directory", "/srv/a \"b\" \\c\n\td\x7f"}, {"log.level", "debug"}}});
        QVERIFY(config.has_value());
        const auto again = load(directory, QByteArray::fromStdString(configText(*config)));
        QVERIFY2(again.has_value(), again ? "" : again.error().detail.c_str());
        for (const Setting& setting : settings())
            QCOMPARE(setting.text(*again), setting.text(*config));
    }

    void templateSetsNothing()
    {
        QTemporaryDir directory;
        const auto config = load(directory, QByteArray::fromStdString(configTemplate()));
        QVERIFY2(config.has_value(), config ? "" : config.error().detail.c_str());
        for (const auto& [name, origin] : config->origins)
            QCOMPARE(origin, "default");
    }

    void templateWithoutItsMarksSetsEverythingToItsDefault()
    {
        QTemporaryDir directory;
        QByteArray text;
        for (const QByteArray& line : QByteArray::fromStdString(configTemplate()).split('\n'))
            text += (line.startsWith('#') && !line.startsWith("# ") ? line.mid(1) : line) + '\n';
        const auto config = load(directory, text);
        QVERIFY2(config.has_value(), config ? "" : config.error().detail.c_str());
        Config defaults = *loadConfig({});
        defaults.dataDirectory = defaultDataDirectory({});
        for (const Setting& setting : settings()) {
            QVERIFY2(config->origins.at(std::string(setting.name)) != "default", setting.name.data());
            QCOMPARE(setting.text(*config), setting.text(defaults));
        }
    }
};

QTEST_GUILESS_MAIN(ConfigTextTest)
#include "configtext_test.moc"
