// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/tracecontext.h"

#include "base/hex.h"

#include <QTest>

#include <set>
#include <vector>

using namespace gotoai;
using namespace gotoai::trace;

namespace {

constexpr std::string_view kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr std::string_view kUnsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

Context contextFor(const Tracer& tracer, const std::vector<std::string_view>& parents,
                   const std::vector<std::string_view>& states = {})
{
    return tracer.contextFor(parents, states);
}

} // namespace

class TraceContextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAParent()
    {
        const auto parent = parseParent(kParent);
        QVERIFY(parent);
        QCOMPARE(toHex(parent->trace), std::string("4bf92f3577b34da6a3ce929d0e0e4736"));
        QCOMPARE(toHex(parent->span), std::string("00f067aa0ba902b7"));
        QVERIFY(parent->isSampled);
        QCOMPARE(formatParent(parent->trace, parent->span, parent->isSampled), std::string(kParent));
        QVERIFY(!parseParent(kUnsampled)->isSampled);
    }

    void judgesParents_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("isValid");
        const auto add = [](const char* name, const QByteArray& header, bool isValid) {
            QTest::newRow(name) << header << isValid;
        };
        const QByteArray ids = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
        add("other flags", "00-" + ids + "-ff", true);
        add("later version", "01-" + ids + "-01", true);
        add("later version with more", "cc-" + ids + "-01-what-the-future", true);
        add("later version, glued on", "cc-" + ids + "-01.what", false);
        add("version 00 with more", "00-" + ids + "-01-more", false);
        add("version ff", "ff-" + ids + "-01", false);
        add("version no hex", "0g-" + ids + "-01", false);
        add("upper case", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false);
        add("zero trace", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", false);
        add("zero span", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false);
        add("flags no hex", "00-" + ids + "-0x", false);
        add("short flags", "00-" + ids + "-1", false);
        add("underscores", "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false);
        add("empty", QByteArray(), false);
        add("blank at the end", "00-" + ids + "-01 ", false);
    }
    void judgesParents()
    {
        QFETCH(QByteArray, header);
        QFETCH(bool, isValid);
        QCOMPARE(parseParent({header.data(), static_cast<std::size_t>(header.size())}).has_value(), isValid);
    }

    void judgesStates_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<bool>("isValid");
        const auto add = [](const char* name, const QByteArray& header, bool isValid) {
            QTest::newRow(name) << header << isValid;
        };
        QByteArray many("a0=1");
        for (int i = 1; i < 32; ++i)
            many += ",a" + QByteArray::number(i) + "=1";
        add("one", "congo=t61rcWkgMzE", true);
        add("two, blanks between", "rojo=00f067aa0ba902b7 , congo=t61rcWkgMzE", true);
        add("tenant", "0tenant@sys=x", true);
        add("empty member", "a=1,,b=2", true);
        add("32 members", many, true);
        add("33 members", many + ",b=1", false);
        add("513 characters", QByteArray("a=") + QByteArray(255, 'x') + ",b=" + QByteArray(253, 'x'), false);
        add("key twice", "a=1,a=2", false);
        add("no value", "a=", false);
        add("no equals", "a", false);
        add("upper-case key", "Abc=1", false);
        add("key begins with a digit", "1abc=1", false);
        add("second equals", "a=b=c", false);
        add("control character", "a=b\tc", false);
        add("nothing", " , ", false);
    }
    void judgesStates()
    {
        QFETCH(QByteArray, header);
        QFETCH(bool, isValid);
        QCOMPARE(isValidState({header.data(), static_cast<std::size_t>(header.size())}), isValid);
    }

    void passesOnWhatCameWithASpanOfItsOwn()
    {
        const Tracer off(Tracer::Mode::Off, 1000);
        const Context context = contextFor(off, {kParent}, {"congo=1", "rojo=2"});
        QCOMPARE(toHex(context.trace), std::string("4bf92f3577b34da6a3ce929d0e0e4736"));
        QCOMPARE(toHex(context.parent), std::string("00f067aa0ba902b7"));
        QVERIFY(context.span != context.parent && context.span != SpanId{});
        QVERIFY(!context.isRecorded);
        QCOMPARE(context.state, std::string("congo=1,rojo=2"));

        const auto sent = parseParent(context.attemptParent(1));
        QVERIFY(sent && sent->trace == context.trace && sent->isSampled);
        QVERIFY(sent->span == context.attemptSpan(1));
        const std::set<SpanId> spans{context.parent, context.span, context.attemptSpan(1), context.attemptSpan(2)};
        QCOMPARE(spans.size(), 4u);
    }

    void ignoresWhatIsMalformed()
    {
        const Tracer off(Tracer::Mode::Off, 1000);
        QVERIFY(contextFor(off, {}).isNone());
        QVERIFY(contextFor(off, {"nonsense"}, {"a=1"}).isNone());
        QVERIFY(contextFor(off, {kParent, kParent}).isNone());
        QVERIFY(contextFor(off, {kParent, kParent}).attemptParent(1).empty());
        QCOMPARE(contextFor(off, {kParent}, {"Nonsense"}).state, std::string());
    }

    void beginsTracesWhenItIsOn()
    {
        const Tracer on(Tracer::Mode::On, 1000);
        const Context first = contextFor(on, {});
        const Context second = contextFor(on, {"nonsense"}, {"a=1"});
        QVERIFY(!first.isNone() && first.isRecorded && first.isSampled && first.parent == SpanId{});
        QVERIFY(first.trace != second.trace && first.span != second.span);
        QCOMPARE(second.state, std::string()); // it belongs to the parent that was none
    }

    void keepsTheShareItIsTold()
    {
        const auto kept = [](std::int64_t perMille) {
            const Tracer tracer(Tracer::Mode::On, perMille);
            int count = 0;
            for (int i = 0; i < 20'000; ++i)
                count += contextFor(tracer, {}).isRecorded ? 1 : 0;
            return count;
        };
        QCOMPARE(kept(0), 0);
        QCOMPARE(kept(1000), 20'000);
        const int half = kept(500);
        QVERIFY2(half > 9'500 && half < 10'500, qPrintable(QString::number(half))); // seven sigma
    }

    // The decision hangs on the id alone, so that all services keep the same traces.
    void decidesByTheIdAndTheCaller()
    {
        constexpr std::string_view low = "00-ffffffffffffffffff00000000000001-00f067aa0ba902b7-01";
        constexpr std::string_view high = "00-00000000000000000fffffffffffffff-00f067aa0ba902b7-01";
        const Tracer tenth(Tracer::Mode::On, 100);
        QVERIFY(contextFor(tenth, {low}).isRecorded);
        QVERIFY(!contextFor(tenth, {high}).isRecorded);
        QVERIFY(contextFor(tenth, {high}).isSampled); // the caller's flag goes on as it came
        const Tracer all(Tracer::Mode::On, 1000);
        QVERIFY(contextFor(all, {high}).isRecorded);
        QVERIFY(!contextFor(all, {kUnsampled}).isRecorded);
    }
};

QTEST_GUILESS_MAIN(TraceContextTest)
#include "tracecontext_test.moc"
