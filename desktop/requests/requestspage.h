// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/names.h"
#include "client/session.h"
#include "requests/ordercolumns.h"
#include "widgets/page.h"

#include <QPointer>
#include <QTimer>

class QCheckBox;
class QPushButton;
class QSplitter;

namespace gotoai::widgets {
class ColumnChooser;
class InlineMessage;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::requests {

class FilterBar;
class OrderDetail;
class OrderExport;

class RequestsPage : public widgets::Page
{
    Q_OBJECT

public:
    // Live rows come in at most so often; what comes meanwhile waits.
    static constexpr std::chrono::milliseconds kTailPause{250};

    explicit RequestsPage(client::Session& session, QWidget* parent = nullptr);

    QString title() const override { return tr("Requests"); }
    void activate() override;
    void deactivate() override;
    bool open(const QString& resource) override;
    void save(QSettings& settings) const override;
    void restore(QSettings& settings) override;

    void exportTo(const QString& path);

private:
    QWidget* makeContent();
    void makeActions();
    QAction* addAction(const QString& text, const QKeySequence& keys, const std::function<void()>& then);
    void applyFilter();
    void orderEnded(const protocol::OrderEvent& order);
    void showNew();
    void showNewCount(int count);
    void followTail();
    void showState();
    void select(const QModelIndex& index);
    void closeDetail();
    void chooseExport();

    client::Session& m_session;
    client::Names m_names;
    OrderList m_orders;
    FilterBar* m_filter;
    QPushButton* m_new;
    QCheckBox* m_live;
    QPushButton* m_columns;
    QPushButton* m_export;
    widgets::InlineMessage* m_message;
    widgets::StateView* m_state;
    widgets::Table* m_table;
    widgets::ColumnChooser* m_chooser;
    QSplitter* m_splitter;
    OrderDetail* m_detail;
    QPointer<OrderExport> m_running;
    QTimer m_tail;
    bool m_isShown = false;
    OrderId m_selected;
};

} // namespace gotoai::requests
