// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/flowlayout.h"

#include <QWidget>
#include <QtTest>

#include <initializer_list>

using gotoai::widgets::FlowLayout;

class FlowLayoutTest final : public QObject
{
    Q_OBJECT

private:
    static constexpr int kSpacing = 10;
    static constexpr int kHeight = 20;

    // Where widgets of these widths come to stand in one of `width`, as "left,top" each.
    static QString places(std::initializer_list<int> widths, int width, Qt::LayoutDirection direction = Qt::LeftToRight)
    {
        QWidget whole;
        whole.setLayoutDirection(direction);
        auto* layout = new FlowLayout(kSpacing, &whole);
        for (const int each : widths) {
            auto* item = new QWidget;
            item->setFixedSize(each, kHeight);
            layout->addWidget(item);
        }
        layout->setGeometry(QRect(0, 0, width, layout->heightForWidth(width)));
        QStringList told;
        for (int i = 0; i < layout->count(); ++i) {
            const QPoint at = layout->itemAt(i)->geometry().topLeft();
            told += QStringLiteral("%1,%2").arg(at.x()).arg(at.y());
        }
        return told.join(u' ');
    }

private Q_SLOTS:
    void whatFitsStandsInOneLine() { QCOMPARE(places({50, 50, 50}, 170), QStringLiteral("0,0 60,0 120,0")); }

    void linesAreAboutAsLongAsEachOther()
    {
        QCOMPARE(places({50, 50, 50, 50, 50}, 240), QStringLiteral("0,0 60,0 120,0 0,30 60,30"));
        QCOMPARE(places({50, 50, 50, 50}, 170), QStringLiteral("0,0 60,0 0,30 60,30"));
    }

    void oneThatIsTooWideStandsAlone() { QCOMPARE(places({50, 300, 50}, 200), QStringLiteral("0,0 0,30 0,60")); }

    void itIsMirroredFromRightToLeft()
    {
        QCOMPARE(places({50, 40}, 200, Qt::RightToLeft), QStringLiteral("150,0 100,0"));
    }

    void nothingTakesNoRoom()
    {
        FlowLayout layout(kSpacing);
        QCOMPARE(layout.heightForWidth(100), 0);
        layout.setGeometry(QRect(0, 0, 100, 0));
    }
};

QTEST_MAIN(FlowLayoutTest)
#include "flowlayout_test.moc"
