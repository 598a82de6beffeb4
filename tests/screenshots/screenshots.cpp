// SPDX-License-Identifier: GPL-3.0-or-later
// screenshots FOLDER light|dark ltr|rtl en|de SUFFIX [PAGE…]: the console with a demo daemon of its own, page by page,
// as PNG files. run gives the variants.
#include "app/application.h"
#include "app/language.h"
#include "screenshots/demowrites.h"
#include "widgets/page.h"
#include "widgets/stateview.h"

#include <QApplication>
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace gotoai;

namespace {

constexpr int patience = 60'000; // ms
constexpr int settling = 500;    // after the last view has its content

class Camera
{
public:
    Camera(app::Application& application, const QString& folder, const QString& suffix)
        : m_application(application)
        , m_folder(folder)
        , m_suffix(suffix)
    {}

    void take(const QString& name, QWidget* shown = nullptr)
    {
        QWidget* window = shown ? shown : m_application.window().window();
        settle(*window);
        const QString file = m_folder.filePath(name + m_suffix + QStringLiteral(".png"));
        if (!window->grab().save(file))
            qFatal("%s cannot be written", qPrintable(file));
    }

    void takePage(const QString& id)
    {
        m_application.window().showPage(id);
        take(id);
    }

private:
    static void settle(const QWidget& window)
    {
        const auto isQuiet = [&window] {
            const auto views = window.findChildren<widgets::StateView*>();
            return std::ranges::none_of(views, [](const widgets::StateView* view) {
                return view->isVisible() && view->state() == widgets::StateView::State::Loading;
            });
        };
        if (!QTest::qWaitFor(isQuiet, patience))
            qWarning("a view never ended to load");
        QTest::qWait(settling);
    }

    app::Application& m_application;
    const QDir m_folder;
    const QString m_suffix;
};

} // namespace

int main(int argc, char** argv)
{
    const QTemporaryDir home; // neither settings nor ledger of whoever runs this
    for (const char* variable : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"})
        qputenv(variable, home.path().toUtf8());
    QApplication qt(argc, argv);
    QApplication::setApplicationName(QStringLiteral("gotoai"));
    QApplication::setOrganizationName(QStringLiteral("GotoAI"));
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 6)
        qFatal("screenshots FOLDER light|dark ltr|rtl en|de SUFFIX [PAGE…]");
    QSettings().setValue(QStringLiteral("appearance/scheme"), arguments[2] == QLatin1String("dark") ? 2 : 1);
    if (arguments[3] == QLatin1String("rtl"))
        QApplication::setLayoutDirection(Qt::RightToLeft);

    app::speak(arguments[4]);
    app::Application application(qt, {.start = app::Start::DemoDay, .page = {}});
    Camera camera(application, arguments[1], arguments[5]);
    QWidget* top = application.window().window();
    top->show();
    camera.take(QStringLiteral("signin"));
    application.start();
    if (!QTest::qWaitFor([&application] { return application.session().isOpen(); }, patience))
        qFatal("the demo's daemon did not start");
    screenshots::writeDemo(application.session());
    QStringList pages = arguments.mid(6);
    if (pages.isEmpty())
        pages = application.window().pageIds();
    for (const QString& page : pages)
        camera.takePage(page);
    return 0;
}
