// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/sqliteledgerstore.h"

#include "base/log.h"
#include "clearinghouse/bookid.h"
#include "clearinghouse/bookinglookups.h"
#include "clearinghouse/invariant.h"
#include "clearinghouse/requestlookup.h"

#include <pthread.h>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace gotoai::clearinghouse {
namespace {

using storage::CompletionQueue;
using storage::Database;

// What is asked only to know.
template<class Request>
constexpr bool kMovesMoney = true;
template<>
constexpr bool kMovesMoney<std::vector<AccountId>> = false;
template<>
constexpr bool kMovesMoney<std::vector<BudgetHold>> = false;
template<>
constexpr bool kMovesMoney<std::monostate> = false;
template<>
constexpr bool kMovesMoney<BalanceThresholdsPtr> = false;

constexpr std::chrono::milliseconds kProbeDelay{250};
// How long the tables may make the ledger wait before it refuses what is new.
constexpr std::chrono::milliseconds kBehindTimeout{1'000};

// What belongs to an order's end is never refused for lack of room, and goes on while the books are frozen.
template<class Request>
bool isOfEnd(const Request&)
{
    return std::is_same_v<Request, Settlement>;
}
bool isOfEnd(const Booking& booking)
{
    const auto* const extension = std::get_if<HoldExtension>(&booking.purpose);
    return extension && extension->reach == HoldExtension::Reach::AsFarAsItGoes;
}

// Survives the end of the process, not that of the machine: no sync is made for it.
class EvidenceUnit final : public storage::Unit
{
public:
    explicit EvidenceUnit(std::vector<OrderEvidence> evidence)
        : m_evidence(std::move(evidence))
    {}

    bool isRepeatable() const override { return true; }
    Result<void> apply(Database& database) override { return keepEvidence(database, m_evidence); }
    void completed(Result<void> result) override
    {
        if (!result)
            writeLog(LogLevel::Warning, "evidence_lost", {{"orders", std::uint64_t{m_evidence.size()}}});
    }

private:
    const std::vector<OrderEvidence> m_evidence;
};

} // namespace

// One money operation on its way to the ledger's thread and back.
class SqliteLedgerStore::Operation : public storage::Completable
{
public:
    // A refusal is a result like any other.
    virtual void apply(Settler& settler) = 0;
    virtual void refuse(Error error) = 0;
    virtual bool isBooked() const { return false; }
    virtual bool movesMoney() const = 0;
};

template<class Request, class Receipt>
class SqliteLedgerStore::Call final : public Operation
{
public:
    using Method = Result<Receipt> (Settler::*)(const Request&);

    Call(Method method, Request request, Reply<Receipt> reply)
        : m_method(method)
        , m_request(std::move(request))
        , m_reply(std::move(reply))
    {}

    void apply(Settler& settler) override { m_outcome = (settler.*m_method)(m_request); }
    void refuse(Error error) override { m_outcome = std::move(error); }
    bool isBooked() const override { return isOfEnd(m_request); }
    bool movesMoney() const override { return kMovesMoney<Request>; }

