// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/fieldmerge.h"

#include <QtTest>

using namespace gotoai::widgets;

class FieldMergeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachFieldGoesItsWay_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("theirs");
        QTest::addColumn<QString>("yours");
        QTest::addColumn<bool>("isTaken");
        QTest::addColumn<bool>("isDisagreement");
        QTest::newRow("nobody changed it") << "eu"
                                           << "eu"
                                           << "eu" << false << false;
        QTest::newRow("only you") << "eu"
                                  << "eu"
                                  << "us" << false << false;
        QTest::newRow("only they") << "eu"
                                   << "us"
                                   << "eu" << true << false;
        QTest::newRow("both alike") << "eu"
                                    << "us"
                                    << "us" << false << false;
        QTest::newRow("both otherwise") << "eu"
                                        << "us"
                                        << "ap" << false << true;
    }
    void eachFieldGoesItsWay()
    {
        QFETCH(QString, before);
        QFETCH(QString, theirs);
        QFETCH(QString, yours);
        bool isTaken = false;
        FieldMerge merge;
        merge.add(QStringLiteral("Region"), {before, theirs, yours}, [&isTaken] { isTaken = true; });
        QTEST(isTaken, "isTaken");
        QTEST(merge.taken() == QStringList{QStringLiteral("Region")}, "isTaken");
        QTEST(merge.disagreements().size() == 1, "isDisagreement");
    }

    void aDisagreementNamesBoth()
    {
        FieldMerge merge;
        merge.add(QStringLiteral("Region"), {QStringLiteral("eu"), QStringLiteral("us"), QStringLiteral("ap")}, [] {});
        QCOMPARE(merge.disagreements().front().field, QStringLiteral("Region"));
        QCOMPARE(merge.disagreements().front().theirs, QStringLiteral("us"));
        QCOMPARE(merge.disagreements().front().yours, QStringLiteral("ap"));
    }
};

QTEST_GUILESS_MAIN(FieldMergeTest)
#include "fieldmerge_test.moc"
