// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/codec.h"

#include <QJsonDocument>
#include <QTest>

using namespace gotoai;
using namespace gotoai::protocol;

namespace {

struct Inner
{
    std::int64_t depth = 7;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.defaulted("depth", self.depth);
    }
};

struct Outer
{
    std::string name;
    bool isOn = true;
    std::optional<std::int64_t> size;
    std::optional<std::string> word;
    std::optional<std::optional<std::string>> note;
    Inner inner;
    std::vector<Inner> list;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("name", self.name);
        codec.defaulted("on", self.isOn);
        codec.nullable("size", self.size);
        codec.change("word", self.word);
        codec.clearable("note", self.note);
        codec.defaulted("inner", self.inner);
        codec.defaulted("list", self.list);
    }
};

} // namespace

class CodecTest : public QObject
{
    Q_OBJECT

private:
    static QJsonObject json(const QByteArray& text) { return QJsonDocument::fromJson(text).object(); }

private Q_SLOTS:
    void readsAMinimum()
    {
        const auto outer = fromJson<Outer>(json(R"({"name":"a"})"));
        QVERIFY(outer.has_value());
        QVERIFY(outer->isOn && !outer->size && !outer->word && !outer->note && outer->list.empty());
        QCOMPARE(outer->inner.depth, std::int64_t{7});
    }

    void readsWhatItWrites()
    {
        const QJsonObject full = json(
            R"({"name":"a","on":false,"size":3,"word":"w","note":null,"inner":{"depth":1},"list":[{"depth":2},{}]})");
        const auto outer = fromJson<Outer>(full);
        QVERIFY(outer.has_value());
        QVERIFY(outer->note && !*outer->note);
        QCOMPARE(outer->list.size(), std::size_t{2});
        QJsonObject expected = full;
        expected.insert(QLatin1String("list"),
                        QJsonArray{QJsonObject{{QLatin1String("depth"), 2}}, QJsonObject{{QLatin1String("depth"), 7}}});
        QCOMPARE(toJson(*outer), expected);
    }

    void writesNullAndLeavesUnsetChangesOut()
    {
        Outer outer;
        outer.name = "a";
        const QJsonObject written = toJson(outer);
        QVERIFY(written.value(QLatin1String("size")).isNull());
        QVERIFY(!written.contains(QLatin1String("word")));
        QVERIFY(!written.contains(QLatin1String("note")));
    }

    void namesTheFieldAtFault_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("missing") << QByteArray("{}") << QByteArray("name");
        QTest::newRow("null") << QByteArray(R"({"name":null})") << QByteArray("name");
        QTest::newRow("type") << QByteArray(R"({"name":"a","on":"yes"})") << QByteArray("on");
        QTest::newRow("null default") << QByteArray(R"({"name":"a","on":null})") << QByteArray("on");
        QTest::newRow("null change") << QByteArray(R"({"name":"a","word":null})") << QByteArray("word");
        QTest::newRow("unknown") << QByteArray(R"({"name":"a","nmae":"b"})") << QByteArray("nmae");
        QTest::newRow("no object") << QByteArray(R"({"name":"a","inner":[]})") << QByteArray("inner");
        QTest::newRow("nested type") << QByteArray(R"({"name":"a","inner":{"depth":""}})") << QByteArray("inner.depth");
        QTest::newRow("nested unknown") << QByteArray(R"({"name":"a","inner":{"x":1}})") << QByteArray("inner.x");
        QTest::newRow("no array") << QByteArray(R"({"name":"a","list":{}})") << QByteArray("list");
        QTest::newRow("in an array") << QByteArray(R"({"name":"a","list":[{},{"depth":1.5}]})")
                                     << QByteArray("list[1].depth");
    }
    void namesTheFieldAtFault()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, field);
        const auto outer = fromJson<Outer>(json(text));
        QVERIFY(!outer);
        QCOMPARE(outer.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(outer.error().param, field.toStdString());
    }
};

QTEST_GUILESS_MAIN(CodecTest)
#include "codec_test.moc"