    void completed(Result<void> result) override
    {
        if (result)
            m_reply(std::move(m_outcome));
        else
            m_reply(std::move(result).error());
    }

private:
    Method m_method;
    Request m_request;
    Reply<Receipt> m_reply;
    Result<Receipt> m_outcome = failure(ErrorCode::Internal, "the operation has not run");
};

Result<std::unique_ptr<SqliteLedgerStore>> SqliteLedgerStore::open(Database database, Options options,
                                                                   const Clock& clock)
{
    auto journal = storage::Journal::open(journalDirectory(database.path()), options.journal);
    if (!journal)
        return std::move(journal).error();
    if (auto caughtUp = catchUpWithJournal(database, **journal); !caughtUp)
        return std::move(caughtUp).error();
    auto book = openBook(database, clock);
    if (!book)
        return std::move(book).error();
    auto books = loadBooks(database, *book);
    if (!books)
        return std::move(books).error();
    auto lookups = Database::open(database.path(), storage::Access::ReadOnly);
    if (!lookups)
        return std::move(lookups).error();
    std::unique_ptr<SqliteLedgerStore> store(new SqliteLedgerStore(std::move(*lookups), std::move(*journal), *book,
                                                                   std::move(*books), std::move(options), clock));
    if (auto started = store->start(std::move(database)); !started)
        return std::move(started).error();
    return store;
}

SqliteLedgerStore::SqliteLedgerStore(Database lookups, std::unique_ptr<storage::Journal> journal, const IdBytes& book,
                                     Books books, Options options, const Clock& clock)
    : m_options(std::move(options))
    , m_book(book)
    , m_lookups(std::make_unique<Database>(std::move(lookups)))
    , m_journal(std::move(journal))
    , m_rows(*m_journal, books.counters.batches, m_options.rows)
    , m_settler(std::move(books), m_options.settler, makeLookups(), clock)
    , m_sealed(m_settler.books().counters.batches)
    , m_intake(std::make_unique<storage::Intake<Operation>>(m_options.maxWaiting))
{}

Result<void> SqliteLedgerStore::start(Database database)
{
    if (auto prepared = m_journal->prepareSpare(); !prepared)
        return prepared;
    m_settler.requestCheckpoint(); // or the tail would grow from crash to crash
    auto doubted = m_settler.doubtOpenOrders();
    if (!doubted)
        return std::move(doubted).error();
    m_doubtedAtStart = *doubted;
    m_writer = std::make_unique<storage::Writer>(std::move(database), m_options.writer, &m_rows);
    m_rows.setWriter(*m_writer);
    if (auto recorded = record(); !recorded)
        return recorded;
    if (auto synced = m_journal->sync(); !synced)
        return synced;
    m_syncer =
        std::make_unique<storage::LogSyncer>([this] { return m_journal->sync(); },
                                             [this](const Error& error) {
                                                 m_hasFailed = true;
                                                 writeLog(LogLevel::Error, "store_failed", {{"reason", error.detail}});
                                             });
    m_thread = std::thread([this] { run(); });
    return {};
}

SqliteLedgerStore::~SqliteLedgerStore()
{
    m_intake->stop();
    if (m_thread.joinable())
        m_thread.join();
    m_syncer.reset();
    m_lookups.reset(); // the writer's connection is the last, which leaves the log empty
    m_writer.reset();
}

Settler::Lookups SqliteLedgerStore::makeLookups()
{
    Database& database = *m_lookups;
    return {
        .topUp = [&database](std::string_view rail,
                             std::string_view externalId) { return findTopUp(database, rail, externalId); },
        .booking = [&database](BookingKind kind, std::string_view scope,
                               std::string_view id) { return clearinghouse::findBooking(database, kind, scope, id); },
        .request = [&database](const crypto::Digest& scope) { return findRequest(database, scope); },
        .endedOrder = [&database](OrderNumber order,
                                  std::int64_t through) { return findEndedOrder(database, order, through); },
        .settledCost = [&database](OrderNumber order,
                                   std::int64_t attempt) { return findSettledCost(database, order, attempt); }};
}

bool SqliteLedgerStore::mayBegin(const Operation& operation, Error& refusal) const
{
    if (m_hasFailed || m_writer->hasFailed())
        refusal = failure(ErrorCode::StoreUnavailable, "the ledger failed; the process must start again");
    else if (m_isBehind)
        refusal = failure(ErrorCode::StoreUnavailable, "too many orders wait for the tables of the ledger");
    else if (m_isFrozen && operation.movesMoney())
        refusal = failure(ErrorCode::StoreUnavailable, "the books are frozen until an operator has looked at them",
                          std::string(kBooksFrozen));
    else
        return true;
    return false;
}

// A refusal takes the same way back as any reply, so that nobody is called from inside his own call.
void SqliteLedgerStore::submit(std::unique_ptr<Operation> operation, CompletionQueue& queue)
{
    if (operation->isBooked())
        return m_intake->putAlways(std::move(operation), queue);
    Error refusal = failure(ErrorCode::Internal, "");
    if (mayBegin(*operation, refusal)) {
        auto put = m_intake->put(std::move(operation), queue);
        if (put)
            return;
        refusal = std::move(put).error();
    }
    operation->refuse(std::move(refusal));
    std::vector<std::unique_ptr<storage::Completable>> refused;
    refused.push_back(std::move(operation));
    queue.push(std::move(refused));
}

void SqliteLedgerStore::reserve(Reservation reservation, CompletionQueue& queue, Reply<ReservationReceipt> reply)
{
    submit(std::make_unique<Call<Reservation, ReservationReceipt>>(&Settler::reserve, std::move(reservation),
                                                                   std::move(reply)),
           queue);
}

void SqliteLedgerStore::settle(Settlement settlement, CompletionQueue& queue, Reply<SettlementReceipt> reply)
{
    submit(std::make_unique<Call<Settlement, SettlementReceipt>>(&Settler::settle, std::move(settlement),
                                                                 std::move(reply)),
           queue);
}

void SqliteLedgerStore::topUp(TopUp topUp, CompletionQueue& queue, Reply<TopUpReceipt> reply)
{
    submit(std::make_unique<Call<TopUp, TopUpReceipt>>(&Settler::topUp, std::move(topUp), std::move(reply)), queue);
}

void SqliteLedgerStore::book(Booking booking, CompletionQueue& queue, Reply<BookingReceipt> reply)
{
    submit(std::make_unique<Call<Booking, BookingReceipt>>(&Settler::book, std::move(booking), std::move(reply)),
           queue);
}

void SqliteLedgerStore::wallets(std::vector<AccountId> accounts, CompletionQueue& queue,
                                Reply<std::vector<Wallet>> reply)
{
    submit(std::make_unique<Call<std::vector<AccountId>, std::vector<Wallet>>>(&Settler::wallets, std::move(accounts),
                                                                               std::move(reply)),
           queue);
}

void SqliteLedgerStore::budgets(std::vector<BudgetHold> asked, CompletionQueue& queue,
                                Reply<std::vector<BudgetTally>> reply)
{
    submit(std::make_unique<Call<std::vector<BudgetHold>, std::vector<BudgetTally>>>(
               &Settler::budgets, std::move(asked), std::move(reply)),
           queue);
}

void SqliteLedgerStore::expireDoubts(Instant now, CompletionQueue& queue, Reply<std::size_t> reply)
{
    submit(std::make_unique<Call<Instant, std::size_t>>(&Settler::expireDoubts, now, std::move(reply)), queue);
}

void SqliteLedgerStore::expireGrants(Instant now, CompletionQueue& queue, Reply<std::size_t> reply)
{
    submit(std::make_unique<Call<Instant, std::size_t>>(&Settler::expireGrants, now, std::move(reply)), queue);
}

void SqliteLedgerStore::head(CompletionQueue& queue, Reply<ChainHead> reply)
{
    submit(std::make_unique<Call<std::monostate, ChainHead>>(&Settler::head, std::monostate(), std::move(reply)),
           queue);
}

void SqliteLedgerStore::watchBalances(BalanceThresholdsPtr thresholds, CompletionQueue& queue,
                                      Reply<std::vector<BalanceCrossing>> reply)
{
    submit(std::make_unique<Call<BalanceThresholdsPtr, std::vector<BalanceCrossing>>>(
               &Settler::watchBalances, std::move(thresholds), std::move(reply)),
           queue);
}

void SqliteLedgerStore::note(std::vector<OrderEvidence> evidence, CompletionQueue& queue)
{
    (void)m_writer->submit(std::make_unique<EvidenceUnit>(std::move(evidence)), queue);
}
bool SqliteLedgerStore::catchUp(std::chrono::milliseconds timeout)
{
    const auto durable = static_cast<std::int64_t>(m_journal->durable()); // nothing beyond has been answered
    return m_rows.waitFor(std::min(durable, m_sealed.load(std::memory_order_acquire)), timeout);
}

storage::WriterFigures SqliteLedgerStore::journalFigures() const
{
    return {m_batches, m_operations, m_intake->size(), m_hasFailed || m_isFailing || m_writer->hasFailed()};
}

std::optional<std::chrono::steady_clock::time_point> SqliteLedgerStore::nextDeadline() const
{
    const auto due = m_rows.due();
    if (!m_isFailing)
        return due;
    const auto probe = std::chrono::steady_clock::now() + kProbeDelay;
    return due ? std::min(*due, probe) : probe;
}

void SqliteLedgerStore::run()
{
    pthread_setname_np(pthread_self(), "ledger");
    for (;;) {
        auto operations = m_intake->take(m_options.maxBatch, nextDeadline());
        m_rows.handOverIfDue();
        m_rows.waitForRoom(kBehindTimeout);
        m_isBehind = m_rows.isFull();
        if (!operations.empty())
            process(std::move(operations));
        else if (m_intake->isStopping())
            break;
        else
            probeIfFailing();
    }
    m_settler.requestCheckpoint();
    (void)record(); // the next start reads a longer tail
    (void)m_journal->sync();
    m_rows.handOver();
}

void SqliteLedgerStore::process(std::vector<std::unique_ptr<Operation>> operations)
{
    m_settler.forgetThrough(m_rows.applied());
    for (const auto& operation : operations)
        operation->apply(m_settler);
    m_operations += operations.size();
    storage::Batch batch(std::move(operations));
    if (auto recorded = record(); !recorded)
        batch.fail(recorded.error());
    m_syncer->finish(std::move(batch));
}

// Into the journal what was done, and on to the tables.
Result<void> SqliteLedgerStore::record()
{
    const Settler::SealedBatch sealed = m_settler.seal();
    if (!sealed.events.empty()) {
        auto appended = m_journal->append(sealed.events);
        const bool isFailing = !appended;
        if (m_isFailing.exchange(isFailing) != isFailing)
            writeLog(isFailing ? LogLevel::Error : LogLevel::Info, isFailing ? "journal_refused" : "journal_works",
                     {{"reason", isFailing ? std::string_view(appended.error().detail) : std::string_view()}});
        if (!appended) {
            m_settler.rolledBack();
            return appended;
        }
        ensure(m_journal->appended() == static_cast<std::uint64_t>(sealed.number), "a batch is a frame of its number");
        ++m_batches;
    }
    if (!sealed.events.empty() || sealed.checkpoint) {
        m_rows.add(sealed.number, sealed.events, sealed.checkpoint);
        m_sealed.store(sealed.number, std::memory_order_release);
    }
    m_settler.committed();
    return {};
}

void SqliteLedgerStore::probeIfFailing()
{
    if (m_isFailing && m_journal->probe()) {
        m_isFailing = false;
        writeLog(LogLevel::Info, "journal_works", {});
    }
}

} // namespace gotoai::clearinghouse
