// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/text.h"

#include "widgets/theme.h"
#include "widgets/tokens.h"

#include <QApplication>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using namespace gotoai::widgets;

class TextTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Theme> m_theme;

    // The ink is there in full somewhere in the letters.
    static bool isDrawnIn(QWidget& widget, const QColor& ink)
    {
        const QImage image = widget.grab().toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y).rgb() == ink.rgb())
                    return true;
            }
        }
        return false;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_theme->setScheme(Scheme::Light);
    }

    void aLabelFollowsTheScheme()
    {
        QWidget window;
        QVBoxLayout column(&window);
        auto* name = new Label(QStringLiteral("||||||||"), TextSize::Figure);
        auto* note = new Label(QStringLiteral("||||||||"), TextSize::Figure, Ink::Muted);
        column.addWidget(name);
        column.addWidget(note);
        (void)name->sizeHint(); // it is measured before anybody sees it
        for (const Scheme scheme : {Scheme::Dark, Scheme::Light, Scheme::Dark}) {
            m_theme->setScheme(scheme);
            const Tokens& tokens = scheme == Scheme::Dark ? Tokens::dark() : Tokens::light();
            QVERIFY(isDrawnIn(*name, tokens.text));
            QVERIFY(isDrawnIn(*note, tokens.muted));
            window.show();
        }
        note->setInk(Ink::Text);
        QVERIFY(isDrawnIn(*note, Tokens::dark().text));
    }
};

QTEST_MAIN(TextTest)
#include "text_test.moc"
