// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config.h"
#include "app/settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace gotoai;
using namespace gotoai::app;

class ConfigTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;

    std::string writeFile(const QByteArray& text) const
    {
        QFile file(m_directory.filePath(QStringLiteral("gotoaid.toml")));
        if (!file.open(QFile::WriteOnly | QFile::Truncate) || file.write(text) != text.size())
            qFatal("cannot write the configuration file");
        return file.fileName().toStdString();
    }

private Q_SLOTS:
    void hasUsableDefaults()
    {
        const auto config = loadConfig({.environment = {{"HOME", "/home/somebody"}}});
        QVERIFY(config.has_value());
        QCOMPARE(config->gatewayListen.port, 8787);
        QCOMPARE(config->adminListen.host, "127.0.0.1");
        QCOMPARE(config->dataDirectory, "/home/somebody/.local/state/gotoaid");
        QCOMPARE(config->origins.at("gateway.listen"), "default");
    }

    void theLargestBodyHasRoom()
    {
        ConfigSources sources{.flags = {{"http.max_body_bytes", "2000"}, {"http.max_held_body_bytes", "2000"}}};
        QVERIFY(loadConfig(sources).has_value());
        sources.flags.insert_or_assign("http.max_held_body_bytes", "1999");
        const auto refused = loadConfig(sources);
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().detail.find("http.max_held_body_bytes") != std::string::npos);
    }

    // Every setting is changed to another legal value and must read back differently from its default.
    void everySettingCanBeSet_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("text");
        for (const Setting& setting : settings()) {
            const QByteArray name(setting.name.data(), static_cast<qsizetype>(setting.name.size()));
            const bool isAddress = name.endsWith("listen");
            QTest::newRow(name.constData())
                << name
                << QByteArray(isAddress                            ? "[::1]:99"
                              : name == "log.level"                ? "error"
                              : name == "enterprise.stage_gate"    ? "open"
                              : name == "process.core_dumps"       ? "on"
                              : name == "data.directory"           ? "/srv/elsewhere"
                              : name == "http.loopback"            ? "counted"
                              : name == "http.max_held_body_bytes" ? "99999999"
                              : name == "admin.host_names"         ? "gotoai.example"
                              : name == "http.trusted_proxies"     ? "10.0.0.0/8, ::1"
                              : name == "gateway.cors_origins"     ? "https://app.example"
                              : name == "lanes.count"              ? "3"
                              : name == "sessions.lifetime_ms"     ? "61000"
                              : name == "log.requests"             ? "all"
                              : name == "tracing.otlp_endpoint"    ? "http://127.0.0.1:4318/v1/traces"
                              : name == "tracing.sample_per_mille" ? "10"
                              : name == "requests.max_bytes"       ? "99999999"
                              : name == "probes.requests_per_hour" ? "120"
                              : name.endsWith("_file")             ? "/etc/some.pem"
                                                                   : "4321");
        }
    }
    void everySettingCanBeSet()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, text);
        ConfigSources sources{.flags = {{name.toStdString(), text.toStdString()}}};
        if (const auto tls = name.indexOf("tls_"); tls > 0) { // they come in pairs
            for (const char* one : {"tls_certificate_file", "tls_key_file"})
                sources.flags.insert_or_assign(name.left(tls).toStdString() + one, text.toStdString());
        }
        const auto config = loadConfig(sources);
        QVERIFY2(config.has_value(), config ? "" : config.error().detail.c_str());
        QCOMPARE(config->origins.at(name.toStdString()), "flag");
        const Config defaults = *loadConfig({});
        const Setting* const setting = findSetting(name.toStdString());
        QCOMPARE(setting->text(*config), text.toStdString());
        QVERIFY(setting->text(*config) != setting->text(defaults));
    }

    void prefersFlagToEnvironmentToFile()
    {
        const std::string file = writeFile("[lanes]\ncount = 1\n[drain]\ndeadline_ms = 1\n[log]\nlevel = \"debug\"\n");
        const auto config =
            loadConfig({.flags = {{"lanes.count", "3"}},
                        .environment = {{"GOTOAID_LANES_COUNT", "2"}, {"GOTOAID_DRAIN_DEADLINE_MS", "2"}},
                        .file = file});
        QVERIFY(config.has_value());
        QCOMPARE(config->lanes, 3);
        QCOMPARE(config->drainDeadline.count(), 2);
        QVERIFY(config->logLevel == LogLevel::Debug);
        QCOMPARE(config->origins.at("log.level"), file + ":6");
        QCOMPARE(config->origins.at("drain.deadline_ms"), "environment GOTOAID_DRAIN_DEADLINE_MS");
    }

    // A socket that somebody else bound is where the daemon listens, whatever was written down.
    void prefersInheritedSocketsToAll()
    {
        const auto config = loadConfig(
            {.inherited = {{"gateway.listen", "127.0.0.1:443"}}, .flags = {{"gateway.listen", "127.0.0.1:1"}}});
        QVERIFY(config.has_value());
        QCOMPARE(config->gatewayListen.port, 443);
        QCOMPARE(config->origins.at("gateway.listen"), "inherited socket");
        QVERIFY(!loadConfig({.inherited = {{"admin.listen", "0.0.0.0:443"}}}));
    }

    void keepsTheDemoApart()
    {
        const Config usual = *loadConfig({});
        QCOMPARE(loadConfig({.demo = Demo::Supply})->dataDirectory, usual.dataDirectory + "-demo");
        QCOMPARE(loadConfig({.flags = {{"data.directory", "/srv/x"}}, .demo = Demo::Supply})->dataDirectory, "/srv/x");
    }

    void refusesNamingKeyAndLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<int>("line");
        QTest::newRow("unknown key") << QByteArray("[lanes]\nnumber = 1\n") << QByteArray("lanes.number") << 2;
        QTest::newRow("unknown table") << QByteArray("\n[lane]\ncount = 1\n") << QByteArray("lane.count") << 3;
        QTest::newRow("out of range") << QByteArray("[lanes]\n\ncount = 65\n") << QByteArray("lanes.count") << 3;
        QTest::newRow("negative") << QByteArray("[lanes]\ncount = -1\n") << QByteArray("lanes.count") << 2;
        QTest::newRow("text for number") << QByteArray("[lanes]\ncount = \"many\"\n") << QByteArray("lanes.count") << 2;
        QTest::newRow("float") << QByteArray("[lanes]\ncount = 1.5\n") << QByteArray("lanes.count") << 2;
        QTest::newRow("list") << QByteArray("[lanes]\ncount = [1]\n") << QByteArray("lanes.count") << 2;
        QTest::newRow("address") << QByteArray("[gateway]\nlisten = \"localhost:1\"\n") << QByteArray("gateway.listen")
                                 << 2;
        QTest::newRow("admin API in public")
            << QByteArray("[admin]\nlisten = \"0.0.0.0:1\"\n") << QByteArray("admin.listen") << 2;
        QTest::newRow("certificate without key")
            << QByteArray("[gateway]\ntls_certificate_file = \"a\"\n") << QByteArray("gateway.tls_key_file") << 2;
        QTest::newRow("key without certificate")
            << QByteArray("[admin]\n\ntls_key_file = \"a\"\n") << QByteArray("admin.tls_certificate_file") << 3;
        QTest::newRow("admin API in public, the gateway's TLS")
            << QByteArray("[admin]\nlisten = \"0.0.0.0:1\"\n"
                          "[gateway]\ntls_certificate_file = \"a\"\ntls_key_file = \"b\"\n")
            << QByteArray("admin.listen") << 2;
        QTest::newRow("no TOML") << QByteArray("[lanes]\ncount = = 1\n") << QByteArray() << 2;
    }
    void refusesNamingKeyAndLine()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, key);
        QFETCH(int, line);
        const std::string file = writeFile(text);
        const auto config = loadConfig({.file = file});
        QVERIFY(!config.has_value());
        QCOMPARE(config.error().code, ErrorCode::BadConfiguration);
        const QByteArray detail = QByteArray::fromStdString(config.error().detail);
        QVERIFY2(detail.contains(key), detail.constData());
        const QByteArray place = QByteArray::fromStdString(file) + ':' + QByteArray::number(line);
        QVERIFY2(detail.contains(place), detail.constData());
    }

    void letsTheAdminApiOutUnderTls()
    {
        const auto config = loadConfig({.flags = {{"admin.listen", "0.0.0.0:1"},
                                                  {"admin.tls_certificate_file", "a"},
                                                  {"admin.tls_key_file", "b"}}});
        QVERIFY2(config.has_value(), config ? "" : config.error().detail.c_str());
    }

    void refusesAnUnknownVariableAndAMissingFile()
    {
        QVERIFY(!loadConfig({.environment = {{"GOTOAID_NO_SUCH", "1"}}}));
        QVERIFY(loadConfig({.environment = {{"GOTOAI_API_KEY", "belongs to clients"}}}));
        QCOMPARE(loadConfig({.file = "/nonexistent/gotoaid.toml"}).error().code, ErrorCode::BadConfiguration);
    }

    void readsListenAddresses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("IPv4") << QByteArray("0.0.0.0:80") << true;
        QTest::newRow("IPv6") << QByteArray("[::1]:0") << true;
        QTest::newRow("no port") << QByteArray("127.0.0.1") << false;
        QTest::newRow("empty port") << QByteArray("127.0.0.1:") << false;
        QTest::newRow("port too high") << QByteArray("127.0.0.1:65536") << false;
        QTest::newRow("negative port") << QByteArray("127.0.0.1:-1") << false;
        QTest::newRow("bare IPv6") << QByteArray("::1:80") << false;
        QTest::newRow("name") << QByteArray("example:80") << false;
        QTest::newRow("empty") << QByteArray("") << false;
    }
    void readsListenAddresses()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isGood);
        QCOMPARE(parseListenAddress(text.toStdString()).has_value(), isGood);
    }
};

QTEST_GUILESS_MAIN(ConfigTest)
#include "config_test.moc"
