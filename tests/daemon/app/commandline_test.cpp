// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/settings.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::app;

class CommandLineTest : public QObject
{
    Q_OBJECT

private:
    static Result<CommandLine> parse(const std::vector<std::string>& arguments) { return parseCommandLine(arguments); }

private Q_SLOTS:
    void readsServe()
    {
        const auto line =
            parse({"serve", "--demo", "--listen", "127.0.0.1:0", "--data-dir=/srv/gotoai", "--config", "f"});
        QVERIFY(line.has_value());
        QVERIFY(line->command == Command::Serve && line->sources.demo == Demo::Supply);
        QCOMPARE(line->sources.flags.at("gateway.listen"), "127.0.0.1:0");
        QCOMPARE(line->sources.flags.at("data.directory"), "/srv/gotoai");
        QCOMPARE(line->sources.file.value_or(""), "f");
        QVERIFY(parse({"serve", "--demo-day"})->sources.demo == Demo::Day);
        QCOMPARE(parse({"serve", "--demo-day=600"})->sources.demoOrders, 600);
        QVERIFY(parse({"serve"})->sources.demo == Demo::None);
    }

    void readsWhatToVerify()
    {
        const auto line = parse({"verify", "--journal", "j", "--public-key=k", "--data-dir", "d"});
        QVERIFY(line.has_value());
        QCOMPARE(line->files.at("--journal"), "j");
        QCOMPARE(line->files.at("--public-key"), "k");
        QCOMPARE(parse({"verify", "b", "--public-key", "k"})->file, "b");
        QCOMPARE(parse({"export", "j"})->file, "j");
    }

    void everyFlagSetsASettingThatExists()
    {
        const auto line = parse({"verify", "--listen", "127.0.0.1:1", "--admin-listen", "127.0.0.1:2", "--data-dir",
                                 "d", "--log-level", "error"});
        QVERIFY(line.has_value());
        QVERIFY(loadConfig(line->sources).has_value());
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown command") << QStringList{QStringLiteral("server")};
        QTest::newRow("unknown flag") << QStringList{QStringLiteral("serve"), QStringLiteral("--verbose")};
        QTest::newRow("missing value") << QStringList{QStringLiteral("serve"), QStringLiteral("--listen")};
        QTest::newRow("value for a switch") << QStringList{QStringLiteral("serve"), QStringLiteral("--demo=yes")};
        QTest::newRow("a day of too few orders")
            << QStringList{QStringLiteral("serve"), QStringLiteral("--demo-day=9")};
        QTest::newRow("a day of words") << QStringList{QStringLiteral("serve"), QStringLiteral("--demo-day=many")};
        QTest::newRow("demo without serving") << QStringList{QStringLiteral("verify"), QStringLiteral("--demo")};
        QTest::newRow("options where none are")
            << QStringList{QStringLiteral("print-config"), QStringLiteral("--log-level=info")};
        QTest::newRow("two proofs at once")
            << QStringList{QStringLiteral("verify"), QStringLiteral("b"), QStringLiteral("--journal=j")};
        QTest::newRow("journal without verifying")
            << QStringList{QStringLiteral("serve"), QStringLiteral("--journal=j")};
        QTest::newRow("export to nowhere") << QStringList{QStringLiteral("export")};
        QTest::newRow("stray word") << QStringList{QStringLiteral("serve"), QStringLiteral("now")};
    }
    void refuses()
    {
        QFETCH(QStringList, arguments);
        std::vector<std::string> list;
        for (const QString& argument : arguments)
            list.push_back(argument.toStdString());
        const auto line = parse(list);
        QVERIFY(!line.has_value());
        QVERIFY(line.error().detail.ends_with("see 'gotoaid --help'"));
    }

    void helpNamesEverySetting()
    {
        const std::string help = helpText();
        for (const Setting& setting : settings())
            QVERIFY2(help.find(setting.name) != std::string::npos, setting.name.data());
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "commandline_test.moc"
