// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/market.h"

#include <QFile>
#include <QJsonDocument>

namespace gotoai::control {

Result<protocol::MarketCatalog> readMarket()
{
    QFile file(QStringLiteral(":/market/catalog.json"));
    const auto document = file.open(QFile::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
    auto market = protocol::fromJson<protocol::MarketCatalog>(document.object());
    if (!market)
        return failure(ErrorCode::Corrupt, "the market catalogue cannot be read: " + market.error().param);
    return market;
}

} // namespace gotoai::control
