// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include "money/fee.h"

#include <QTest>

#include <set>

using namespace gotoai;
using namespace gotoai::app;

class SettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standInSectionsAndOnlyOnce()
    {
        std::set<std::string> environment;
        for (const Setting& setting : settings()) {
            QVERIFY2(setting.name.find('.') != std::string_view::npos, setting.name.data());
            QVERIFY2(!setting.help.empty(), setting.name.data());
            QVERIFY2(!setting.purpose.empty(), setting.name.data());
            QVERIFY2(environment.insert(environmentName(setting.name)).second, setting.name.data());
            QCOMPARE(findSetting(setting.name), &setting);
        }
        QCOMPARE(findSetting("no.such"), nullptr);
    }

    void spellTheEnvironment() { QCOMPARE(environmentName("http.max_body_bytes"), "GOTOAID_HTTP_MAX_BODY_BYTES"); }

    // What `text` says of any configuration, `set` makes of the defaults.
    void readBackWhatTheySay_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const Setting& setting : settings())
            QTest::newRow(setting.name.data())
                << QByteArray(setting.name.data(), static_cast<qsizetype>(setting.name.size()));
    }
    void readBackWhatTheySay()
    {
        QFETCH(QByteArray, name);
        const Setting* const setting = findSetting(name.toStdString());
        QVERIFY(setting);
        const Config defaults = *loadConfig({});
        const std::string text = setting->text(defaults);
        Config config = defaults;
        const auto read = setting->set(config, text);
        QVERIFY2(read.has_value(), read ? "" : read.error().detail.c_str());
        QCOMPARE(setting->text(config), text);
    }

    void aFeeIsAShareAndAnAmount()
    {
        Config config;
        const Setting* const share = findSetting("fees.percent");
        QVERIFY(share->set(config, "5.25").has_value());
        QCOMPARE(config.feeBasisPoints, 525);
        QCOMPARE(share->text(config), "5.25");
        QVERIFY(share->set(config, "10000").has_value());
        for (const char* wrong : {"-1", "5.255", "10000.01", "1e2", "NaN", "", "9223372036854775808"})
            QVERIFY2(!share->set(config, wrong).has_value(), wrong);
        QCOMPARE(config.feeBasisPoints, FeePolicy::kMaxBasisPoints + 0);
        const Setting* const amount = findSetting("fees.per_call_usd");
        QVERIFY(amount->set(config, "0.0001").has_value());
        QVERIFY(config.feePerCall == Money::fromNano(100'000));
        QVERIFY(!amount->set(config, "-0.1").has_value());
    }

    void aNameOfAHostHasNoPort()
    {
        Config config;
        const Setting* const setting = findSetting("admin.host_names");
        QVERIFY(setting->set(config, "Admin.Example, box-1").has_value());
        QCOMPARE(setting->text(config), "admin.example, box-1");
        for (const char* wrong : {"a:1", "http://a", "a,,b", "*", "a b"})
            QVERIFY2(!setting->set(config, wrong).has_value(), wrong);
        QVERIFY(setting->set(config, "").has_value());
        QVERIFY(config.adminHostNames.empty());
    }

    void sayWhatIsAllowed()
    {
        Config config;
        const auto refused = findSetting("log.level")->set(config, "loud");
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().detail.find("debug, info, warning or error") != std::string::npos);
        QVERIFY(findSetting("log.level")->set(config, "error").has_value());
        QCOMPARE(findSetting("log.level")->text(config), "error");
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
