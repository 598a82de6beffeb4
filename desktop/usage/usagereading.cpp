// SPDX-License-Identifier: GPL-3.0-or-later
#include "usage/usagereading.h"

namespace gotoai::usage {

namespace {

constexpr int mostGroups = 20;
constexpr qint64 mostPoints = 5'000; // of all groups together, as the daemon takes it

qint64 secondsOf(const QString& step) { return step == u"minute" ? 60 : step == u"hour" ? 3'600 : 86'400; }

} // namespace

QUrlQuery UsageQuestion::query(int periodsBack) const
{
    const QDateTime end = to.toUTC().addSecs(-seconds * periodsBack);
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("from"), end.addSecs(-seconds).toString(Qt::ISODate));
    query.addQueryItem(QStringLiteral("to"), end.toString(Qt::ISODate));
    query.addQueryItem(QStringLiteral("step"), step);
    if (grouping != Grouping::None) {
        const qint64 buckets = seconds / secondsOf(step) + 2;
        query.addQueryItem(QStringLiteral("group_by"), QLatin1String(groupingWord(grouping)));
        query.addQueryItem(QStringLiteral("limit"),
                           QString::number(std::clamp<qint64>(mostPoints / buckets, 1, mostGroups)));
    }
    if (narrowedBy != Grouping::None && !narrowedTo.isEmpty())
        query.addQueryItem(QLatin1String(groupingWord(narrowedBy)),
                           QString::fromUtf8(QUrl::toPercentEncoding(narrowedTo)));
    return query;
}

UsageReading::UsageReading(client::DaemonClient& daemon, QObject* parent)
    : QObject(parent)
    , m_daemon(daemon)
{}

void UsageReading::read(const UsageQuestion& question, std::function<void(client::Answer<UsageAnswer>)> then)
{
    m_call.cancel();
    m_then = std::move(then);
    m_call = m_daemon.get<protocol::UsageReport>(QStringLiteral("usage"), question.query(0), this,
                                                 [this, question](client::Answer<protocol::UsageReport> report) {
                                                     if (!report)
                                                         return m_then(report.failure());
                                                     if (question.isCompared)
                                                         return readBefore(question, std::move(*report));
                                                     m_then(UsageAnswer{.now = std::move(*report)});
                                                 });
}

void UsageReading::readBefore(const UsageQuestion& question, protocol::UsageReport now)
{
    m_call = m_daemon.get<protocol::UsageReport>(
        QStringLiteral("usage"), question.query(1), this,
        [this, now = std::move(now)](client::Answer<protocol::UsageReport> report) mutable {
            if (!report)
                return m_then(report.failure());
            m_then(UsageAnswer{.now = std::move(now), .before = std::move(*report)});
        });
}

} // namespace gotoai::usage
