// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/metrics.h"
#include "control/readiness.h"
#include "control/resources.h"
#include "control/supplymetrics.h"

#include <QFile>
#include <QJsonArray>

namespace gotoai::control {
namespace {

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
    QJsonArray reasons;
    for (const std::string& reason : reasonsAgainstReadiness(parts))
        reasons.append(QString::fromStdString(reason));
    call->answer(reasons.isEmpty() ? 200 : 503,
                 {{QLatin1String("status"), QLatin1String(reasons.isEmpty() ? "ready" : "not_ready")},
                  {QLatin1String("reasons"), reasons}});
}

// Of the resources that are compiled in.
QByteArray openApiDocument(const char* name)
{
    QFile file(QLatin1String(":/openapi/") + QLatin1String(name));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

std::vector<Route> probeRoutes(const Parts& parts)
{
    return {
        {"GET", "/healthz", [&vitals = parts.vitals](const CallPtr& call) { alive(call, vitals); }},
        {"GET", "/readyz", [parts](const CallPtr& call) { ready(call, parts); }},
        {"GET", "/metrics",
         [parts](const CallPtr& call) {
             call->answerText(200, "text/plain; version=0.0.4; charset=utf-8",
                              formatMetrics(parts.vitals.figures(), readProcessFigures()) +
                                  formatSupplyMetrics(parts.catalog, parts.health, parts.clock.tick()));
         }},
        {"GET", "/admin/v1/openapi.json",
         [document = openApiDocument("admin.json")](const CallPtr& call) {
             call->answerText(200, "application/json", document.toStdString());
         }},
        {"GET", "/admin/v1/enterprise.json",
         [document = openApiDocument("enterprise.json")](const CallPtr& call) {
             call->answerText(200, "application/json", document.toStdString());
         }},
    };
}

} // namespace gotoai::control
