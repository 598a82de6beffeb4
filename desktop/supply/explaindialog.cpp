// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/explaindialog.h"

#include "supply/prices.h"
#include "widgets/display.h"
#include "widgets/orderstory.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QComboBox>
#include <QSpinBox>

#include <set>

namespace gotoai::supply {

using namespace widgets;

namespace {

constexpr int dialogWidth = 760;
constexpr int tableHeight = 260;
constexpr int mostTokens = 10'000'000;
constexpr int usualTokens = 500;

Cell standingCell(const std::string& standing)
{
    if (standing == "candidate")
        return {ExplainDialog::tr("candidate"), {}, Tone::Good};
    const bool isBroken = standing.find("breaker") != std::string::npos || standing.find("kill") != std::string::npos;
    return {standingText(standing), {}, isBroken ? Tone::Broken : Tone::Neutral};
}

} // namespace

ExplainDialog::ExplainDialog(client::Session& session, const QString& model, QWidget* parent)
    : FormDialog(tr("Explain a route"), tr("&Explain"), parent)
    , m_session(session)
    , m_model(new QComboBox)
    , m_mode(new QComboBox)
    , m_tokens(new QSpinBox)
    , m_rows(
          {tr("Provider"), tr("Model"), tr("Standing"), tr("Health"), tr("In $/M"), tr("Out $/M"), tr("First token")})
{
    setMinimumWidth(dialogWidth);
    std::set<std::string> models;
    for (const protocol::Endpoint& endpoint : session.directory().endpoints())
        models.insert(endpoint.model);
    for (const std::string& each : models)
        m_model->addItem(QString::fromStdString(each));
    m_model->setEditable(true);
    m_model->setCurrentText(model);
    m_mode->addItem(tr("none asked for"));
    for (const char* mode : {"cheap", "quality", "latency", "privacy", "code"})
        m_mode->addItem(routeModeText(mode), QString::fromLatin1(mode));
    m_tokens->setRange(1, mostTokens);
    m_tokens->setValue(usualTokens);
    m_tokens->setGroupSeparatorShown(true);
    addField(tr("&Model"), m_model);
    addField(tr("&Route"), m_mode);
    addField(tr("&Tokens of the prompt"), m_tokens);
    m_sentence = addNote(tr("Nothing is sent and nothing is charged."));
    auto* table = new Table(tr("What was weighed"));
    table->setModel(&m_rows);
    table->setTagColumn(2);
    for (int number = 3; number < m_rows.columnCount(); ++number)
        table->setNumberColumn(number);
    table->setStretchColumn(1);
    table->setFixedHeight(tableHeight);
    addContent(table);
    connect(this, &FormDialog::submitted, this, &ExplainDialog::ask);
    m_model->setFocus();
}

void ExplainDialog::ask()
{
    protocol::RouteQuestion question;
    question.model = m_model->currentText().trimmed().toStdString();
    if (const QString mode = m_mode->currentData().toString(); !mode.isEmpty())
        question.mode = mode.toStdString();
    question.promptTokens = m_tokens->value();
    m_session.daemon().post<protocol::RouteAnswer>(QStringLiteral("routes/explain"), question, {}, this,
                                                   [this](const client::Answer<protocol::RouteAnswer>& answer) {
                                                       if (!answer)
                                                           return failed(client::sentence(answer.failure()));
                                                       show(*answer);
                                                   });
}

void ExplainDialog::show(const protocol::RouteAnswer& answer)
{
    std::vector<std::vector<Cell>> rows;
    for (const protocol::ConsideredEndpoint& each :
         answer.route ? answer.route->endpoints : std::vector<protocol::ConsideredEndpoint>())
        rows.push_back({{plain(each.provider)},
                        {plain(each.model)},
                        standingCell(each.standing),
                        {countText(each.health)},
                        {priceText(each.prompt)},
                        {priceText(each.completion)},
                        {each.firstTokenMs ? milliText(*each.firstTokenMs) : QStringLiteral("–")}});
    m_rows.setRows(std::move(rows));
    ready();
    if (answer.refusal)
        m_sentence->setText(tr("It would be refused: %1.").arg(plain(answer.refusal->detail)));
    else
        m_sentence->setText(tr("Candidates are tried from the top. At most %1 would be held.")
                                .arg(answer.hold ? moneyText(*answer.hold) : moneyText(Money())));
}

} // namespace gotoai::supply
