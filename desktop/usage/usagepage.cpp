// SPDX-License-Identifier: GPL-3.0-or-later
#include "usage/usagepage.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/icon.h"
#include "widgets/inlinemessage.h"
#include "widgets/pageheader.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stateview.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

#include <array>

namespace gotoai::usage {

using namespace widgets;

namespace {

struct Range
{
    const char* name;
    qint64 seconds;
    const char* step;
};
constexpr std::array<Range, 4> ranges{{{QT_TRANSLATE_NOOP("gotoai::usage::UsagePage", "1 h"), 3'600, "minute"},
                                       {QT_TRANSLATE_NOOP("gotoai::usage::UsagePage", "24 h"), 86'400, "hour"},
                                       {QT_TRANSLATE_NOOP("gotoai::usage::UsagePage", "7 d"), 7 * 86'400, "hour"},
                                       {QT_TRANSLATE_NOOP("gotoai::usage::UsagePage", "30 d"), 30 * 86'400, "day"}}};
constexpr int dayRange = 1;
constexpr const char* automaticStep = "";
constexpr std::chrono::seconds refreshTime{30};
constexpr int groupTable = 0;

QComboBox* makeChoice(const QString& accessibleName)
{
    auto* box = new QComboBox;
    box->setAccessibleName(accessibleName);
    return box;
}

} // namespace

UsagePage::UsagePage(client::Session& session, QWidget* parent)
    : Page(QStringLiteral("usage"), parent)
    , m_session(session)
    , m_names(session.directory())
    , m_reading(session.daemon())
    , m_range(new SegmentedControl(tr("Range of time")))
    , m_measure(makeChoice(tr("What is charted")))
    , m_grouping(makeChoice(tr("Grouped by")))
    , m_step(makeChoice(tr("Added up by")))
    , m_compare(new QCheckBox(tr("Com&pare with the period before")))
    , m_narrowed(makeButton(QString()))
    , m_export(makeButton(tr("&Export CSV…")))
    , m_message(new InlineMessage)
    , m_tableKind(new SegmentedControl(tr("Rows of the table")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::medium);
    for (const Range& range : ranges)
        m_range->addSegment(tr(range.name));
    m_range->setCurrent(dayRange);
    auto* header = new PageHeader(title());
    header->addAct(m_range);
    header->addAct(m_export);
    column->addWidget(header);
    column->addWidget(makeChoices());
    column->addWidget(m_message);
    m_state = new StateView(makeContent());
    column->addWidget(m_state, 1);
    makeActions();
    connect(m_range, &SegmentedControl::currentChanged, this, &UsagePage::read);
    for (QComboBox* box : {m_grouping, m_step})
        connect(box, &QComboBox::currentIndexChanged, this, &UsagePage::read);
    connect(m_measure, &QComboBox::currentIndexChanged, this, &UsagePage::fill);
    connect(m_compare, &QCheckBox::toggled, this, &UsagePage::read);
    connect(m_tableKind, &SegmentedControl::currentChanged, this, &UsagePage::fill);
    connect(m_narrowed, &QPushButton::clicked, this, &UsagePage::widen);
    connect(m_export, &QPushButton::clicked, this, &UsagePage::chooseExport);
    connect(&m_names, &client::Names::changed, this, &UsagePage::fill);
    connect(&m_refresh, &QTimer::timeout, this, &UsagePage::read);
}

QWidget* UsagePage::makeChoices()
{
    auto* choices = new QWidget;
    auto* row = new QHBoxLayout(choices);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::small);
    for (const QString& name :
         {tr("User charge"), tr("Provider cost"), tr("Requests"), tr("Tokens in"), tr("Tokens out"), tr("Failures")})
        m_measure->addItem(name);
    for (const QString& name : {tr("Not grouped"), tr("By model"), tr("By provider"), tr("By key"), tr("By account")})
        m_grouping->addItem(name);
    m_grouping->setCurrentIndex(static_cast<int>(Grouping::Model));
    m_step->addItem(tr("Usual steps"), QLatin1String(automaticStep));
    m_step->addItem(tr("By minute"), QStringLiteral("minute"));
    m_step->addItem(tr("By hour"), QStringLiteral("hour"));
    m_step->addItem(tr("By day"), QStringLiteral("day"));
    for (QWidget* each :
         {static_cast<QWidget*>(m_measure), static_cast<QWidget*>(m_grouping), static_cast<QWidget*>(m_step),
          static_cast<QWidget*>(m_narrowed), static_cast<QWidget*>(m_compare)})
        row->addWidget(each);
    row->addStretch();
    m_narrowed->setIcon(icon(QStringLiteral("close")));
    m_narrowed->setVisible(false);
    return choices;
}

QWidget* UsagePage::makeContent()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::large);
    column->addWidget(m_figures = new FigureStrip);
    column->addWidget(m_chart = new Chart(tr("Usage over time")), 3);
    m_tableKind->addSegment(tr("By group"));
    m_tableKind->addSegment(tr("Over time"));
    column->addWidget(m_tableKind);
    column->addWidget(m_table = new Table(tr("Usage")), 4);
    connect(m_table, &QTableView::activated, this, &UsagePage::drill);
    return content;
}

void UsagePage::makeActions()
{
    const auto add = [this](const QString& text, const QKeySequence& keys, auto then) {
        auto* action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, then);
        addAction(action);
    };
    add(tr("Read usage anew"), QKeySequence::Refresh, [this] { read(); });
    add(tr("Export usage as CSV"), QKeySequence(Qt::CTRL | Qt::Key_E), [this] { chooseExport(); });
    add(tr("Compare usage with the period before"), {}, [this] { m_compare->toggle(); });
    add(tr("Leave the group that usage is narrowed to"), QKeySequence(Qt::ALT | Qt::Key_Up), [this] { widen(); });
}

void UsagePage::activate()
{
    read();
    m_refresh.start(refreshTime);
}

UsageQuestion UsagePage::question() const
{
    const Range& range = ranges[static_cast<std::size_t>(m_range->current())];
    const QString step = m_step->currentData().toString();
    return {.to = QDateTime::currentDateTimeUtc(),
            .seconds = range.seconds,
            .step = step.isEmpty() ? QString::fromLatin1(range.step) : step,
            .grouping = static_cast<Grouping>(m_grouping->currentIndex()),
            .narrowedBy = m_narrowedBy,
            .narrowedTo = m_narrowedTo,
            .isCompared = m_compare->isChecked()};
}

void UsagePage::read()
{
    const UsageQuestion asked = question();
    m_state->showLoading();
    m_reading.read(asked, [this, grouping = asked.grouping](const client::Answer<UsageAnswer>& answer) {
        if (answer)
            m_shownGrouping = grouping;
        take(answer);
    });
}

void UsagePage::take(const client::Answer<UsageAnswer>& answer)
{
    if (!answer) {
        const QString why = client::sentence(answer.failure());
        if (m_answer && client::isRetryable(answer.failure()))
            m_state->showOffline(tr("%1 Shown is what was known at %2.").arg(why, timeText(m_answer->now.to)));
        else
            m_state->showError(why, [this] { read(); });
        return;
    }
    m_answer = *answer;
    fill();
    if (m_answer->now.keptFrom && *m_answer->now.keptFrom > m_answer->now.from)
        m_state->showPartial(tr("Nothing is known of the time before %1.").arg(timeText(*m_answer->now.keptFrom)));
    else if (m_answer->now.total.requests == 0)
        m_state->showPartial(tr("Nothing was asked in this time."));
    else
        m_state->showContent();
}

void UsagePage::fill()
{
    if (!m_answer)
        return;
    const Compared reports{m_answer->now, m_answer->before ? &*m_answer->before : nullptr};
    const auto measure = static_cast<Measure>(m_measure->currentIndex());
    m_figures->setFigures(figuresOf(reports));
    ChartContent content = chartOf(reports, measure, m_shownGrouping, m_names);
    const bool isComparing = m_shownGrouping == Grouping::None && reports.before;
    m_chart->setKind(isComparing ? Chart::Kind::Line : Chart::Kind::StackedArea);
    m_chart->setValueText([measure](double value) { return valueText(measure, value); });
    m_chart->setSeries(std::move(content.times), std::move(content.series));
    const bool isByGroup = m_tableKind->current() == groupTable;
    auto rows = std::make_unique<CellTable>(isByGroup ? tableTitles(m_shownGrouping, reports.before) : timeTitles());
    rows->setRows(isByGroup ? tableRows(reports, m_shownGrouping, m_names) : timeRows(reports.now));
    m_table->setModel(rows.get());
    m_rows = std::move(rows);
    for (int number = 1; number < m_rows->columnCount(); ++number)
        m_table->setNumberColumn(number);
    m_table->fitColumns();
    m_table->setStretchColumn(0);
    m_narrowed->setVisible(m_narrowedBy != Grouping::None);
    m_narrowed->setText(m_narrowedName);
    m_narrowed->setAccessibleName(tr("Leave %1").arg(m_narrowedName));
}

// Into a group: the same figures of it alone, by the next grouping that tells something.
void UsagePage::drill(const QModelIndex& row)
{
    if (m_shownGrouping == Grouping::None || m_tableKind->current() != groupTable)
        return;
    const protocol::UsageGroup& group = m_answer->now.groups[static_cast<std::size_t>(row.row())];
    if (!group.name)
        return;
    m_narrowedBy = m_shownGrouping;
    m_narrowedTo = QString::fromStdString(*group.name);
    m_narrowedName = groupName(group, m_shownGrouping, m_names);
    m_grouping->setCurrentIndex(
        static_cast<int>(m_shownGrouping == Grouping::Model ? Grouping::Key : Grouping::Model)); // reads
}

void UsagePage::widen()
{
    if (m_narrowedBy == Grouping::None)
        return;
    const Grouping before = std::exchange(m_narrowedBy, Grouping::None);
    m_narrowedTo.clear();
    m_narrowedName.clear();
    if (m_grouping->currentIndex() == static_cast<int>(before))
        read();
    else
        m_grouping->setCurrentIndex(static_cast<int>(before));
}

void UsagePage::chooseExport()
{
    auto* dialog = new QFileDialog(this, tr("Export usage"), {}, tr("CSV files (*.csv)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(QStringLiteral("usage.csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &UsagePage::exportTo);
    dialog->open();
}

void UsagePage::exportTo(const QString& path)
{
    if (!m_answer)
        return;
    QSaveFile file(path);
    const QByteArray text = csvOf(m_answer->now, m_shownGrouping, m_names);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return m_message->showMessage(Tone::Broken, tr("The file cannot be written: %1").arg(file.errorString()));
    m_message->showMessage(Tone::Good, tr("The figures are in %1.").arg(plain(QFileInfo(path).fileName())));
}

void UsagePage::save(QSettings& settings) const
{
    settings.setValue(QStringLiteral("range"), m_range->current());
    settings.setValue(QStringLiteral("measure"), m_measure->currentIndex());
    settings.setValue(QStringLiteral("grouping"), m_grouping->currentIndex());
    settings.setValue(QStringLiteral("compare"), m_compare->isChecked());
}

void UsagePage::restore(QSettings& settings)
{
    m_range->setCurrent(settings.value(QStringLiteral("range"), dayRange).toInt());
    m_measure->setCurrentIndex(settings.value(QStringLiteral("measure"), 0).toInt());
    m_grouping->setCurrentIndex(settings.value(QStringLiteral("grouping"), static_cast<int>(Grouping::Model)).toInt());
    m_compare->setChecked(settings.value(QStringLiteral("compare"), false).toBool());
}

} // namespace gotoai::usage
