// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/firststeps.h"

#include "widgets/button.h"
#include "widgets/tag.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QGridLayout>
#include <QPushButton>

namespace gotoai::overview {

using namespace widgets;

namespace {

struct Step
{
    const char* page;
    const char* act;
    const char* sentence;
};

} // namespace

FirstSteps::FirstSteps(QWidget* parent)
    : QWidget(parent)
{
    static constexpr std::array<Step, kSteps> steps{{
        {"supply", QT_TR_NOOP("Take a provider"), QT_TR_NOOP("From the market, or one of your own, with its secret.")},
        {"keys", QT_TR_NOOP("Make a key"), QT_TR_NOOP("For an account that has money in its wallet.")},
        {"playground", QT_TR_NOOP("Make a first call"), QT_TR_NOOP("Here, or with any OpenAI client.")},
        {"billing", QT_TR_NOOP("See its ledger lines"), QT_TR_NOOP("What was held, charged and given back.")},
    }};
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::large);
    grid->setVerticalSpacing(space::small);
    grid->addWidget(makeHeading(tr("Four steps to a first call")), 0, 0, 1, 3);
    for (std::size_t index = 0; index < kSteps; ++index) {
        const Step& step = steps[index];
        const int row = static_cast<int>(index) + 1;
        grid->addWidget(m_tags[index] = new Tag(tr("open")), row, 0);
        QPushButton* act = makeButton(tr(step.act), ButtonKind::Link);
        connect(act, &QPushButton::clicked, this,
                [this, page = QString::fromLatin1(step.page)] { Q_EMIT pageAsked(page); });
        grid->addWidget(act, row, 1, Qt::AlignLeading);
        grid->addWidget(new Label(tr(step.sentence), TextSize::Body, Ink::Muted), row, 2);
    }
    grid->setColumnStretch(2, 1);
}

void FirstSteps::look(const client::Directory& directory)
{
    const bool isDone[kSteps]{!directory.endpoints().empty(), !directory.keys().empty(), false, false};
    for (std::size_t index = 0; index < kSteps; ++index)
        m_tags[index]->setState(isDone[index] ? tr("done") : tr("open"), isDone[index] ? Tone::Good : Tone::Neutral);
}

} // namespace gotoai::overview
