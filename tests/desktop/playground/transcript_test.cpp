// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/transcript.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTextBlock>

using namespace gotoai::playground;
using Voice = Transcript::Voice;

class TranscriptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTextAsTextWhateverItHolds()
    {
        Transcript transcript(QStringLiteral("t"));
        transcript.beginTurn(Voice::Assistant, QStringLiteral("Assistant"));
        transcript.append(QStringLiteral("<b>bold</b> <img src='x'>\u202Eback\x07\nnext"));
        transcript.endTurn();
        QCOMPARE(transcript.toPlainText(),
                 QStringLiteral("Assistant\n<b>bold</b> <img src='x'>\uFFFDback\uFFFD\nnext"));
    }

    void laysOutNoMoreOftenThanThirtyTimesASecond()
    {
        Transcript transcript(QStringLiteral("t"));
        transcript.show();
        transcript.beginTurn(Voice::Assistant, QStringLiteral("Assistant"));
        int changes = 0;
        connect(transcript.document(), &QTextDocument::contentsChanged, this, [&changes] { ++changes; });
        QElapsedTimer timer;
        timer.start();
        int tokens = 0;
        while (timer.elapsed() < 300) {
            transcript.append(QStringLiteral("word "));
            ++tokens;
            QTest::qWait(2);
        }
        transcript.flush();
        QVERIFY2(changes <= timer.elapsed() / 33 + 2, qPrintable(QString::number(changes)));
        QCOMPARE(transcript.toPlainText().count(QStringLiteral("word ")), tokens); // none is lost
    }

    void aHugeAnswerIsShownUpToItsBound()
    {
        Transcript transcript(QStringLiteral("t"));
        transcript.beginTurn(Voice::Assistant, QStringLiteral("Assistant"));
        const QString line(10'000'000, QLatin1Char('x')); // without a single line break
        transcript.append(line);
        transcript.endTurn();
        QCOMPARE(transcript.unshown(), line.size() - Transcript::kShownCharacters);
        QVERIFY(transcript.toPlainText().size() < Transcript::kShownCharacters + 10'000);
        for (QTextBlock block = transcript.document()->begin(); block.isValid(); block = block.next())
            QVERIFY(block.length() <= Transcript::kLineCharacters + 1);
        QVERIFY(transcript.toPlainText().contains(QStringLiteral("9,000,000")));
    }

    void aRestartedAnswerLeavesNothingBehind()
    {
        Transcript transcript(QStringLiteral("t"));
        transcript.beginTurn(Voice::User, QStringLiteral("User"));
        transcript.append(QStringLiteral("Hello"));
        transcript.beginTurn(Voice::Assistant, QStringLiteral("Assistant"));
        transcript.append(QStringLiteral("void\nvoid"));
        transcript.flush();
        transcript.restartTurn();
        transcript.append(QStringLiteral("Hi."));
        transcript.endTurn();
        QCOMPARE(transcript.toPlainText(), QStringLiteral("User\nHello\nAssistant\nHi."));
    }

    void aNoteStandsBesideTheLastName()
    {
        Transcript transcript(QStringLiteral("t"));
        transcript.beginTurn(Voice::Assistant, QStringLiteral("Assistant"));
        transcript.append(QStringLiteral("Hi."));
        transcript.flush();
        transcript.setNote(QStringLiteral("waiting"));
        transcript.setNote(QStringLiteral("12 tokens"));
        QCOMPARE(transcript.toPlainText(), QStringLiteral("Assistant \u00B7 12 tokens\nHi."));
    }
};

QTEST_MAIN(TranscriptTest)
#include "transcript_test.moc"
