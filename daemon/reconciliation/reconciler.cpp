// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/reconciler.h"

#include "base/log.h"
#include "crypto/sha256.h"
#include "storage/functionunit.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace gotoai::reconciliation {
namespace {

using storage::Database;

constexpr std::size_t kMaxName = 200;
constexpr std::size_t kDifferencesAPiece = 2'000;
constexpr std::chrono::hours kLongestPeriod{24 * 400};

bool isPrintable(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string sentenceOf(const Reconciliation& run, DifferenceClass what, const ClassFigures& figures)
{
    return "The reconciliation " + run.id.toString() + " found " + std::to_string(figures.count) +
           " differences of the class " + std::string(differenceClassWord(what)) + ", $" + figures.amount.toUsd() +
           " apart altogether.";
}

} // namespace

Reconciler::Reconciler(Parts parts, Thresholds thresholds, std::int64_t lastNumber)
    : m_parts(std::move(parts))
    , m_resolver({m_parts.ledger, m_parts.writer, m_parts.queue, m_parts.clock, m_parts.readDifference})
    , m_thresholds(thresholds)
    , m_lastNumber(lastNumber)
{}

void Reconciler::import(const ImportDraft& draft, const Reply<ProviderStatement>& reply,
                        const storage::Companion<ProviderStatement>& also)
{
    if (draft.name.empty() || draft.name.size() > kMaxName || !isPrintable(draft.name))
        return reply(
            failure(ErrorCode::InvalidRequest, "a name has 1 to 200 bytes without control characters", "statement"));
    const auto mapping = withColumns(mappingOf(draft.format), draft.columns);
    if (!mapping)
        return reply(mapping.error());
    auto rows = std::make_shared<std::vector<StatementRow>>();
    auto read = readStatement(draft.body, draft.format, *mapping, [&rows](StatementRow row) -> Result<void> {
        rows->push_back(std::move(row));
        return {};
    });
    if (!read)
        return reply(std::move(read).error());
    const Instant now = m_parts.clock.now();
    ProviderStatement fresh{.id = StatementId::make(now),
                            .provider = draft.provider,
                            .name = draft.name,
                            .format = std::string(statementFormatWord(draft.format))};
    fresh.createdAt = now;
    fresh.by = draft.by;
    const auto kept = std::make_shared<ProviderStatement>();
    const auto piece = crypto::sha256(crypto::asBytes(draft.body));
    storage::submitFunctions(m_parts.writer, m_parts.queue,
                             storage::accompanied<ProviderStatement>(
                                 [fresh, rows, kept, piece](Database& database) -> Result<void> {
                                     auto added = addPiece(database, fresh, *rows, piece);
                                     if (!added)
                                         return std::move(added).error();
                                     *kept = *std::move(added);
                                     return {};
                                 },
                                 also, fresh),
                             [kept, reply](Result<void> done) {
                                 if (!done)
                                     return reply(std::move(done).error());
                                 reply(*kept);
                             });
}

void Reconciler::run(RunDraft draft, Reply<Reconciliation> reply, const storage::Companion<Reconciliation>& also)
{
    if (m_isRunning)
        return reply(failure(ErrorCode::Conflict, "another reconciliation runs"));
    if (!draft.statement)
        return begin(draft, std::nullopt, reply, also);
    m_isRunning = true;
    m_parts.readStatement(
        [id = *draft.statement](Database& database) { return readStatementHead(database, id); },
        [this, draft = std::move(draft), reply = std::move(reply), also](Result<ProviderStatement> statement) {
            m_isRunning = false;
            if (!statement && statement.error().code == ErrorCode::NotFound)
                return reply(failure(ErrorCode::InvalidRequest, "there is no such statement", "statement"));
            if (!statement)
                return reply(std::move(statement).error());
            if (statement->provider != draft.provider)
                return reply(failure(ErrorCode::InvalidRequest, "it is another provider's", "statement"));
            begin(draft, *statement, reply, also);
        });
}

void Reconciler::begin(const RunDraft& draft, const std::optional<ProviderStatement>& statement,
                       const Reply<Reconciliation>& reply, const storage::Companion<Reconciliation>& also)
{
    using std::chrono::days;
    const auto firstAt = statement ? statement->firstAt : std::nullopt;
    const auto lastAt = statement ? statement->lastAt : std::nullopt;
    const auto from = draft.from ? draft.from
                      : firstAt  ? std::optional(Instant{std::chrono::floor<days>(*firstAt)})
                                 : std::nullopt;
    const auto to = draft.to ? draft.to
                    : lastAt ? std::optional(Instant{std::chrono::floor<days>(*lastAt) + days(1)})
                             : std::nullopt;
    if (!from || !to)
        return reply(failure(ErrorCode::InvalidRequest, "without the rows of a statement it needs a period",
                             from ? "to" : "from"));
    if (*to <= *from || *to - *from > kLongestPeriod)
        return reply(failure(ErrorCode::InvalidRequest, "a period is longer than nothing and at most 400 days", "to"));
    const Instant now = m_parts.clock.now();
    const Reconciliation run{.number = m_lastNumber + 1,
                             .id = ReconciliationId::make(now),
                             .provider = draft.provider,
                             .statement = draft.statement,
                             .from = *from,
                             .to = *to,
                             .startedAt = now,
                             .by = draft.by};
    m_isRunning = true;
    storage::submitFunctions(m_parts.writer, m_parts.queue,
                             storage::accompanied<Reconciliation>(
                                 [run](Database& database) { return insertReconciliation(database, run); }, also, run),
                             [this, run, reply](Result<void> done) {
                                 if (!done) {
                                     m_isRunning = false;
                                     return reply(std::move(done).error());
                                 }
                                 m_lastNumber = run.number;
                                 if (m_subscriber)
                                     m_subscriber(run);
                                 reply(run);
                                 match(run);
                             });
}

void Reconciler::match(const Reconciliation& run)
{
    MatchingRequest request{.provider = run.provider, .statement = run.statement};
    request.from = run.from;
    request.to = run.to;
    request.now = m_parts.clock.now();
    request.models = m_parts.models();
    m_parts.match(
        [request = std::move(request), path = m_parts.requestLog](Database& ledger) -> Result<MatchingResult> {
            if (path.empty())
                return matchStatement(ledger, nullptr, request);
            auto requests = Database::open(path, storage::Access::ReadOnly);
            if (!requests)
                return std::move(requests).error();
            return matchStatement(ledger, &*requests, request);
        },
        [this, run](Result<MatchingResult> result) { matched(run, std::move(result)); });
}

void Reconciler::matched(Reconciliation run, Result<MatchingResult> result)
{
    if (!result) {
        run.state = Reconciliation::State::Failed;
        run.failure = result.error().detail;
        return end(run);
    }
    run.state = Reconciliation::State::Done;
    run.attempts = result->attempts;
    run.rows = result->rows;
    run.isCut = result->isCut;
    run.classes = result->classes;
    keep(run, std::make_shared<const std::vector<Difference>>(std::move(result->differences)), 0);
}

// Piece by piece, so that the ledger's tables do not wait for long.
void Reconciler::keep(const Reconciliation& run, std::shared_ptr<const std::vector<Difference>> differences,
                      std::size_t from)
{
    if (from >= differences->size())
        return end(run);
    const std::size_t count = std::min(kDifferencesAPiece, differences->size() - from);
    storage::submitFunctions(
        m_parts.writer, m_parts.queue,
        [number = run.number, differences, from, count](Database& database) {
            return insertDifferences(database, number, std::span(*differences).subspan(from, count));
        },
        [this, run, differences, from, count](const Result<void>& done) {
            if (done)
                return keep(run, differences, from + count);
            Reconciliation failed = run;
            failed.state = Reconciliation::State::Failed;
            failed.failure = done.error().detail;
            end(failed);
        });
}

void Reconciler::end(const Reconciliation& run)
{
    Reconciliation ended = run;
    ended.endedAt = m_parts.clock.now();
    storage::submitFunctions(
        m_parts.writer, m_parts.queue, [ended](Database& database) { return endReconciliation(database, ended); },
        [this, ended](const Result<void>& done) {
            m_isRunning = false;
            if (!done)
                return writeLog(LogLevel::Error, "reconciliation_unwritten",
                                {{"reason", std::string_view(done.error().detail)}});
            writeLog(LogLevel::Info, "reconciled",
                     {{"reconciliation", ended.id.toString()}, {"state", stateWord(ended.state)}});
            judge(ended);
            if (m_subscriber)
                m_subscriber(ended);
        });
}

void Reconciler::judge(const Reconciliation& run)
{
    for (const DifferenceClass what : kComparedClasses) {
        const auto index = static_cast<std::size_t>(what);
        if (!m_thresholds[index].isPassedBy(run.classes[index]))
            continue;
        m_parts.alerts.raise({.kind = "reconciliation_" + std::string(differenceClassWord(what)),
                              .severity = alerts::Severity::Warning,
                              .subject = run.provider.toString(),
                              .account = std::nullopt,
                              .facts = sentenceOf(run, what, run.classes[index])});
    }
}

void Reconciler::setThreshold(DifferenceClass what, const Threshold& threshold, const Reply<Threshold>& reply,
                              const storage::Companion<Threshold>& also)
{
    storage::submitFunctions(
        m_parts.writer, m_parts.queue,
        storage::accompanied<Threshold>(
            [what, threshold](Database& database) { return saveThreshold(database, what, threshold); }, also,
            threshold),
        [this, what, threshold, reply](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            m_thresholds[static_cast<std::size_t>(what)] = threshold;
            reply(threshold);
        });
}

} // namespace gotoai::reconciliation
