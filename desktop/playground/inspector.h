// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/names.h"
#include "playground/framemodel.h"
#include "protocol/route.h"

#include <QTimer>
#include <QWidget>

class QPlainTextEdit;
class QStackedWidget;

namespace gotoai::widgets {
class Label;
class OrderTimeline;
class SegmentedControl;
class Table;
class Tag;
} // namespace gotoai::widgets

namespace gotoai::playground {

class Lane;

// All that is known of a lane's last request: its order's life, every frame, what went out and what came back. Before
// there is one, where it would go.
class Inspector : public QWidget
{
    Q_OBJECT

public:
    explicit Inspector(const client::Names& names, QWidget* parent = nullptr);

    void setLane(const Lane* lane); // null: none
    void setForecast(const std::optional<protocol::RouteAnswer>& forecast);
    QSize minimumSizeHint() const override;
    void refresh(); // soon, at most ten times a second

private:
    QWidget* makeOrderPart();
    void fill();
    void showOrder();
    void showTexts();
    static void setText(QPlainTextEdit& field, const QByteArray& text);

    const client::Names& m_names;
    const Lane* m_lane = nullptr;
    std::optional<protocol::RouteAnswer> m_forecast;
    widgets::SegmentedControl* m_parts;
    QStackedWidget* m_stack;
    widgets::Label* m_id;
    widgets::Tag* m_state;
    widgets::Label* m_note;
    widgets::OrderTimeline* m_timeline;
    FrameModel m_frames;
    widgets::Table* m_frameTable;
    QPlainTextEdit* m_request;
    QPlainTextEdit* m_response;
    QPlainTextEdit* m_headers;
    QTimer m_soon;
};

} // namespace gotoai::playground
