// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/endpointdialog.h"

#include "supply/prices.h"
#include "widgets/display.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>

namespace gotoai::supply {

using namespace widgets;

namespace {

constexpr int mostTokens = 100'000'000;

} // namespace

QSpinBox* makeTokenCount(std::int64_t tokens)
{
    auto* box = new QSpinBox;
    box->setRange(1, mostTokens);
    box->setGroupSeparatorShown(true);
    box->setValue(static_cast<int>(std::min<std::int64_t>(tokens, mostTokens)));
    return box;
}

EndpointDialog::EndpointDialog(const std::vector<protocol::Provider>& providers, QWidget* parent)
    : FormDialog(tr("Add an endpoint"), tr("&Add endpoint"), parent)
    , m_provider(new QComboBox)
    , m_model(new QLineEdit)
    , m_upstream(new QLineEdit)
    , m_prompt(new QLineEdit)
    , m_completion(new QLineEdit)
    , m_cacheRead(new QLineEdit)
    , m_context(makeTokenCount(128'000))
    , m_output(makeTokenCount(16'384))
{
    for (const protocol::Provider& provider : providers)
        m_provider->addItem(plain(provider.name), QString::fromStdString(provider.id.toString()));
    m_model->setPlaceholderText(QStringLiteral("openai/gpt-4o-mini"));
    addField(tr("&Provider"), m_provider);
    addField(tr("&Model"), m_model, tr("As applications ask for it."));
    addField(tr("&Called there"), m_upstream, tr("As the provider calls it; the model's last part if empty."));
    auto* numbers = new QWidget;
    auto* grid = new QGridLayout(numbers);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::medium);
    grid->setVerticalSpacing(space::tight);
    const std::pair<QString, QWidget*> cells[]{{tr("Prom&pt, $ a million"), m_prompt},
                                               {tr("C&ompletion, $ a million"), m_completion},
                                               {tr("Cache &read, $ a million"), m_cacheRead},
                                               {tr("Conte&xt in tokens"), m_context},
                                               {tr("&Longest answer"), m_output}};
    int place = 0;
    for (const auto& [text, field] : cells) {
        auto* label = new QLabel(text);
        label->setBuddy(field);
        field->setAccessibleName(QString(text).remove(QLatin1Char('&')));
        grid->addWidget(label, place / 3 * 2, place % 3);
        grid->addWidget(field, place / 3 * 2 + 1, place % 3);
        ++place;
    }
    m_cacheRead->setPlaceholderText(tr("as the prompt"));
    addContent(numbers);
    for (QLineEdit* field : {m_model, m_upstream, m_prompt, m_completion, m_cacheRead})
        connect(field, &QLineEdit::textChanged, this, &EndpointDialog::judge);
    m_model->setFocus();
    judge();
}

void EndpointDialog::judge()
{
    const bool isCacheFine = m_cacheRead->text().trimmed().isEmpty() || parsePrice(m_cacheRead->text());
    setComplete(m_provider->currentIndex() >= 0 && !m_model->text().trimmed().isEmpty() &&
                parsePrice(m_prompt->text()) && parsePrice(m_completion->text()) && isCacheFine);
}

protocol::EndpointDraft EndpointDialog::draft() const
{
    protocol::EndpointDraft draft;
    draft.provider = ProviderId::parse(m_provider->currentData().toString().toStdString()).value_or(ProviderId());
    const QString model = m_model->text().trimmed();
    const QString upstream = m_upstream->text().trimmed();
    draft.model = model.toStdString();
    draft.upstreamModel = (upstream.isEmpty() ? model.section(QLatin1Char('/'), -1) : upstream).toStdString();
    draft.price.prompt = parsePrice(m_prompt->text()).value_or(protocol::UsdPerMillion());
    draft.price.completion = parsePrice(m_completion->text()).value_or(protocol::UsdPerMillion());
    draft.price.cacheRead = parsePrice(m_cacheRead->text());
    draft.contextTokens = m_context->value();
    draft.maxOutputTokens = m_output->value();
    return draft;
}

} // namespace gotoai::supply
