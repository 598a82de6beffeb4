// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/inspector.h"

#include "playground/lane.h"
#include "widgets/display.h"
#include "widgets/ordertimeline.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/table.h"
#include "widgets/tag.h"
#include "widgets/text.h"

#include <QHeaderView>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace gotoai::playground {

using namespace widgets;

namespace {

enum Part { OrderPart, FramesPart, RequestPart, ResponsePart, HeadersPart };

constexpr std::chrono::milliseconds pause{100};
constexpr int leastWidth = 340;              // of the timeline
constexpr qsizetype shownBytes = 512 * 1024; // of request and response

QPlainTextEdit* makeText(const QString& accessibleName)
{
    auto* field = new QPlainTextEdit;
    field->setReadOnly(true);
    field->setUndoRedoEnabled(false);
    field->setAccessibleName(accessibleName);
    field->setFont(monoFont(TextSize::Label));
    field->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return field;
}

QByteArray indented(const QByteArray& json)
{
    const QJsonDocument document = json.size() <= shownBytes ? QJsonDocument::fromJson(json) : QJsonDocument();
    return document.isNull() ? json : document.toJson(QJsonDocument::Indented);
}

} // namespace

Inspector::Inspector(const client::Names& names, QWidget* parent)
    : QWidget(parent)
    , m_names(names)
    , m_parts(new SegmentedControl(tr("What is looked at"), this))
    , m_stack(new QStackedWidget(this))
    , m_frameTable(new Table(tr("Frames")))
    , m_request(makeText(tr("Request")))
    , m_response(makeText(tr("Response")))
    , m_headers(makeText(tr("Headers")))
{
    for (const QString& part : {tr("Order"), tr("Frames"), tr("Request"), tr("Response"), tr("Headers")})
        m_parts->addSegment(part);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::medium);
    column->addWidget(m_parts);
    column->addWidget(m_stack, 1);
    m_frameTable->setModel(&m_frames);
    m_frameTable->setNumberColumn(FrameModel::Number);
    m_frameTable->setNumberColumn(FrameModel::At);
    m_frameTable->setNumberColumn(FrameModel::Bytes);
    m_frameTable->setColumnWidth(FrameModel::Number, 48);
    m_frameTable->setColumnWidth(FrameModel::At, 92);
    m_frameTable->setColumnWidth(FrameModel::Bytes, 60);
    m_frameTable->horizontalHeader()->setStretchLastSection(true);
    for (QWidget* part : {makeOrderPart(), static_cast<QWidget*>(m_frameTable), static_cast<QWidget*>(m_request),
                          static_cast<QWidget*>(m_response), static_cast<QWidget*>(m_headers)})
        m_stack->addWidget(part);
    m_soon.setSingleShot(true);
    m_soon.setInterval(pause);
    connect(&m_soon, &QTimer::timeout, this, &Inspector::fill);
    connect(m_parts, &SegmentedControl::currentChanged, this, [this](int part) {
        m_stack->setCurrentIndex(part);
        fill();
    });
    fill();
}

QWidget* Inspector::makeOrderPart()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, space::tight, 0);
    column->setSpacing(space::small);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::medium);
    head->addWidget(m_id = new Label({}));
    m_id->setFont(monoFont());
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    head->addWidget(m_state = new Tag);
    head->addStretch();
    column->addLayout(head);
    column->addWidget(m_note = new Label({}, TextSize::Label, Ink::Muted));
    m_note->setWrapping(Label::Wrapping::Words);
    column->addWidget(m_timeline = new OrderTimeline);
    column->addStretch();
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(content);
    return area;
}

QSize Inspector::minimumSizeHint() const { return QWidget::minimumSizeHint().expandedTo({leastWidth, 0}); }

void Inspector::setLane(const Lane* lane)
{
    m_lane = lane;
    m_frames.clear();
    fill();
}

void Inspector::setForecast(const std::optional<protocol::RouteAnswer>& forecast)
{
    m_forecast = forecast;
    refresh();
}

