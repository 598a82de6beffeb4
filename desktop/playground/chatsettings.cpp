// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/chatsettings.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>

namespace gotoai::playground {

namespace {

constexpr int bytesPerToken = 4;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::playground::ChatSettings)
};

QJsonDocument parsed(const QString& text) { return QJsonDocument::fromJson(text.toUtf8()); }

// A schema stands in the envelope that OpenAI's response_format asks for; one that has it already is left alone.
QJsonObject responseFormat(const QString& schema)
{
    const QJsonObject object = parsed(schema).object();
    if (object.value(u"type").toString() == u"json_schema" || object.value(u"type").toString() == u"json_object")
        return object;
    return {{QStringLiteral("type"), QStringLiteral("json_schema")},
            {QStringLiteral("json_schema"), QJsonObject{{QStringLiteral("name"), QStringLiteral("answer")},
                                                        {QStringLiteral("strict"), true},
                                                        {QStringLiteral("schema"), object}}}};
}

template<class T>
void put(QJsonObject& object, const QString& name, const std::optional<T>& value)
{
    if (value)
        object.insert(name, *value);
}

} // namespace

QString ChatSettings::fault() const
{
    struct Field
    {
        const QString& text;
        bool wantsArray;
        QString sentence;
    };
    const Field fields[]{{tools, true, Texts::tr("The tools are no JSON array.")},
                         {schema, false, Texts::tr("The schema is no JSON object.")},
                         {provider, false, Texts::tr("The route's wishes are no JSON object.")}};
    for (const Field& field : fields) {
        if (field.text.trimmed().isEmpty())
            continue;
        const QJsonDocument document = parsed(field.text);
        if (field.wantsArray ? !document.isArray() : !document.isObject())
            return field.sentence;
    }
    return {};
}

int ChatSettings::toolCount() const { return static_cast<int>(parsed(tools).array().size()); }

QString ChatSettings::summary() const
{
    QStringList parts;
    parts << (maxTokens ? Texts::tr("max %n tokens", nullptr, *maxTokens) : Texts::tr("no limit of tokens"));
    if (temperature)
        parts << Texts::tr("temperature %1").arg(QLocale().toString(*temperature, 'g', 3));
    parts << Texts::tr("tools %1").arg(toolCount())
          << (schema.trimmed().isEmpty() ? Texts::tr("JSON schema off") : Texts::tr("JSON schema on"));
    if (!provider.trimmed().isEmpty())
        parts << Texts::tr("route narrowed");
    if (!isStreamed)
        parts << Texts::tr("not streamed");
    return parts.join(QStringLiteral(" · "));
}

QByteArray ChatSettings::body(const QString& model, const Conversation& conversation) const
{
    QJsonObject body{{QStringLiteral("model"), model},
                     {QStringLiteral("messages"), conversation.messages(systemPrompt)}};
    if (isStreamed) {
        body.insert(QStringLiteral("stream"), true);
        body.insert(QStringLiteral("stream_options"), QJsonObject{{QStringLiteral("include_usage"), true}});
    }
    put(body, QStringLiteral("max_tokens"), maxTokens);
    put(body, QStringLiteral("temperature"), temperature);
    put(body, QStringLiteral("top_p"), topP);
    put(body, QStringLiteral("seed"), seed);
    if (toolCount() > 0)
        body.insert(QStringLiteral("tools"), parsed(tools).array());
    if (!schema.trimmed().isEmpty())
        body.insert(QStringLiteral("response_format"), responseFormat(schema));
    if (!provider.trimmed().isEmpty())
        body.insert(QStringLiteral("provider"), parsed(provider).object());
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

protocol::RouteQuestion ChatSettings::question(const QString& model, const Conversation& conversation) const
{
    protocol::RouteQuestion question;
    question.model = model.toStdString();
    if (!mode.isEmpty())
        question.mode = mode.toStdString();
    if (!provider.trimmed().isEmpty())
        question.provider = parsed(provider).object();
    Conversation words = conversation;
    bool hasPictures = false;
    for (Turn& turn : words.turns) {
        hasPictures |= !turn.pictures.empty();
        turn.pictures.clear();
    }
    question.promptTokens = std::max<std::int64_t>(1, (body(model, words).size() + bytesPerToken - 1) / bytesPerToken);
    if (maxTokens)
        question.maxCompletionTokens = *maxTokens;
    if (toolCount() > 0)
        question.features.push_back("tools");
    if (hasPictures)
        question.features.push_back("vision");
    if (!schema.trimmed().isEmpty())
        question.features.push_back("json_schema");
    return question;
}

QJsonObject ChatSettings::toJson() const
{
    QJsonObject object{{QStringLiteral("mode"), mode},           {QStringLiteral("stream"), isStreamed},
                       {QStringLiteral("system"), systemPrompt}, {QStringLiteral("tools"), tools},
                       {QStringLiteral("schema"), schema},       {QStringLiteral("provider"), provider}};
    put(object, QStringLiteral("max_tokens"), maxTokens);
    put(object, QStringLiteral("temperature"), temperature);
    put(object, QStringLiteral("top_p"), topP);
    put(object, QStringLiteral("seed"), seed);
    return object;
}

ChatSettings ChatSettings::fromJson(const QJsonObject& object)
{
    ChatSettings settings;
    settings.mode = object.value(u"mode").toString();
    settings.isStreamed = object.value(u"stream").toBool(true);
    settings.systemPrompt = object.value(u"system").toString();
    settings.tools = object.value(u"tools").toString();
    settings.schema = object.value(u"schema").toString();
    settings.provider = object.value(u"provider").toString();
    settings.maxTokens =
        object.contains(u"max_tokens") ? std::optional(object.value(u"max_tokens").toInt()) : std::nullopt;
    settings.temperature =
        object.contains(u"temperature") ? std::optional(object.value(u"temperature").toDouble()) : std::nullopt;
    settings.topP = object.contains(u"top_p") ? std::optional(object.value(u"top_p").toDouble()) : std::nullopt;
    settings.seed = object.contains(u"seed") ? std::optional(object.value(u"seed").toInt()) : std::nullopt;
    return settings;
}

} // namespace gotoai::playground
