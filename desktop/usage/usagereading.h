// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"
#include "protocol/usagereport.h"
#include "usage/usagerows.h"

#include <QDateTime>

#include <functional>
#include <optional>

namespace gotoai::usage {

// What is asked: a span of time up to its end, a step, a grouping, and one group of another grouping that it is
// narrowed to.
struct UsageQuestion
{
    QDateTime to{};
    qint64 seconds = 86'400;
    QString step = QStringLiteral("hour");
    Grouping grouping = Grouping::Model;
    Grouping narrowedBy = Grouping::None;
    QString narrowedTo{}; // a model, or an id
    bool isCompared = false;

    QUrlQuery query(int periodsBack) const;
};

struct UsageAnswer
{
    protocol::UsageReport now;
    std::optional<protocol::UsageReport> before{};
};

// Reads a report and, if asked to, the one of the period before it; both or a failure.
class UsageReading : public QObject
{
    Q_OBJECT

public:
    explicit UsageReading(client::DaemonClient& daemon, QObject* parent = nullptr);
    void read(const UsageQuestion& question, std::function<void(client::Answer<UsageAnswer>)> then);

private:
    void readBefore(const UsageQuestion& question, protocol::UsageReport now);

    client::DaemonClient& m_daemon;
    client::Call m_call;
    std::function<void(client::Answer<UsageAnswer>)> m_then;
};

} // namespace gotoai::usage