void Inspector::refresh()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void Inspector::fill()
{
    const client::ChatRecord* record = m_lane ? m_lane->record() : nullptr;
    const QString frames =
        record && record->frameCount > 0 ? tr("Frames %1").arg(countText(qint64(record->frameCount))) : tr("Frames");
    m_parts->setSegmentText(FramesPart, frames);
    switch (m_parts->current()) {
    case OrderPart: return showOrder();
    case FramesPart: {
        const bool isAtEnd = m_frameTable->verticalScrollBar()->value() == m_frameTable->verticalScrollBar()->maximum();
        if (record)
            m_frames.follow(*record);
        else
            m_frames.clear();
        if (isAtEnd)
            m_frameTable->scrollToBottom();
        return;
    }
    default: showTexts();
    }
}

void Inspector::showOrder()
{
    const client::ChatRecord* record = m_lane ? m_lane->record() : nullptr;
    const auto name = [this](const ProviderId& id) { return plain(m_names.provider(id)); };
    const OrderSearch* search = m_lane ? &m_lane->order() : nullptr;
    m_id->setVisible(search && !search->id().isEmpty());
    if (search && !search->id().isEmpty()) {
        m_id->setText(QStringLiteral("ord_") + shortId(search->id()));
        m_id->setToolTip(search->id());
    }
    if (!record) {
        m_state->setState({}, Tone::Neutral);
        m_note->setText(m_forecast ? tr("Where it would go, as things stand:")
                                   : tr("Send a message to see its whole life here."));
        m_timeline->setStory(m_forecast ? forecastOf(*m_forecast) : OrderStory());
        return;
    }
    const auto& order = search->order();
    OrderStory story;
    if (order && order->endedAt) {
        story =
            storyOf(*order, search->route() ? search->route() : (m_forecast ? m_forecast->route : std::nullopt), name);
        m_state->setState(orderStateText(order->state), orderStateTone(order->state));
    } else if (m_forecast) {
        story = forecastOf(*m_forecast, plain(QString::fromUtf8(record->header("x-gotoai-provider"))));
        m_state->setState(m_lane->isRunning() ? tr("running") : QString(), Tone::Held);
    } else {
        m_state->setState(m_lane->isRunning() ? tr("running") : QString(), Tone::Held);
    }
    if (record->firstTokenAt && story.figures.empty())
        story.figures.push_back({tr("first token"), milliText(record->firstTokenAt->count() / 1'000)});
    m_note->setText(search->failure());
    m_note->setVisible(!search->failure().isEmpty());
    m_timeline->setStory(std::move(story));
}

void Inspector::setText(QPlainTextEdit& field, const QByteArray& text)
{
    QString shown = harmless(QString::fromUtf8(text.left(shownBytes)));
    if (text.size() > shownBytes)
        shown += tr("\n… and %1 more bytes").arg(countText(text.size() - shownBytes));
    if (field.toPlainText() == shown)
        return;
    const int place = field.verticalScrollBar()->value();
    field.setPlainText(shown);
    field.verticalScrollBar()->setValue(place);
}

void Inspector::showTexts()
{
    const client::ChatRecord* record = m_lane ? m_lane->record() : nullptr;
    const client::ChatRecord none;
    const client::ChatRecord& shown = record ? *record : none;
    if (m_parts->current() == RequestPart)
        return setText(*m_request, record ? shown.requestHead + '\n' + indented(shown.requestBody) : QByteArray());
    if (m_parts->current() == ResponsePart)
        return setText(*m_response, shown.frameCount > 0 ? shown.response : indented(shown.response));
    QByteArray headers = record ? "HTTP " + QByteArray::number(shown.status) + '\n' : QByteArray();
    for (const auto& [name, value] : shown.headers)
        headers += name.toLower() + ": " + value + '\n';
    setText(*m_headers, headers);
}

} // namespace gotoai::playground
