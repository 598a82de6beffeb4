// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/statementreader.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::reconciliation;

namespace {

// As the providers write them; ids and figures are made up.
constexpr const char* kOpenAiUsage = R"({"object":"page","data":[{"object":"bucket","start_time":1730419200,
 "end_time":1730505600,"results":[{"object":"organization.usage.completions.result","input_tokens":1000,
 "output_tokens":500,"input_cached_tokens":800,"num_model_requests":5,"model":"gpt-4o-mini-2024-07-18"}]}]})";
constexpr const char* kOpenAiCosts = R"({"object":"page","data":[{"object":"bucket","start_time":1730419200,
 "end_time":1730505600,"results":[{"object":"organization.costs.result","amount":{"value":6.0e-02,
 "currency":"usd"},"line_item":"gpt-4o-mini-2024-07-18, input","project_id":null}]}]})";
constexpr const char* kOpenAiCsv = "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,"
                                   "line_item\n1730419200,1730505600,x,y,0.0000071,usd,\"gpt-4o, input\"\n";
constexpr const char* kAnthropicUsage = R"({"data":[{"starting_at":"2024-11-01T00:00:00Z",
 "ending_at":"2024-11-02T00:00:00Z","results":[{"uncached_input_tokens":1500,"cache_creation":
 {"ephemeral_1h_input_tokens":1000,"ephemeral_5m_input_tokens":500},"cache_read_input_tokens":200,
 "output_tokens":500,"model":"claude-opus-4-20250514"}]}],"has_more":false})";
constexpr const char* kAnthropicCost = R"({"data":[{"starting_at":"2024-11-01T00:00:00Z","results":
 [{"amount":"123.78912","currency":"USD","description":null,"model":"claude-opus-4-20250514"}]}]})";
constexpr const char* kAnthropicCsv =
    "usage_date_utc,model_version,api_key,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,"
    "usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens\n"
    "2024-11-01,claude-opus-4,k,1500,500,1000,200,500\n";
constexpr const char* kOpenRouterCsv =
    "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug\n"
    "gen-1,2024-11-01 10:20:30.5,0.0000071,30,14,openai/gpt-4o-mini\n";
constexpr const char* kOpenRouterActivity =
    R"({"data":[{"date":"2024-11-01","model":"openai/gpt-4.1","usage":0.015,"requests":5,"prompt_tokens":50,
 "completion_tokens":125,"reasoning_tokens":25}]})";
constexpr const char* kOpenRouterGenerations =
    R"({"data":[{"id":"gen-1","created_at":"2024-11-01T10:20:30.5+00:00","model":"openai/gpt-4o-mini",
 "total_cost":0.00000710000000000000012,"tokens_prompt":28,"tokens_completion":13,"native_tokens_prompt":30,
 "native_tokens_completion":14}]})";
constexpr const char* kGenericJson =
    R"([{"external_id":"a","at":"2024-11-01T10:20:30.5Z","model":"m","prompt_tokens":30,"completion_tokens":14,
 "cost_usd":"0.0000071","currency":"USD"}])";

} // namespace

