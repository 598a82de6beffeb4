// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include <QTest>

#include <algorithm>
#include <set>
#include <string>

using namespace gotoai;

class ErrorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Words stand in API bodies: each code has its own, in snake_case.
    void everyCodeHasItsOwnWord()
    {
        std::set<std::string> words;
        const int last = static_cast<int>(ErrorCode::Internal);
        for (int code = 0; code <= last; ++code) {
            const std::string word(errorWord(static_cast<ErrorCode>(code)));
            QVERIFY2(!word.empty() &&
                         std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; }),
                     word.c_str());
            QVERIFY2(words.insert(word).second, word.c_str());
        }
    }

    void keepsWordsThatScriptsRelyOn()
    {
        QCOMPARE(errorWord(ErrorCode::InsufficientFunds), "insufficient_funds");
        QCOMPARE(errorWord(ErrorCode::ModelNotFound), "model_not_found");
        QCOMPARE(errorWord(ErrorCode::StageGateClosed), "stage_gate_closed");
    }
};

QTEST_GUILESS_MAIN(ErrorTest)
#include "error_test.moc"
