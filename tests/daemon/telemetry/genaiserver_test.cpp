// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/genaiserver.h"

#include <QTest>

using namespace gotoai;

class GenAiServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsHostAndPort_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<int>("port");
        const auto row = [](const QByteArray& scheme, const char* rest, const char* host, int port) {
            QTest::addRow("%s %s", scheme.constData(), rest)
                << QByteArray(scheme + "://" + rest) << QByteArray(host) << port;
        };
        row("https", "api.openai.com/v1", "api.openai.com", 443);
        row("http", "10.0.0.7/v1", "10.0.0.7", 80);
        row("http", "localhost:11434", "localhost", 11434);
        row("https", "[2001:db8::1]/v1", "2001:db8::1", 443);
        row("https", "[2001:db8::1]:8443/v1", "2001:db8::1", 8443);
        row("https", "host:", "host", 0);
        row("https", "[2001:db8::1", "", 0);
        QTest::newRow("the simulator has none") << QByteArray() << QByteArray() << 0;
    }
    void readsHostAndPort()
    {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, host);
        QFETCH(int, port);
        const std::string text = url.toStdString();
        const auto address = telemetry::serverAddressOf(text);
        QCOMPARE(QByteArray(address.host.data(), qsizetype(address.host.size())), host);
        QCOMPARE(address.port, port);
    }

    void knowsWhoRunsAHost_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char* host, const char* name) {
            QTest::newRow(host) << QByteArray(host) << QByteArray(name);
        };
        row("api.openai.com", "openai");
        row("api.anthropic.com", "anthropic");
        row("mine.openai.azure.com", "azure.ai.openai");
        row("europe-west1-aiplatform.googleapis.com", "gcp.vertex_ai");
        row("bedrock-runtime.eu-central-1.amazonaws.com", "aws.bedrock");
        row("api.openai.com.evil.example", "as-the-operator-says");
        row("openrouter.ai", "as-the-operator-says");
        row("127.0.0.1", "as-the-operator-says");
    }
    void knowsWhoRunsAHost()
    {
        QFETCH(QByteArray, host);
        QFETCH(QByteArray, name);
        supply::Provider provider;
        provider.name = "as-the-operator-says";
        provider.baseUrl = "https:/" + std::string("/") + host.toStdString() + "/v1";
        const auto known = telemetry::genAiProviderName(provider);
        QCOMPARE(QByteArray(known.data(), qsizetype(known.size())), name);
    }

    void anEndpointWithoutAUrlHasItsProvidersName()
    {
        supply::Provider provider;
        provider.name = "simulator";
        QVERIFY(telemetry::genAiProviderName(provider) == "simulator");
    }
};

QTEST_GUILESS_MAIN(GenAiServerTest)
#include "genaiserver_test.moc"
