// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "usage/usagereading.h"
#include "widgets/page.h"

#include <QTimer>

class QCheckBox;
class QComboBox;
class QPushButton;

namespace gotoai::widgets {
class InlineMessage;
class SegmentedControl;
class StateView;
class Table;
} // namespace gotoai::widgets

namespace gotoai::usage {

class UsagePage : public widgets::Page
{
    Q_OBJECT

public:
    explicit UsagePage(client::Session& session, QWidget* parent = nullptr);

    QString title() const override { return tr("Usage"); }
    void activate() override;
    void deactivate() override { m_refresh.stop(); }
    void save(QSettings& settings) const override;
    void restore(QSettings& settings) override;

    void exportTo(const QString& path);

private:
    QWidget* makeChoices();
    QWidget* makeContent();
    void makeActions();
    UsageQuestion question() const;
    void read();
    void take(const client::Answer<UsageAnswer>& answer);
    void fill();
    void drill(const QModelIndex& row);
    void widen();
    void chooseExport();

    client::Session& m_session;
    client::Names m_names;
    UsageReading m_reading;
    widgets::SegmentedControl* m_range;
    QComboBox* m_measure;
    QComboBox* m_grouping;
    QComboBox* m_step;
    QCheckBox* m_compare;
    QPushButton* m_narrowed;
    QPushButton* m_export;
    widgets::InlineMessage* m_message;
    widgets::StateView* m_state;
    widgets::FigureStrip* m_figures;
    widgets::Chart* m_chart;
    widgets::SegmentedControl* m_tableKind;
    widgets::Table* m_table;
    std::unique_ptr<widgets::CellTable> m_rows;
    std::optional<UsageAnswer> m_answer;
    Grouping m_shownGrouping = Grouping::None; // of the answer
    Grouping m_narrowedBy = Grouping::None;
    QString m_narrowedTo;
    QString m_narrowedName;
    QTimer m_refresh;
};

} // namespace gotoai::usage
