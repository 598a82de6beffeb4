// SPDX-License-Identifier: GPL-3.0-or-later
// What of the page outlives it: settings, and files of orders.
#include "requests/requestspage.h"

#include "requests/filterbar.h"
#include "requests/orderexport.h"
#include "widgets/columnchooser.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/table.h"

#include <QCheckBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QUrl>

namespace gotoai::requests {

using namespace widgets;

namespace {

const QString splitterKey = QStringLiteral("splitter");
const QString columnsKey = QStringLiteral("columns");
const QString liveKey = QStringLiteral("live");
const QString currentGroup = QStringLiteral("current");

} // namespace

void RequestsPage::save(QSettings& settings) const
{
    settings.setValue(splitterKey, m_splitter->saveState());
    settings.setValue(liveKey, m_live->isChecked());
    QVariantList columns;
    for (const int shown : m_chooser->shown())
        columns << shown;
    settings.setValue(columnsKey, columns);
    settings.beginGroup(currentGroup);
    writeFilter(settings, m_filter->filter());
    settings.endGroup();
    writeFilters(settings, m_filter->kept());
}

void RequestsPage::restore(QSettings& settings)
{
    m_splitter->restoreState(settings.value(splitterKey).toByteArray());
    m_live->setChecked(settings.value(liveKey, false).toBool());
    if (settings.contains(columnsKey)) {
        QList<int> columns;
        for (const QVariant& shown : settings.value(columnsKey).toList())
            columns << shown.toInt();
        m_chooser->show(columns);
    }
    m_filter->setKept(readFilters(settings));
    settings.beginGroup(currentGroup);
    m_filter->setFilter(readFilter(settings));
    settings.endGroup();
}

void RequestsPage::chooseExport()
{
    if (m_running)
        return m_running->cancel();
    auto* dialog = new QFileDialog(this, tr("Export requests"), {}, tr("CSV files (*.csv)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("requests.csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &RequestsPage::exportTo);
    dialog->open();
}

void RequestsPage::exportTo(const QString& path)
{
    m_running = new OrderExport(m_session.daemon(), m_names, m_filter->filter().query(QDateTime::currentDateTimeUtc()),
                                path, this);
    const auto stop = [this] {
        if (m_running)
            m_running->cancel();
    };
    connect(m_running, &OrderExport::progressed, this, [this, stop](qint64 count) {
        m_message->showMessage(Tone::Neutral, tr("%Ln order(s) are written…", nullptr, static_cast<int>(count)),
                               tr("&Stop"), stop);
    });
    connect(m_running, &OrderExport::failed, this,
            [this](const QString& sentence) { m_message->showMessage(Tone::Broken, sentence); });
    connect(m_running, &OrderExport::finished, this, [this, path](qint64 count) {
        m_message->showMessage(
            Tone::Good,
            tr("%Ln order(s) are in %1.", nullptr, static_cast<int>(count)).arg(plain(QFileInfo(path).fileName())),
            tr("&Open"), [path] { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    });
    m_running->start();
}

} // namespace gotoai::requests
