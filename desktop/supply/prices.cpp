// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/prices.h"

#include "money/money.h"

#include <QCoreApplication>

namespace gotoai::supply {

using protocol::UsdPerMillion;
using widgets::Pair;

namespace {

// $1 for a million tokens are 10⁶ pico-dollars a token, and 10⁹ nano-dollars.
constexpr std::int64_t nanoPerPico = 1'000;
constexpr std::int64_t nanoPerPicoPiece = 1'000; // of a piece: pico-dollars into nano-dollars

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::supply)
};

// With two places at least, so that points stand below each other.
QString usdText(Money amount)
{
    const QString text = QString::fromStdString(amount.toUsd());
    const qsizetype dot = text.indexOf(QLatin1Char('.'));
    const QString whole = dot < 0 ? text : text.left(dot);
    return whole + QLatin1Char('.') + (dot < 0 ? QString() : text.mid(dot + 1)).leftJustified(2, QLatin1Char('0'));
}

} // namespace

QString priceText(UsdPerMillion price) { return usdText(Money::fromNano(price.pico * nanoPerPico)); }

std::optional<UsdPerMillion> parsePrice(const QString& text)
{
    const auto amount = Money::parseUsd(text.trimmed().toStdString());
    if (!amount || amount->isNegative() || amount->nano() % nanoPerPico != 0)
        return {};
    return UsdPerMillion{amount->nano() / nanoPerPico};
}

std::vector<Pair> pricePairs(const protocol::MeterPrices& prices)
{
    std::vector<Pair> pairs;
    const auto add = [&pairs](const QString& name, const std::optional<UsdPerMillion>& price) {
        if (price)
            pairs.push_back({.name = name, .value = Texts::tr("$%1 / M").arg(priceText(*price))});
    };
    const auto addPiece = [&pairs](const QString& name, const std::optional<protocol::UsdPerUnit>& price) {
        if (price)
            pairs.push_back(
                {.name = name,
                 .value = Texts::tr("$%1 each").arg(usdText(Money::fromNano(price->pico / nanoPerPicoPiece)))});
    };
    add(Texts::tr("Prompt"), prices.prompt);
    add(Texts::tr("Cache read"), prices.cacheRead);
    add(Texts::tr("Cache write"), prices.cacheWrite);
    add(Texts::tr("Completion"), prices.completion);
    add(Texts::tr("Reasoning"), prices.reasoning);
    add(Texts::tr("Audio"), prices.audio);
    addPiece(Texts::tr("Image"), prices.image);
    addPiece(Texts::tr("Request"), prices.request);
    return pairs;
}

} // namespace gotoai::supply
