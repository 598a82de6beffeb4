// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/allowedmodels.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

namespace {

using Patterns = std::vector<std::string>;

} // namespace

class AllowedModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEveryModelAtFirst()
    {
        const AllowedModels every;
        QVERIFY(every.isEvery());
        QVERIFY(every.admits("openai/gpt-4o") && every.admits(""));
    }

    void admitsWhatIsNamed()
    {
        const auto allowed = AllowedModels::make({"openai/*", "demo/gpt", "demo/gpt"});
        QVERIFY(allowed.has_value());
        QVERIFY(allowed->patterns() == (Patterns{"demo/gpt", "openai/*"}));
        QVERIFY(allowed->admits("openai/gpt-4o") && allowed->admits("openai/") && allowed->admits("demo/gpt"));
        QVERIFY(!allowed->admits("openai") && !allowed->admits("demo/gpt-2") && !allowed->admits("demo/g") &&
                !allowed->admits("Openai/gpt-4o") && !allowed->admits(""));
        QVERIFY(AllowedModels::make({"*"})->admits("anything"));
    }

    void refusesWhatNamesNothing_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a star within") << QByteArray("open*/gpt");
        QTest::newRow("two stars") << QByteArray("openai/**");
        QTest::newRow("a space") << QByteArray("a b");
        QTest::newRow("a line's end") << QByteArray("a\nb");
        QTest::newRow("too long") << QByteArray(201, 'x');
        QTest::newRow("a comma") << QByteArray("x,*");
        QTest::newRow("not ASCII") << QByteArray("mod\xc3\xa8le");
        QTest::newRow("a choice of ours") << QByteArray("gotoai/auto");
        QTest::newRow("all choices of ours") << QByteArray("gotoai/*");
    }
    void refusesWhatNamesNothing()
    {
        QFETCH(QByteArray, pattern);
        const auto refused = AllowedModels::make({"demo/gpt", pattern.toStdString()});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidRequest);
        QCOMPARE(refused.error().param, std::string("models"));
    }

    void refusesNoneAndTooMany()
    {
        QVERIFY(!AllowedModels::make({}));
        Patterns many(AllowedModels::kMostPatterns);
        for (std::size_t i = 0; i < many.size(); ++i)
            many[i] = "m" + std::to_string(i);
        QVERIFY(AllowedModels::make(many).has_value());
        many.push_back("one more");
        QVERIFY(!AllowedModels::make(many));
    }
};

QTEST_APPLESS_MAIN(AllowedModelsTest)
#include "allowedmodels_test.moc"
