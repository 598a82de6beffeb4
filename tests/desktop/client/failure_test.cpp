// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/failure.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::client;

class FailureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasItsWordAndASentence();
    void anUnknownWordIsInternal();
    void everyKindHasASentence();
    void onlyWhatMayPassIsTriedAgain_data();
    void onlyWhatMayPassIsTriedAgain();
};

void FailureTest::everyCodeHasItsWordAndASentence()
{
    for (int number = 0; number <= static_cast<int>(ErrorCode::Internal); ++number) {
        const auto code = static_cast<ErrorCode>(number);
        const std::string_view word = errorWord(code);
        QCOMPARE(errorCodeFromWord(QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()))), code);
        const QString text = sentence({.kind = FailureKind::Refused, .code = code, .detail = QStringLiteral("so")});
        QVERIFY(text.endsWith(u'.'));
    }
}

void FailureTest::anUnknownWordIsInternal()
{
    QCOMPARE(errorCodeFromWord(QStringLiteral("from_the_future")), ErrorCode::Internal);
}

void FailureTest::everyKindHasASentence()
{
    using enum FailureKind;
    for (const FailureKind kind : {Refused, SignedOut, Unreachable, TimedOut, Certificate, Malformed, OtherVersion})
        QVERIFY(!sentence({.kind = kind}).isEmpty());
}

void FailureTest::onlyWhatMayPassIsTriedAgain_data()
{
    QTest::addColumn<FailureKind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("mayPass");
    QTest::newRow("nobody there") << FailureKind::Unreachable << 0 << true;
    QTest::newRow("too slow") << FailureKind::TimedOut << 0 << true;
    QTest::newRow("overloaded") << FailureKind::Refused << 503 << true;
    QTest::newRow("limited") << FailureKind::Refused << 429 << true;
    QTest::newRow("conflict") << FailureKind::Refused << 409 << false;
    QTest::newRow("signed out") << FailureKind::SignedOut << 401 << false;
    QTest::newRow("certificate") << FailureKind::Certificate << 0 << false;
}

void FailureTest::onlyWhatMayPassIsTriedAgain()
{
    QFETCH(FailureKind, kind);
    QFETCH(int, status);
    QFETCH(bool, mayPass);
    QCOMPARE(isRetryable({.kind = kind, .status = status}), mayPass);
}

QTEST_GUILESS_MAIN(FailureTest)
#include "failure_test.moc"
