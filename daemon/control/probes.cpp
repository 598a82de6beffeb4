// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/metrics.h"
#include "control/resources.h"

#include <QFile>
#include <QJsonArray>

#include <algorithm>

namespace gotoai::control {
namespace {

QJsonArray reasonsAgainst(const Parts& parts)
{
    QJsonArray reasons;
    if (parts.vitals.isDraining())
        reasons.append(QLatin1String("draining"));
    if (parts.vitals.figures().isStoreLow)
        reasons.append(QLatin1String("store_low_space"));
    if (parts.writer.hasFailed() || parts.vitals.figures().ledgerWriter.hasFailed)
        reasons.append(QLatin1String("ledger_not_writable"));
    const auto isRoutable = [](const auto& row) { return row.second->isRoutable(); };
    if (std::ranges::none_of(parts.catalog.endpoints(), isRoutable))
        reasons.append(QLatin1String("no_route"));
    return reasons;
}

// For whoever would start a hung process again: orders may hang although this thread answers.
void alive(const CallPtr& call, const Vitals& vitals)
{
    QJsonArray stalled;
    for (const std::string& part : vitals.stalledParts())
        stalled.append(QString::fromStdString(part));
    if (stalled.isEmpty())
        call->answer(200, {{QLatin1String("status"), QLatin1String("alive")}});
    else
        call->answer(503, {{QLatin1String("status"), QLatin1String("stalled")}, {QLatin1String("parts"), stalled}});
}

void ready(const CallPtr& call, const Parts& parts)
{
    const QJsonArray reasons = reasonsAgainst(parts);
    call->answer(reasons.isEmpty() ? 200 : 503,
                 {{QLatin1String("status"), QLatin1String(reasons.isEmpty() ? "ready" : "not_ready")},
                  {QLatin1String("reasons"), reasons}});
}

QByteArray openApiDocument()
{
    QFile file(QStringLiteral(":/openapi/admin.json"));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

std::vector<Route> probeRoutes(const Parts& parts)
{
    return {
        {"GET", "/healthz", [&vitals = parts.vitals](const CallPtr& call) { alive(call, vitals); }},
        {"GET", "/readyz", [parts](const CallPtr& call) { ready(call, parts); }},
        {"GET", "/metrics",
         [&vitals = parts.vitals](const CallPtr& call) {
             call->answerText(200, "text/plain; version=0.0.4; charset=utf-8",
                              formatMetrics(vitals.figures(), readProcessFigures()));
         }},
        {"GET", "/admin/v1/openapi.json",
         [document = openApiDocument()](const CallPtr& call) {
             call->answerText(200, "application/json", document.toStdString());
         }},
    };
}

} // namespace gotoai::control
