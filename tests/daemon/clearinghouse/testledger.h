// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/schema.h"
#include "clearinghouse/sqliteledgerstore.h"
#include "clearinghouse/verify.h"
#include "storage/migration.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QtGlobal>

#include <poll.h>

#include <atomic>
#include <memory>
#include <optional>
#include <thread>

namespace gotoai::test {

using namespace gotoai::clearinghouse;

inline Money nano(std::int64_t amount) { return Money::fromNano(amount); }

// $0.05 a million prompt tokens, $0.40 a million completion tokens: the prices of the example.
inline std::shared_ptr<const Price> examplePrice()
{
    static const auto s_price = [] {
        Price::Picos picos{};
        picos[static_cast<std::size_t>(Meter::Prompt)] = 50'000;
        picos[static_cast<std::size_t>(Meter::Completion)] = 400'000;
        return std::make_shared<const Price>(
            *Price::make(PriceId::make(SystemClock().now()), picos, fromMicroseconds(0)));
    }();
    return s_price;
}

// The same for prompts of up to a hundred tokens, twice as much for longer ones.
inline std::shared_ptr<const Price> tieredPrice()
{
    static const auto s_price = [] {
        const Price::Picos picos = examplePrice()->figures().picos;
        Price::Picos longer = picos;
        for (auto& pico : longer)
            pico = pico ? std::optional(2 * *pico) : std::nullopt;
        return std::make_shared<const Price>(
            *Price::make(PriceId::make(SystemClock().now()), {picos, {{100, longer}}}, fromMicroseconds(0)));
    }();
    return s_price;
}

// Stands in for the sync of a journal: holds it up while it is closed, lets it fail.
struct SyncGate
{
    std::atomic<bool> isOpen{true};
    std::atomic<bool> mustFail{false};

    storage::Journal::Options options()
    {
        return {.sync = [this](int) -> Result<void> {
            while (!isOpen)
                std::this_thread::yield();
            return mustFail ? failure(ErrorCode::StoreUnavailable, "injected") : Result<void>();
        }};
    }
};

// A ledger in a temporary directory, driven as a lane drives it but one operation at a time.
class TestLedger
{
public:
    TestLedger()
        : m_temporary(std::in_place)
        , m_path(m_temporary->filePath(QStringLiteral("ledger.db")).toStdString())
    {
        open();
    }
    // In a directory that stays; not open yet.
    explicit TestLedger(const std::string& directory)
        : m_path(directory + "/ledger.db")
    {}

    Result<void> tryOpen(SqliteLedgerStore::Options options = {})
    {
        auto database = storage::Database::open(path(), storage::Access::ReadWrite);
        if (!database)
            return std::move(database).error();
        if (auto migrated = storage::migrate(*database, ledgerMigrations()); !migrated)
            return migrated;
        auto store = SqliteLedgerStore::open(std::move(*database), std::move(options), clock);
        if (!store)
            return std::move(store).error();
        m_store = std::move(*store);
        return {};
    }
    void open(SqliteLedgerStore::Options options = {})
    {
        if (auto opened = tryOpen(std::move(options)); !opened)
            qFatal("%s", opened.error().detail.c_str());
    }
    void close() { m_store.reset(); }
    void reopen(SqliteLedgerStore::Options options = {})
    {
        close();
        open(std::move(options));
    }

    SqliteLedgerStore& store() { return *m_store; }
    storage::CompletionQueue& queue() { return m_queue; }
    std::string path() const { return m_path; }

