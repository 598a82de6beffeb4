// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/chatsettings.h"

#include <QJsonDocument>
#include <QTest>

using namespace gotoai;
using namespace gotoai::playground;

namespace {

Conversation asking(const QString& text) { return {.turns = {{.role = Turn::Role::User, .text = text}}}; }

QJsonObject bodyOf(const ChatSettings& settings, const Conversation& conversation)
{
    return QJsonDocument::fromJson(settings.body(QStringLiteral("atlas/mini"), conversation)).object();
}

} // namespace

class ChatSettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsOnlyWhatIsSet()
    {
        const QJsonObject body = bodyOf({}, asking(QStringLiteral("Hello")));
        QCOMPARE(body.value(u"model").toString(), QStringLiteral("atlas/mini"));
        QCOMPARE(body.value(u"max_tokens").toInt(), 400);
        QVERIFY(body.value(u"stream").toBool());
        QVERIFY(body.value(u"stream_options").toObject().value(u"include_usage").toBool());
        for (const char* absent : {"temperature", "top_p", "seed", "tools", "response_format", "provider"})
            QVERIFY2(!body.contains(QLatin1String(absent)), absent);
        const QJsonObject whole = bodyOf({.isStreamed = false}, asking(QStringLiteral("Hello")));
        QVERIFY(!whole.contains(u"stream") && !whole.contains(u"stream_options"));
    }

    void sendsWhatIsSet()
    {
        const ChatSettings settings{.maxTokens = 9,
                                    .temperature = 0.5,
                                    .seed = 3,
                                    .systemPrompt = QStringLiteral("Be brief."),
                                    .tools = QStringLiteral("[{\"type\":\"function\"}]"),
                                    .schema = QStringLiteral("{\"type\":\"object\"}"),
                                    .provider = QStringLiteral("{\"only\":[\"kestrel\"]}")};
        const QJsonObject body = bodyOf(settings, asking(QStringLiteral("Hello")));
        QCOMPARE(body.value(u"messages").toArray().first().toObject().value(u"role").toString(),
                 QStringLiteral("system"));
        QCOMPARE(body.value(u"temperature").toDouble(), 0.5);
        QCOMPARE(body.value(u"tools").toArray().size(), 1);
        QCOMPARE(body.value(u"response_format")
                     .toObject()
                     .value(u"json_schema")
                     .toObject()
                     .value(u"schema")
                     .toObject()
                     .value(u"type")
                     .toString(),
                 QStringLiteral("object"));
        QCOMPARE(body.value(u"provider").toObject().value(u"only").toArray().first().toString(),
                 QStringLiteral("kestrel"));
    }

    void saysWhatIsNoJson_data()
    {
        QTest::addColumn<QString>("tools");
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("provider");
        QTest::addColumn<bool>("isFaulty");
        QTest::newRow("empty") << QString() << QString() << QString() << false;
        QTest::newRow("blank") << QStringLiteral(" ") << QString() << QString() << false;
        QTest::newRow("tools as an object") << QStringLiteral("{}") << QString() << QString() << true;
        QTest::newRow("half a schema") << QString() << QStringLiteral("{\"type\":") << QString() << true;
        QTest::newRow("provider as an array") << QString() << QString() << QStringLiteral("[]") << true;
        QTest::newRow("all well") << QStringLiteral("[]") << QStringLiteral("{}") << QStringLiteral("{}") << false;
    }

    void saysWhatIsNoJson()
    {
        QFETCH(QString, tools);
        QFETCH(QString, schema);
        QFETCH(QString, provider);
        QFETCH(bool, isFaulty);
        const ChatSettings settings{.tools = tools, .schema = schema, .provider = provider};
        QCOMPARE(!settings.fault().isEmpty(), isFaulty);
    }

    void picturesGoAlongAndComeBack()
    {
        Conversation conversation = asking(QStringLiteral("What is this?"));
        conversation.turns.back().pictures.push_back({QStringLiteral("p.png"), "image/png", "bytes"});
        const QJsonArray messages = conversation.messages({});
        const QJsonArray content = messages.first().toObject().value(u"content").toArray();
        QCOMPARE(content.at(1).toObject().value(u"image_url").toObject().value(u"url").toString(),
                 QStringLiteral("data:image/png;base64,Ynl0ZXM="));
        QString prompt;
        const Conversation again = Conversation::fromMessages(messages, prompt);
        QCOMPARE(again.turns.front().pictures.front().bytes, QByteArray("bytes"));
        QCOMPARE(again.turns.front().text, QStringLiteral("What is this?"));
        QVERIFY(!Picture::fromDataUrl(QStringLiteral("http://x/y.png"), {}));
        QVERIFY(!Picture::fromDataUrl(QStringLiteral("data:text/html;base64,AAAA"), {}));
    }

    void theQuestionNamesWhatTheRequestNeeds()
    {
        Conversation conversation = asking(QString(4'000, QLatin1Char('x')));
        conversation.turns.back().pictures.push_back({QStringLiteral("p.png"), "image/png", QByteArray(100'000, 'x')});
        const ChatSettings settings{
            .mode = QStringLiteral("latency"), .maxTokens = 50, .tools = QStringLiteral("[{}]")};
        const protocol::RouteQuestion question = settings.question(QStringLiteral("atlas/mini"), conversation);
        QCOMPARE(question.mode.value(), std::string("latency"));
        QCOMPARE(question.maxCompletionTokens.value(), 50);
        QVERIFY(question.promptTokens > 1'000 && question.promptTokens < 1'200); // its picture is no text
        QCOMPARE(question.features, (std::vector<std::string>{"tools", "vision"}));
    }

    void comesBackFromAFile()
    {
        const ChatSettings settings{.mode = QStringLiteral("cheap"),
                                    .isStreamed = false,
                                    .maxTokens = std::nullopt,
                                    .temperature = 0.25,
                                    .systemPrompt = QStringLiteral("Be brief.")};
        QVERIFY(ChatSettings::fromJson(settings.toJson()) == settings);
        QVERIFY(ChatSettings::fromJson({}).isStreamed);
    }
};

QTEST_APPLESS_MAIN(ChatSettingsTest)
#include "chatsettings_test.moc"
