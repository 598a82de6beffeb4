// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/finishreasons.h"

#include <QTest>

using namespace gotoai::chat;

class FinishReasonsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsComeBack()
    {
        for (const auto reason : {FinishReason::Stop, FinishReason::Length, FinishReason::ToolCalls,
                                  FinishReason::ContentFilter, FinishReason::FunctionCall, FinishReason::Other})
            QVERIFY(finishReasonFromWord(finishReasonWord(reason)) == reason);
        QVERIFY(finishReasonFromWord("tool_calls") == FinishReason::ToolCalls);
        QVERIFY(finishReasonFromWord("eos") == FinishReason::Other);
        QVERIFY(finishReasonFromWord("") == FinishReason::Other);
    }

    void keepsEachOnce()
    {
        FinishReasons reasons;
        QVERIFY(reasons.isEmpty() && reasons.all().empty());
        reasons.add(FinishReason::Other);
        reasons.add(FinishReason::Stop);
        reasons.add(FinishReason::Stop);
        QVERIFY(!reasons.isEmpty() && reasons.has(FinishReason::Stop) && !reasons.has(FinishReason::Length));
        QVERIFY((reasons.all() == std::vector{FinishReason::Stop, FinishReason::Other}));
        FinishReasons more;
        more.add(FinishReason::Length);
        more.add(reasons);
        QVERIFY((more.all() == std::vector{FinishReason::Stop, FinishReason::Length, FinishReason::Other}));
    }
};

QTEST_GUILESS_MAIN(FinishReasonsTest)
#include "finishreasons_test.moc"
