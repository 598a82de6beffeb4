// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/problem.h"

#include "base/result.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::control;

class ProblemTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasAStatusWithATitle()
    {
        for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
            const auto problem = problemOf(failure(static_cast<ErrorCode>(code), "why"));
            QVERIFY(problem.status >= 400 && problem.status <= 599);
            QCOMPARE(problem.code, std::string(errorWord(static_cast<ErrorCode>(code))));
            QVERIFY(problem.status == 500 || problem.title != "Internal Server Error");
        }
    }

    void namesTheFieldAtFault()
    {
        const auto problem = problemOf(failure(ErrorCode::InvalidRequest, "a name is short", "name"));
        QCOMPARE(problem.status, 400);
        QCOMPARE(problem.detail, "a name is short");
        QVERIFY(problem.param == "name");
        QVERIFY(!problemOf(failure(ErrorCode::NotFound, "no")).param);
    }

    void keepsOurOwnFaultsToOurselves()
    {
        const auto problem = problemOf(failure(ErrorCode::Corrupt, "row 7 of /var/lib/secret is broken"));
        QCOMPARE(problem.status, 500);
        QVERIFY(problem.detail.find("row 7") == std::string::npos);
    }

    void wordsWhatTheEdgeRefuses()
    {
        const auto problem = problemOf(http::Refusal{431, "head_too_large", "The head is too large."});
        QCOMPARE(problem.status, 431);
        QCOMPARE(problem.code, std::string("head_too_large"));
        QCOMPARE(problem.detail, std::string("The head is too large."));
    }
};

QTEST_GUILESS_MAIN(ProblemTest)
#include "problem_test.moc"