    // Runs completions until `isDone`; false when it does not come to be.
    template<class IsDone>
    bool waitUntil(IsDone isDone)
    {
        while (!isDone()) {
            pollfd entry{m_queue.descriptor(), POLLIN, 0};
            if (poll(&entry, 1, 20'000) != 1)
                return false;
            m_queue.drain();
        }
        return true;
    }

    Reservation reservation(const AccountId& account, Money hold) const
    {
        Reservation reservation;
        reservation.order = OrderId::make(clock.now());
        reservation.account = account;
        reservation.key = key;
        reservation.model = "openai/gpt-4o-mini";
        reservation.mode = "economy";
        reservation.isStreamed = true;
        reservation.hold = hold;
        reservation.at = clock.now();
        return reservation;
    }

    AttemptRecord attempt(Payer payer, std::int64_t prompt, std::int64_t completion, std::uint16_t number = 1) const
    {
        AttemptRecord attempt;
        attempt.number = number;
        attempt.provider = provider;
        attempt.endpoint = endpoint;
        attempt.price = examplePrice();
        attempt.payer = payer;
        attempt.usage[Meter::Prompt] = prompt;
        attempt.usage[Meter::Completion] = completion;
        attempt.usageSource = UsageSource::Reported;
        attempt.outcome = "answered";
        attempt.upstreamId = "chatcmpl-1";
        attempt.httpStatus = 200;
        attempt.startedAt = attempt.endedAt = clock.now();
        return attempt;
    }

    Settlement finalization(OrderNumber number, std::vector<AttemptRecord> attempts) const
    {
        Settlement settlement;
        settlement.number = number;
        settlement.outcome = OrderState::Finalized;
        settlement.attempts = std::move(attempts);
        settlement.reason = "completed";
        settlement.at = clock.now();
        return settlement;
    }

    Settlement release(OrderNumber number, std::vector<AttemptRecord> attempts = {}) const
    {
        Settlement settlement = finalization(number, std::move(attempts));
        settlement.outcome = OrderState::Released;
        settlement.reason = "upstream_refused";
        return settlement;
    }

    Result<ReservationReceipt> reserve(const AccountId& account, Money hold)
    {
        return reserve(reservation(account, hold));
    }
    Result<ReservationReceipt> reserve(Reservation reservation)
    {
        return await<ReservationReceipt>(
            [&](auto reply) { m_store->reserve(std::move(reservation), m_queue, std::move(reply)); });
    }
    Result<SettlementReceipt> settle(Settlement settlement)
    {
        return await<SettlementReceipt>(
            [&](auto reply) { m_store->settle(std::move(settlement), m_queue, std::move(reply)); });
    }
    Result<TopUpReceipt> topUp(const AccountId& account, Money amount, const std::string& externalId = "1")
    {
        return await<TopUpReceipt>([&](auto reply) {
            m_store->topUp({account, "manual", externalId, amount, clock.now()}, m_queue, std::move(reply));
        });
    }
    Result<BookingReceipt> book(BookingPurpose purpose, const std::string& reference, const std::string& reason = {})
    {
        return await<BookingReceipt>([&](auto reply) {
            m_store->book({std::move(purpose), reference, reason, "tok_test", clock.now()}, m_queue, std::move(reply));
        });
    }
    Wallet wallet(const AccountId& account)
    {
        auto wallets =
            await<std::vector<Wallet>>([&](auto reply) { m_store->wallets({account}, m_queue, std::move(reply)); });
        return wallets ? wallets->front() : Wallet{};
    }
    Result<std::size_t> expireDoubts()
    {
        return await<std::size_t>([&](auto reply) { m_store->expireDoubts(clock.now(), m_queue, std::move(reply)); });
    }

    Result<std::size_t> expireGrants()
    {
        return await<std::size_t>([&](auto reply) { m_store->expireGrants(clock.now(), m_queue, std::move(reply)); });
    }

    // A connection that sees everything that was answered before.
    storage::Database reader() const
    {
        if (m_store && !m_store->catchUp(std::chrono::seconds(20)))
            qFatal("the tables do not follow");
        auto database = storage::Database::open(path(), storage::Access::ReadOnly);
        if (!database)
            qFatal("%s", database.error().detail.c_str());
        return std::move(*database);
    }
    Result<VerifyReport> verify() const
    {
        auto database = reader();
        return verifyBooks(database);
    }
    // The first column of the first row.
    std::int64_t figure(std::string_view sql) const
    {
        auto database = reader();
        auto statement = database.prepare(sql);
        if (!statement || !statement->step().value_or(false))
            qFatal("no figure");
        return statement->integer(0);
    }

    ManualClock clock;
    const AccountId account = AccountId::make(clock.now());
    const KeyId key = KeyId::make(clock.now());
    const ProviderId provider = ProviderId::make(clock.now());
    const EndpointId endpoint = EndpointId::make(clock.now());

private:
    template<class T, class Call>
    Result<T> await(Call call)
    {
        std::optional<Result<T>> answer;
        call([&answer](Result<T> result) { answer.emplace(std::move(result)); });
        if (!waitUntil([&] { return answer.has_value(); }))
            return failure(ErrorCode::Internal, "no reply came");
        return std::move(*answer);
    }

    const std::optional<QTemporaryDir> m_temporary;
    const std::string m_path;
    storage::CompletionQueue m_queue;
    std::unique_ptr<SqliteLedgerStore> m_store;
};

} // namespace gotoai::test
