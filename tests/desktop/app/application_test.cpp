// SPDX-License-Identifier: GPL-3.0-or-later
// The whole console with a demo's daemon: the ways through it, kill switches, and what holds of every page.
#include "app/application.h"

#include "app/singleinstance.h"
#include "desktop/support/calls.h"
#include "protocol/killswitch.h"
#include "shell/commandpalette.h"
#include "shell/stoppedlist.h"
#include "shell/topbar.h"
#include "widgets/typedconfirmation.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTranslator>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::app;

namespace {

constexpr int kLayoutTime = 2'000; // ms

// Every text 40 % longer, as other languages have it.
class Longer : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char*, const char* source, const char*, int) const override
    {
        const QString text = QString::fromUtf8(source);
        return text.size() < 2 ? text : text + QString(text.size() * 2 / 5 + 1, QLatin1Char('x'));
    }
};

QString path(const QWidget& widget)
{
    QStringList names;
    for (const QWidget* part = &widget; part && !part->isWindow(); part = part->parentWidget())
        names.prepend(QString::fromLatin1(part->metaObject()->className()).section(QLatin1String("::"), -1));
    return names.join(QLatin1Char('/'));
}

QString nameOf(QWidget& widget)
{
    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(&widget);
    return accessible ? accessible->text(QAccessible::Name) : QString();
}

// Parts of Qt's own widgets are named by the whole.
bool isInside(const QWidget& widget)
{
    const QWidget* parent = widget.parentWidget();
    return widget.focusProxy() || (parent && (parent->inherits("QComboBox") || parent->inherits("QAbstractSpinBox") ||
                                              (parent->inherits("QAbstractScrollArea") &&
                                               widget.objectName() == QLatin1String("qt_scrollarea_viewport"))));
}

bool isClipped(const QWidget& widget)
{
    if (const auto* label = qobject_cast<const QLabel*>(&widget))
        return !label->wordWrap() && !label->text().isEmpty() && label->sizeHint().width() > label->width() + 1;
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
        return !button->text().isEmpty() && button->sizeHint().width() > button->width() + 1 &&
               button->property("kind").toString() != QLatin1String("field");
    return false;
}

} // namespace

class ApplicationTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_home;
    std::unique_ptr<Application> m_console;

    QWidget& window() { return *m_console->window().window(); }
    QWidget& focus() { return QApplication::focusWidget() ? *QApplication::focusWidget() : window(); }

    void begin()
    {
        m_console = std::make_unique<Application>(*qApp, Options{.start = Start::Demo, .page = {}});
        m_console->start();
        QVERIFY(QTest::qWaitFor([this] { return m_console->session().isOpen(); }, test::kPatience));
        using List = client::Directory::List;
        QVERIFY(QTest::qWaitFor([this] { return m_console->session().directory().isRead(List::Endpoints); },
                                test::kPatience));
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }

    template<class DialogClass>
    DialogClass* dialog()
    {
        DialogClass* found = nullptr;
        const auto isThere = [&] {
            for (DialogClass* each : window().findChildren<DialogClass*>())
                found = each->isVisible() ? each : found;
            return found != nullptr;
        };
        if (!QTest::qWaitFor(isThere, test::kPatience))
            qFatal("the dialog did not come");
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const char* variable : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"})
            qputenv(variable, m_home.path().toUtf8());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_home.path());
        begin();
    }

    void init() // a dialog of the test before may have taken the activation with it
    {
        window().activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }

    void everyPageIsReachedByItsShortcut()
    {
        const QStringList pages = m_console->window().pageIds();
        QVERIFY(pages.contains(QStringLiteral("keys")) && pages.contains(QStringLiteral("supply")));
        for (qsizetype index = 0; index < std::min<qsizetype>(9, pages.size()); ++index) {
            QTest::keyClick(&focus(), static_cast<Qt::Key>(Qt::Key_1 + index), Qt::AltModifier);
            QTRY_COMPARE(m_console->window().currentPage(), pages[index]);
        }
    }

    void aPastedIdLeadsToItsPage()
    {
        const auto& keys = m_console->session().directory().keys();
        QVERIFY(!keys.empty());
        m_console->window().showPage(QStringLiteral("overview"));
        QTest::keyClick(&focus(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = dialog<shell::CommandPalette>();
        QTest::keyClicks(palette->findChild<QLineEdit*>(), QString::fromStdString(keys.front().id.toString()));
        QTest::keyClick(palette->findChild<QLineEdit*>(), Qt::Key_Return);
        QTRY_COMPARE(m_console->window().currentPage(), QStringLiteral("keys"));
    }

    // Two keys lead to the question; only reason and name let it happen. What is stopped shows, and is released.
    void everythingIsStoppedWithinTwoKeysAndReleased()
    {
        m_console->window().showPage(QStringLiteral("overview"));
        QTest::keyClick(&focus(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClick(dialog<shell::CommandPalette>()->findChild<QLineEdit*>(), Qt::Key_Return);
        QPointer<widgets::TypedConfirmation> question = dialog<widgets::TypedConfirmation>();
        QVERIFY(question->isActiveWindow() || QTest::qWaitForWindowActive(question));
        QLineEdit* reason = nullptr;
        QLineEdit* typed = nullptr;
        for (QLineEdit* field : question->findChildren<QLineEdit*>())
            (field->accessibleName() == QLatin1String("Reason") ? reason : typed) = field;
        QTest::keyClicks(reason, QStringLiteral("the books do not balance"));
        const auto stopped = [this] {
            return m_console->session().killSwitches().of(QStringLiteral("global"), {}) != nullptr;
        };
        QTest::keyClicks(typed, QStringLiteral("everythin"));
        QTest::keyClick(typed, Qt::Key_Return);
        QVERIFY(question && question->isVisible() && !stopped());
        QTest::keyClicks(typed, QStringLiteral("g"));
        QTest::keyClick(typed, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(stopped() && !question, test::kPatience);
        QTRY_VERIFY(m_console->window().topBar().stoppedButton()->isVisible());
        QTest::keyClick(m_console->window().topBar().stoppedButton(), Qt::Key_Space);
        auto* list = dialog<shell::StoppedList>();
        for (QPushButton* button : list->findChildren<QPushButton*>()) {
            if (button->text() == QLatin1String("&Release"))
                QTest::keyClick(button, Qt::Key_Space);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!stopped(), test::kPatience);
        QTRY_VERIFY(!m_console->window().topBar().stoppedButton()->isVisible());
        list->accept();
    }

    void whatThePageHasSelectedIsStoppedFirst()
    {
        m_console->window().showPage(QStringLiteral("billing"));
        QTRY_VERIFY(m_console->window().stopTarget());
        QTest::keyClick(&focus(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClick(dialog<shell::CommandPalette>()->findChild<QLineEdit*>(), Qt::Key_Return);
        auto* question = dialog<widgets::TypedConfirmation>();
        QVERIFY(question->windowTitle().contains(m_console->window().stopTarget()->name));
        question->reject();
    }

    void whatHasTheFocusHasAName()
    {
        QStringList nameless;
        for (const QString& page : m_console->window().pageIds()) {
            m_console->window().showPage(page);
            for (QWidget* widget : window().findChildren<QWidget*>()) {
                if (widget->isVisible() && widget->focusPolicy() & Qt::TabFocus && !isInside(*widget) &&
                    nameOf(*widget).isEmpty())
                    nameless << page + QLatin1String(": ") + path(*widget);
            }
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }

    // From anywhere Tab comes around to where it began.
    void tabGoesRound()
    {
        for (const QString& page : m_console->window().pageIds()) {
            m_console->window().showPage(page);
            m_console->window().topBar().paletteField()->setFocus();
            QSet<QWidget*> seen;
            int steps = 0;
            do {
                seen.insert(QApplication::focusWidget());
                QTest::keyClick(&focus(), Qt::Key_Tab);
            } while (++steps < 300 && QApplication::focusWidget() != m_console->window().topBar().paletteField());
            QVERIFY2(steps < 300, qPrintable(page));
            QVERIFY2(seen.size() > 4, qPrintable(page));
        }
    }

    void preferencesAreKept()
    {
        QSettings settings(m_home.filePath(QStringLiteral("preferences.ini")), QSettings::IniFormat);
        const Preferences chosen{.scheme = widgets::Scheme::Dark,
                                 .language = QStringLiteral("de"),
                                 .showsTray = false,
                                 .showsMessages = false,
                                 .staysInTray = true};
        chosen.write(settings);
        QVERIFY(Preferences::read(settings) == chosen);
        settings.clear();
        QVERIFY(Preferences::read(settings) == Preferences());
    }

    void aSecondConsoleBringsTheFirstForward()
    {
        const QString name = QStringLiteral("gotoai-test-%1").arg(QCoreApplication::applicationPid());
        SingleInstance first(name);
        QVERIFY(first.claim({}));
        QSignalSpy asked(&first, &SingleInstance::asked);
        SingleInstance second(name);
        QVERIFY(!second.claim(QStringLiteral("billing")));
        QTRY_COMPARE(asked.count(), 1);
        QCOMPARE(asked.first().first().toString(), QStringLiteral("billing"));
    }

    // The last one: it begins anew in another language.
    void longerTextsAreNotClipped()
    {
        m_console.reset();
        Longer longer;
        QCoreApplication::installTranslator(&longer);
        begin();
        QStringList clipped;
        for (const QString& page : m_console->window().pageIds()) {
            m_console->window().showPage(page);
            QStringList clippedHere;
            const auto isWhole = [&] {
                clippedHere.clear();
                for (const QWidget* widget : window().findChildren<QWidget*>()) {
                    if (widget->isVisible() && isClipped(*widget))
                        clippedHere << page + QLatin1String(": ") + path(*widget) + QLatin1Char(' ') +
                                           widget->property("text").toString();
                }
                return clippedHere.isEmpty();
            };
            (void)QTest::qWaitFor(isWhole, kLayoutTime); // texts may come in while one looks
            clipped << clippedHere;
        }
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(QLatin1Char('\n'))));
        m_console.reset();
    }
};

QTEST_MAIN(ApplicationTest)
#include "application_test.moc"
