// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of an act on a key or its budget that somebody else has changed first.
#include "desktop/support/consolefixture.h"
#include "desktop/support/forms.h"
#include "keys/budgetchangedialog.h"
#include "keys/keydialog.h"
#include "keys/keyspage.h"
#include "keys/rotatedialog.h"
#include "keys/secretdialog.h"
#include "protocol/page.h"
#include "widgets/inlinemessage.h"
#include "widgets/moneyfield.h"
#include "widgets/typedconfirmation.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>

using namespace gotoai;
using namespace gotoai::keys;

class KeyActsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::ConsoleFixture> m_console;
    std::unique_ptr<KeysPage> m_page;
    protocol::Key m_key; // a fresh one, selected

    QString path() const { return QStringLiteral("keys/") + QString::fromStdString(m_key.id.toString()); }
    protocol::Key now() { return test::get<protocol::Key>(m_console->session(), path()); }
    std::vector<protocol::Key> keys()
    {
        return test::get<protocol::Page<protocol::Key>>(m_console->session(), QStringLiteral("keys")).data;
    }
    void trigger(const char* text)
    {
        for (QAction* act : m_page->actions()) {
            if (act->text() == QString::fromUtf8(text))
                return act->trigger();
        }
        qFatal("there is no act %s", text);
    }

    protocol::Budget addBudget()
    {
        protocol::BudgetDraft draft;
        draft.account = m_key.account;
        draft.key = m_key.id;
        draft.name = "helpdesk";
        draft.period = "month";
        draft.limit = Money::fromNano(25'000'000'000);
        const auto budget = test::post<protocol::Budget>(m_console->session(), QStringLiteral("budgets"), draft);
        for (QAction* act : m_page->actions()) {
            if (act->text() == QStringLiteral("C&hange a budget…"))
                (void)QTest::qWaitFor([act] { return act->isEnabled(); }, test::kPatience);
        }
        return budget;
    }
    std::size_t budgetCount()
    {
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("key"), QString::fromStdString(m_key.id.toString()));
        return test::get<protocol::Page<protocol::Budget>>(m_console->session(), QStringLiteral("budgets"), query)
            .data.size();
    }
    // Renews the key while somebody else changes it; the old one is to live a day longer.
    void renewOver(const protocol::KeyChange& theirs)
    {
        renewAfter([&] { test::patch<protocol::Key>(m_console->session(), path(), m_key.version, theirs); });
    }
    void renewAfter(const std::function<void()>& theirAct)
    {
        trigger("Rene&w…");
        auto* form = test::openDialog<RotateDialog>(*m_page);
        theirAct();
        QTest::keyClick(form->actButton(), Qt::Key_Space);
    }
    widgets::InlineMessage* messageOf(const char* words)
    {
        widgets::InlineMessage* found = nullptr;
        const auto isThere = [&] {
            for (auto* each : m_page->findChildren<widgets::InlineMessage*>())
                found = each->isVisible() && each->text().contains(QLatin1String(words)) ? each : found;
            return found != nullptr;
        };
        if (!QTest::qWaitFor(isThere, test::kPatience))
            qFatal("nothing was said of \"%s\"", words);
        return found;
    }
    static QString path(const protocol::Budget& budget)
    {
        return QStringLiteral("budgets/") + QString::fromStdString(budget.settings.id.toString());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_console = std::make_unique<test::ConsoleFixture>();
        QVERIFY(m_console->start());
    }
    void init()
    {
        m_page = std::make_unique<KeysPage>(m_console->session());
        m_console->show(*m_page);
        protocol::KeyDraft draft;
        draft.account = m_console->session().directory().accounts().front().id;
        draft.label = "helpdesk";
        m_key = test::post<protocol::CreatedKey>(m_console->session(), QStringLiteral("keys"), draft).key;
        const QString id = QString::fromStdString(m_key.id.toString());
        QTRY_VERIFY_WITH_TIMEOUT(m_page->open(id), test::kPatience);
    }
    void cleanup() { m_page.reset(); }

    void aLabelThatBothChangedIsShownToChoose()
    {
        trigger("&Change…");
        auto* form = test::openDialog<KeyChangeDialog>(*m_page);
        protocol::KeyChange theirs;
        theirs.label = "theirs";
        theirs.mode = std::optional<std::string>("privacy");
        test::patch<protocol::Key>(m_console->session(), path(), m_key.version, theirs);
        test::retype(test::fieldOf(*form, "Label"), QStringLiteral("mine"));
        QTest::keyClick(form, Qt::Key_Return);
        const auto* versions = test::bothVersions(*form);
        QCOMPARE(versions->model()->rowCount(), 1);
        QCOMPARE(test::cell(*versions, 0, 1), QStringLiteral("theirs"));
        QCOMPARE(test::cell(*versions, 0, 2), QStringLiteral("mine"));
        QTest::keyClick(form, Qt::Key_Escape); // theirs stays
        QCOMPARE(now().label, std::string("theirs"));
    }

    void aKeyIsHeldToSomeModels()
    {
        trigger("&Change…");
        auto* form = test::openDialog<KeyChangeDialog>(*m_page);
        test::retype(test::fieldOf(*form, "Models"), QStringLiteral("openai/*, demo/gpt"));
        QTest::keyClick(form, Qt::Key_Return);
        const auto models = std::optional(std::vector<std::string>{"demo/gpt", "openai/*"});
        QTRY_VERIFY_WITH_TIMEOUT(now().models == models, test::kPatience);

        trigger("&Change…");
        form = test::openDialog<KeyChangeDialog>(*m_page);
        QCOMPARE(test::fieldOf(*form, "Models")->text(), QStringLiteral("demo/gpt, openai/*"));
        test::retype(test::fieldOf(*form, "Models"), QStringLiteral(" , "));
        QVERIFY(!form->actButton()->isEnabled()); // it would be every model
        test::retype(test::fieldOf(*form, "Models"), QString());
        QTest::keyClick(form, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!now().models, test::kPatience);
    }

    void whatOnlyTheyChangedIsKept()
    {
        trigger("&Change…");
        auto* form = test::openDialog<KeyChangeDialog>(*m_page);
        protocol::KeyChange theirs;
        theirs.mode = std::optional<std::string>("privacy");
        test::patch<protocol::Key>(m_console->session(), path(), m_key.version, theirs);
        test::retype(test::fieldOf(*form, "Label"), QStringLiteral("mine"));
        QTest::keyClick(form, Qt::Key_Return);
        auto* route = test::fieldOf<QComboBox>(*form, "Route");
        QTRY_COMPARE_WITH_TIMEOUT(route->currentData().toString(), QStringLiteral("privacy"), test::kPatience);
        QCOMPARE(test::fieldOf(*form, "Label")->text(), QStringLiteral("mine"));
        QTest::keyClick(form, Qt::Key_Return); // once more
        QTRY_COMPARE_WITH_TIMEOUT(now().label, std::string("mine"), test::kPatience);
        QCOMPARE(now().mode, std::optional<std::string>("privacy"));
    }

    void aRenewalEndsTheOldKeyOverWhatElseTheyChanged()
    {
        protocol::KeyChange theirs;
        theirs.models = std::optional(std::vector<std::string>{"demo/*"});
        const std::size_t before = keys().size();
        renewOver(theirs);
        test::openDialog<SecretDialog>(*m_page)->accept();
        QTRY_VERIFY_WITH_TIMEOUT(now().expiresAt.has_value(), test::kPatience);
        QVERIFY(now().models == *theirs.models);
        const auto all = keys();
        QCOMPARE(all.size(), before + 1);
        QVERIFY(std::ranges::count(all, *theirs.models, &protocol::Key::models) == 2); // the new one may no more
    }

    // A budget that somebody has just changed counts as it is now.
    void aRenewalHoldsTheNewKeyToTheBudgetsOfTheOld()
    {
        const protocol::Budget budget = addBudget();
        const auto known = keys();
        renewAfter([&] {
            protocol::BudgetChange theirs;
            theirs.limit = Money::fromNano(7'000'000'000);
            test::patch<protocol::Budget>(m_console->session(), path(budget), budget.settings.version, theirs);
        });
        test::openDialog<SecretDialog>(*m_page)->accept();
        for (const protocol::Key& key : keys()) {
            if (std::ranges::find(known, key.id, &protocol::Key::id) == known.end())
                m_key = key;
        }
        QCOMPARE(budgetCount(), std::size_t{1}); // before the secret was shown
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("key"), QString::fromStdString(m_key.id.toString()));
        const auto page =
            test::get<protocol::Page<protocol::Budget>>(m_console->session(), QStringLiteral("budgets"), query);
        QVERIFY(page.data.front().settings.limit == Money::fromNano(7'000'000'000));
        QCOMPARE(page.data.front().settings.period, std::string("month"));
    }

    void anEndThatTheyChoseIsShownToChoose()
    {
        protocol::KeyChange theirs;
        theirs.expiresAt = std::optional(SystemClock().now() + std::chrono::hours(24 * 30));
        renewOver(theirs);
        test::openDialog<SecretDialog>(*m_page)->accept();
        auto* message = messageOf("Somebody else lets the old key helpdesk end");
        QCOMPARE(now().expiresAt, *theirs.expiresAt); // as long as nobody has chosen
        test::pressAct(*message);
        QTRY_VERIFY_WITH_TIMEOUT(*now().expiresAt < **theirs.expiresAt, test::kPatience);
    }

    void aKeyThatTheyRevokedIsNotRenewed()
    {
        const std::size_t before = keys().size();
        renewAfter([&] {
            bool isRevoked = false;
            m_console->session().daemon().remove(
                path(), client::WriteOptions::over(m_key.version), this,
                [&](const client::Answer<client::Done>& done) { isRevoked = done.has_value(); });
            QTRY_VERIFY_WITH_TIMEOUT(isRevoked, test::kPatience);
        });
        messageOf("Somebody else has revoked helpdesk already");
        QCOMPARE(keys().size(), before);
    }

    void aRevocationGoesOverWhatElseTheyChanged()
    {
        trigger("&Revoke…");
        const QPointer<widgets::TypedConfirmation> question = test::openDialog<widgets::TypedConfirmation>(*m_page);
        protocol::KeyChange theirs;
        theirs.mode = std::optional<std::string>("privacy");
        test::patch<protocol::Key>(m_console->session(), path(), m_key.version, theirs);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("helpdesk"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(now().revokedAt.has_value(), test::kPatience);
        QTRY_VERIFY(!question);
    }

    void aBudgetIsRaisedByKeyboard()
    {
        const auto budget = addBudget();
        trigger("C&hange a budget…");
        auto* form = test::openDialog<BudgetChangeDialog>(*m_page);
        QCOMPARE(static_cast<QLineEdit*>(QApplication::focusWidget())->text(), QStringLiteral("25"));
        test::retype(test::fieldOf(*form, "Limit in USD"), QStringLiteral("40"));
        QTest::keyClick(form, Qt::Key_Return);
        const auto limit = [&] {
            return test::get<protocol::Budget>(m_console->session(), path(budget)).settings.limit;
        };
        QTRY_COMPARE_WITH_TIMEOUT(limit(), Money::fromNano(40'000'000'000), test::kPatience);
    }

    void aLimitThatBothChangedIsShownToChoose()
    {
        const auto budget = addBudget();
        trigger("C&hange a budget…");
        auto* form = test::openDialog<BudgetChangeDialog>(*m_page);
        protocol::BudgetChange theirs;
        theirs.limit = Money::fromNano(30'000'000'000);
        test::patch<protocol::Budget>(m_console->session(), path(budget), budget.settings.version, theirs);
        test::retype(test::fieldOf(*form, "Limit in USD"), QStringLiteral("40"));
        QTest::keyClick(form, Qt::Key_Return);
        const auto* versions = test::bothVersions(*form);
        QVERIFY(test::cell(*versions, 0, 1).contains(QLatin1String("30")));
        QVERIFY(test::cell(*versions, 0, 2).contains(QLatin1String("40")));
        QTest::keyClick(form->actButton(), Qt::Key_Space);
        const auto limit = [&] {
            return test::get<protocol::Budget>(m_console->session(), path(budget)).settings.limit;
        };
        QTRY_COMPARE_WITH_TIMEOUT(limit(), Money::fromNano(40'000'000'000), test::kPatience);
    }

    void aRemovalShowsWhatTheyMadeOfItAndIsRepeated()
    {
        const auto budget = addBudget();
        trigger("C&hange a budget…");
        auto* form = test::openDialog<BudgetChangeDialog>(*m_page);
        protocol::BudgetChange theirs;
        theirs.limit = Money::fromNano(30'000'000'000);
        test::patch<protocol::Budget>(m_console->session(), path(budget), budget.settings.version, theirs);
        form->findChild<QCheckBox*>()->setChecked(true);
        QCOMPARE(form->actButton()->text(), QStringLiteral("&Remove budget"));
        QTest::keyClick(form->actButton(), Qt::Key_Space);
        const auto* limit = form->findChild<widgets::MoneyField*>();
        QTRY_COMPARE_WITH_TIMEOUT(limit->amount(), std::optional(*theirs.limit), test::kPatience);
        QCOMPARE(budgetCount(), std::size_t(1));
        QTest::keyClick(form->actButton(), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(budgetCount(), std::size_t(0), test::kPatience);
    }
};

QTEST_MAIN(KeyActsTest)
#include "keyacts_test.moc"
