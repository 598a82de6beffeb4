// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/settingspanel.h"

#include "widgets/segmentedcontrol.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QIntValidator>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <limits>

namespace gotoai::playground {

using namespace widgets;

namespace {

constexpr int partHeight = 124;
constexpr int mostTokens = 1'000'000;

QLineEdit* makeNumber(const QString& placeholder, QValidator* validator)
{
    auto* field = new QLineEdit;
    field->setPlaceholderText(placeholder);
    field->setMaximumWidth(160);
    field->setValidator(validator);
    validator->setParent(field);
    return field;
}

QValidator* decimals(double most)
{
    auto* validator = new QDoubleValidator(0, most, 3);
    validator->setLocale(QLocale::c());
    validator->setNotation(QDoubleValidator::StandardNotation);
    return validator;
}

std::optional<int> wholeOf(const QLineEdit& field)
{
    bool isNumber = false;
    const int value = field.text().toInt(&isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

std::optional<double> decimalOf(const QLineEdit& field)
{
    bool isNumber = false;
    const double value = field.text().toDouble(&isNumber);
    return isNumber && field.hasAcceptableInput() ? std::optional(value) : std::nullopt;
}

template<class T>
QString textOf(const std::optional<T>& value)
{
    return value ? QString::number(*value) : QString();
}

} // namespace

SettingsPanel::SettingsPanel(QWidget* parent)
    : QWidget(parent)
    , m_parts(new SegmentedControl(tr("Settings"), this))
    , m_stack(new QStackedWidget(this))
    , m_fault(new Label({}, TextSize::Label, Ink::Muted, this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    for (const QString& part : {tr("Parameters"), tr("System"), tr("Tools"), tr("JSON schema"), tr("Route")})
        m_parts->addSegment(part);
    column->addWidget(m_parts);
    column->addWidget(m_stack);
    column->addWidget(m_fault);
    m_fault->setVisible(false);
    m_stack->setFixedHeight(partHeight);
    m_stack->addWidget(makeParameters());
    m_system = makeText(tr("How the model is to behave"), tr("System prompt"), &ChatSettings::systemPrompt);
    m_tools = makeText(
        QStringLiteral(
            R"([{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{}}}}])"),
        tr("Tools as JSON"), &ChatSettings::tools);
    m_schema = makeText(
        QStringLiteral(
            R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false})"),
        tr("JSON schema of the answer"), &ChatSettings::schema);
    m_provider = makeText(
        QStringLiteral(
            R"({"only":["openai"],"ignore":[],"allow_fallbacks":true,"sort":"price","max_price":{"completion":2}})"),
        tr("What the route is held to, as JSON"), &ChatSettings::provider);
    connect(m_parts, &SegmentedControl::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    setSettings({});
}

QWidget* SettingsPanel::makeParameters()
{
    auto* part = new QWidget;
    auto* form = new QFormLayout(part);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(space::large);
    form->setVerticalSpacing(space::tight);
    form->setLabelAlignment(Qt::AlignLeft);
    form->addRow(tr("Ma&x tokens"), m_maxTokens = makeNumber(tr("the model's most"), new QIntValidator(1, mostTokens)));
    form->addRow(tr("Te&mperature"), m_temperature = makeNumber(tr("the model's own"), decimals(2)));
    form->addRow(tr("Top &p"), m_topP = makeNumber(tr("the model's own"), decimals(1)));
    form->addRow(tr("See&d"), m_seed = makeNumber(tr("none"), new QIntValidator(0, std::numeric_limits<int>::max())));
    m_stream = new QCheckBox(tr("&Stream the answer"));
    form->addRow(QString(), m_stream);
    for (QLineEdit* field : {m_maxTokens, m_temperature, m_topP, m_seed}) {
        field->setAccessibleName(static_cast<QLabel*>(form->labelForField(field))->text().remove(QLatin1Char('&')));
        connect(field, &QLineEdit::textChanged, this, &SettingsPanel::readParameters);
    }
    connect(m_stream, &QCheckBox::toggled, this, &SettingsPanel::readParameters);
    return part;
}

QPlainTextEdit* SettingsPanel::makeText(const QString& placeholder, const QString& accessibleName,
                                        QString ChatSettings::*member)
{
    auto* field = new QPlainTextEdit;
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(accessibleName);
    field->setTabChangesFocus(true);
    if (member != &ChatSettings::systemPrompt)
        field->setFont(monoFont(TextSize::Label));
    m_stack->addWidget(field);
    connect(field, &QPlainTextEdit::textChanged, this, [this, field, member] {
        m_settings.*member = field->toPlainText();
        judge();
    });
    return field;
}

void SettingsPanel::setSettings(const ChatSettings& settings)
{
    m_isFilling = true;
    m_maxTokens->setText(textOf(settings.maxTokens));
    m_temperature->setText(textOf(settings.temperature));
    m_topP->setText(textOf(settings.topP));
    m_seed->setText(textOf(settings.seed));
    m_stream->setChecked(settings.isStreamed);
    m_system->setPlainText(settings.systemPrompt);
    m_tools->setPlainText(settings.tools);
    m_schema->setPlainText(settings.schema);
    m_provider->setPlainText(settings.provider);
    m_isFilling = false;
    m_settings = settings;
    judge();
}

void SettingsPanel::setMode(const QString& mode)
{
    m_settings.mode = mode;
    judge();
}

void SettingsPanel::readParameters()
{
    if (m_isFilling)
        return;
    m_settings.maxTokens = wholeOf(*m_maxTokens);
    m_settings.temperature = decimalOf(*m_temperature);
    m_settings.topP = decimalOf(*m_topP);
    m_settings.seed = wholeOf(*m_seed);
    m_settings.isStreamed = m_stream->isChecked();
    judge();
}

void SettingsPanel::judge()
{
    if (m_isFilling)
        return;
    m_fault->setText(m_settings.fault());
    m_fault->setVisible(!m_fault->text().isEmpty());
    Q_EMIT changed();
}

} // namespace gotoai::playground