class StatementReaderTest : public QObject
{
    Q_OBJECT

private:
    static Result<std::vector<StatementRow>> read(std::string_view text, StatementFormat format,
                                                  std::string_view columns = {})
    {
        auto mapping = withColumns(mappingOf(format), columns);
        if (!mapping)
            return std::move(mapping).error();
        std::vector<StatementRow> rows;
        auto done = readStatement(text, format, *mapping, [&rows](StatementRow row) -> Result<void> {
            rows.push_back(std::move(row));
            return {};
        });
        if (!done)
            return std::move(done).error();
        return rows;
    }
    static QString text(const StatementRow& row)
    {
        const auto number = [](const std::optional<std::int64_t>& value) {
            return value ? QString::number(*value) : QStringLiteral("-");
        };
        return QStringList{QString::fromStdString(row.externalId),
                           QString::fromStdString(row.model),
                           QString::fromStdString(toRfc3339(row.at)),
                           number(row.prompt),
                           number(row.completion),
                           number(row.requests),
                           number(row.cost)}
            .join(QLatin1Char(' '));
    }

private Q_SLOTS:
    void readsEveryFormat_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QString>("row");
        const auto row = [](const char* name, const char* content, const char* format, const char* expected) {
            QTest::newRow(name) << QByteArray(content) << QByteArray(format) << QString::fromLatin1(expected);
        };
        row("openai usage", kOpenAiUsage, "openai_json",
            " gpt-4o-mini-2024-07-18 2024-11-01T00:00:00.000000Z 1000 500 5 -");
        row("openai costs", kOpenAiCosts, "openai_json",
            " gpt-4o-mini-2024-07-18 2024-11-01T00:00:00.000000Z - - - 60000000000");
        row("openai export", kOpenAiCsv, "openai_csv", " gpt-4o 2024-11-01T00:00:00.000000Z - - - 7100000");
        row("anthropic usage", kAnthropicUsage, "anthropic_json",
            " claude-opus-4-20250514 2024-11-01T00:00:00.000000Z 3200 500 - -");
        row("anthropic cost, in cents", kAnthropicCost, "anthropic_json",
            " claude-opus-4-20250514 2024-11-01T00:00:00.000000Z - - - 1237891200000");
        row("anthropic export", kAnthropicCsv, "anthropic_csv",
            " claude-opus-4 2024-11-01T00:00:00.000000Z 3200 500 - -");
        row("openrouter export", kOpenRouterCsv, "openrouter_csv",
            "gen-1 openai/gpt-4o-mini 2024-11-01T10:20:30.500000Z 30 14 - 7100000");
        row("openrouter activity", kOpenRouterActivity, "openrouter_json",
            " openai/gpt-4.1 2024-11-01T00:00:00.000000Z 50 125 5 15000000000");
        row("openrouter generations", kOpenRouterGenerations, "openrouter_json",
            "gen-1 openai/gpt-4o-mini 2024-11-01T10:20:30.500000Z 30 14 - 7100000");
        row("generic", kGenericJson, "generic_json", "a m 2024-11-01T10:20:30.500000Z 30 14 - 7100000");
    }
    void readsEveryFormat()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, format);
        QFETCH(QString, row);
        const auto known = statementFormatFromWord(format.toStdString());
        QVERIFY(known);
        QCOMPARE(QByteArray::fromStdString(std::string(statementFormatWord(*known))), format);
        const auto rows = read(content.toStdString(), *known);
        QVERIFY2(rows, rows ? "" : rows.error().detail.c_str());
        QCOMPARE(rows->size(), std::size_t{1});
        QCOMPARE(text(rows->front()), row);
        QVERIFY(!rows->front().isAbsurd);
    }

    void columnsMayHaveOtherNames()
    {
        const auto rows = read("Request ID;x,When,Total\nr-1,2024-11-01,0.5\n", StatementFormat::GenericCsv,
                               "at=When;cost_usd=Total");
        QVERIFY(rows);
        QCOMPARE(text(rows->front()), QStringLiteral("  2024-11-01T00:00:00.000000Z - - - 500000000000"));
        for (const char* wrong : {"at", "at=", "when=at", "=", "at=When;;cost_usd=Total"})
            QCOMPARE(read("at\n", StatementFormat::GenericCsv, wrong).error().param, "columns");
    }

    void refusesWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("where");
        const auto row = [](const char* name, const char* content, const char* where) {
            QTest::newRow(name) << QByteArray(content) << QByteArray(where);
        };
        row("nothing", "", "first line");
        row("no cost", "at,model\n2024-11-01,m\n", "first line");
        row("no time", "cost_usd\n1\n", "first line");
        row("empty time", "at,cost_usd\n,1\n", "line 2: it has no time");
        row("bad time", "at,cost_usd\n2024-11-01,1\n2024-13-01,1\n", "line 3: it has no time");
        row("no number", "at,cost_usd\n2024-11-01,NaN\n", "line 2: cost_usd is no number");
        row("fraction", "at,prompt_tokens\n2024-11-01,1.5\n", "line 2: prompt_tokens is no number");
        row("more cells than names", "at,cost_usd\n2024-11-01,1\n2024-11-01,1,2\n", "line 3: cell 3 has no name");
        row("euro", "at,cost_usd,currency\n2024-11-01,1,EUR\n", "line 2: the amount is not in USD");
    }
    void refusesWhatItDoesNotUnderstand()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, where);
        const auto rows = read(content.toStdString(), StatementFormat::GenericCsv);
        QVERIFY(!rows);
        QCOMPARE(rows.error().code, ErrorCode::InvalidRequest);
        QVERIFY2(rows.error().detail.find(where.toStdString()) != std::string::npos, rows.error().detail.c_str());
    }

    void refusesAMemberThatIsThereTwice_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("format");
        QTest::newRow("in a row") << QByteArray(R"([{"at":"2024-11-01","cost_usd":1,"cost_usd":2}])")
                                  << QByteArray("generic_json");
        QTest::newRow("in a bucket") << QByteArray(R"([{"cost_usd":1,"cost_usd":2,"at":"2024-11-01","results":[{}]}])")
                                     << QByteArray("generic_json");
        QTest::newRow("further in") << QByteArray(R"([{"start_time":1730419200,"amount":{"cost_usd":1,"cost_usd":2}}])")
                                    << QByteArray("openai_json");
    }
    void refusesAMemberThatIsThereTwice()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, format);
        const auto rows = read(content.toStdString(), *statementFormatFromWord(format.toStdString()));
        QVERIFY(!rows);
        QCOMPARE(rows.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(rows.error().detail, std::string("row 1: cost_usd is there twice"));
    }

    void refusesJsonThatIsNone()
    {
        QCOMPARE(read("{", StatementFormat::GenericJson).error().code, ErrorCode::InvalidJson);
        QCOMPARE(read("{}", StatementFormat::GenericJson).error().code, ErrorCode::InvalidRequest);
        QCOMPARE(read("[1]", StatementFormat::GenericJson).error().code, ErrorCode::InvalidRequest);
        QVERIFY(read("[]", StatementFormat::GenericJson)->empty());
    }

    void numbersThatCannotBeAreTold_data()
    {
        QTest::addColumn<QByteArray>("row");
        for (const char* row :
             {"-1,1,1", "1,-1,1", "1,1,-0.1", "9223372036854775808,1,1", "1,1e18,1", "1,1,1e309", "1,1,1000000.1"})
            QTest::addRow("%s", row) << QByteArray(row);
    }
    void numbersThatCannotBeAreTold()
    {
        QFETCH(QByteArray, row);
        const auto rows = read("at,prompt_tokens,completion_tokens,cost_usd\n2024-11-01," + row.toStdString() + "\n",
                               StatementFormat::GenericCsv);
        QVERIFY2(rows, rows ? "" : rows.error().detail.c_str());
        QVERIFY(rows->front().isAbsurd);
        for (const auto& number : {rows->front().prompt, rows->front().completion, rows->front().cost})
            QVERIFY(*number >= 0);
    }

    void timesAreReadAsWritten_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QString>("time");
        const auto row = [](const char* written, const char* time) {
            QTest::addRow("'%s'", written) << QByteArray(written) << QString::fromLatin1(time);
        };
        row("1730419200", "2024-11-01T00:00:00.000000Z");
        row("2024-11-01", "2024-11-01T00:00:00.000000Z");
        row("2024-11-01T01:02:03Z", "2024-11-01T01:02:03.000000Z");
        row("2024-11-01 01:02:03", "2024-11-01T01:02:03.000000Z");
        row("2024-11-01 01:02:03 UTC", "2024-11-01T01:02:03.000000Z");
        row("2024-11-01T01:02", "2024-11-01T01:02:00.000000Z");
        row("2024-11-01T01:02:03.1234567+02:00", "2024-10-31T23:02:03.123456Z");
        row("2024-11-01T01:02:03-0130", "2024-11-01T02:32:03.000000Z");
        for (const char* wrong : {"", "0", "2024-11-31", "2024-11-01T25:00:00Z", "2024-11-01T01:02:03X", "11/01/2024",
                                  "2024-11-01T", "999999999999999999", "2024-11-01T01:02:03+99:00",
                                  "2024-11-01T-1:00:00Z", "2024-11-01T01:-2:03Z", "2024-11-01T01:02:-3Z", "-111-11-01",
                                  "2024--1-01", "2024-11-01T01:02:03+-1:00", "2024-11-01T01:02:03+01:-1"})
            row(wrong, "");
    }
    void timesAreReadAsWritten()
    {
        QFETCH(QByteArray, written);
        QFETCH(QString, time);
        const auto read = parseStatementTime(written.toStdString());
        QCOMPARE(read ? QString::fromStdString(toRfc3339(*read)) : QString(), time);
    }
};

QTEST_GUILESS_MAIN(StatementReaderTest)
#include "statementreader_test.moc"
