// SPDX-License-Identifier: GPL-3.0-or-later
// Orders settled a second by the clearinghouse alone: reserve and settle, each durable before it is answered, with many
// orders in flight. Also the time of a start and of a verification on the ledger so made.
//
//   bench_clearinghouse [--orders N] [--prefill N] [--in-flight N] [--accounts N] [--directory PATH]
//                       [--keep PATH, where the directory of the ledger ends up]
#include "clearinghouse/schema.h"
#include "clearinghouse/sqliteledgerstore.h"
#include "clearinghouse/verify.h"
#include "storage/migration.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

using namespace gotoai;
using namespace gotoai::clearinghouse;

namespace {

struct Plan
{
    std::int64_t orders = 200'000;
    std::int64_t prefill = 0;
    std::int64_t inFlight = 512;
    std::int64_t accounts = 100;
    std::string directory;
    std::string keep; // empty: removed
};

[[noreturn]] void stop(const std::string& why)
{
    std::fprintf(stderr, "bench_clearinghouse: %s\n", why.c_str());
    std::exit(1);
}

template<class T>
T must(Result<T> result)
{
    if (!result)
        stop(result.error().detail);
    return std::move(*result);
}

void must(const Result<void>& result)
{
    if (!result)
        stop(result.error().detail);
}

class Stopwatch
{
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count(); }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

Plan parsePlan(int argc, char** argv)
{
    Plan plan;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view name = argv[i];
        if (i + 1 == argc)
            stop(std::string(name) + " needs a value");
        const std::string_view value = argv[i + 1];
        std::int64_t number = 0;
        const bool isNumber = std::from_chars(value.begin(), value.end(), number).ptr == value.end() && number >= 0;
        if (name == "--directory")
            plan.directory = value;
        else if (name == "--keep")
            plan.keep = value;
        else if (!isNumber)
            stop(std::string(name) + " takes a number");
        else if (name == "--orders")
            plan.orders = number;
        else if (name == "--prefill")
            plan.prefill = number;
        else if (name == "--in-flight" && number > 0)
            plan.inFlight = number;
        else if (name == "--accounts" && number > 0)
            plan.accounts = number;
        else
            stop("unknown: " + std::string(name));
    }
    return plan;
}

// What the disk takes for an append and its fdatasync: the floor under every durable answer.
double syncP50Ms(const std::string& directory)
{
    constexpr int kRounds = 200;
    const std::string path = directory + "/sync";
    const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0)
        stop("cannot write to " + directory);
    const std::vector<char> page(4096, 'x');
    std::vector<double> times;
    for (int i = 0; i < kRounds; ++i) {
        const Stopwatch watch;
        if (write(file, page.data(), page.size()) < 0 || fdatasync(file) != 0)
            stop("cannot write to " + directory);
        times.push_back(watch.seconds() * 1e3);
    }
    close(file);
    std::filesystem::remove(path);
    std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
    return times[kRounds / 2];
}

std::unique_ptr<SqliteLedgerStore> openStore(const std::string& path, const Clock& clock)
{
    auto database = must(storage::Database::open(path, storage::Access::ReadWrite));
    must(storage::migrate(database, ledgerMigrations()));
    return must(SqliteLedgerStore::open(std::move(database), {}, clock));
}

// Keeps a number of orders in flight, each: reserve, its answer, settle, its answer, the next.
class Load
{
public:
    Load(SqliteLedgerStore& store, const Clock& clock, std::int64_t accounts)
        : m_store(store)
        , m_clock(clock)
    {
        Price::Picos picos{};
        picos[static_cast<std::size_t>(Meter::Prompt)] = 50'000;
        picos[static_cast<std::size_t>(Meter::Completion)] = 400'000;
        m_price = std::make_shared<const Price>(must(Price::make(PriceId::make(clock.now()), picos, clock.now())));
        for (std::int64_t i = 0; i < accounts; ++i) {
            m_accounts.push_back(AccountId::make(clock.now()));
            const auto funds = TopUp{m_accounts.back(), "manual", m_accounts.back().toString(),
                                     Money::fromNano(1'000'000'000'000'000), clock.now()};
            m_store.topUp(funds, m_queue, [this](const Result<TopUpReceipt>& receipt) { note(receipt); });
        }
        waitFor(accounts);
    }

    void run(std::int64_t orders, std::int64_t inFlight)
    {
        m_done = 0;
        m_left = orders;
        m_waits.clear();
        m_waits.reserve(static_cast<std::size_t>(orders));
        for (std::int64_t i = 0; i < std::min(orders, inFlight); ++i)
            begin();
        waitFor(orders);
    }

    // How long a settlement waited for its reply, as the share `quantile` of them did at most.
    double waitMs(double quantile)
    {
        if (m_waits.empty())
            return 0;
        const auto last = static_cast<double>(m_waits.size() - 1);
        const auto place = m_waits.begin() + static_cast<std::ptrdiff_t>(last * quantile);
        std::nth_element(m_waits.begin(), place, m_waits.end());
        return *place * 1e3;
    }

private:
    template<class T>
    void note(const Result<T>& result)
    {
        if (!result)
            stop(result.error().detail);
        ++m_done;
    }

    void waitFor(std::int64_t count)
    {
        while (m_done < count) {
            pollfd entry{m_queue.descriptor(), POLLIN, 0};
            poll(&entry, 1, -1);
            m_queue.drain();
        }
    }

    void begin()
    {
        if (m_left-- <= 0)
            return;
        const Instant now = m_clock.now();
        Reservation reservation;
        reservation.order = OrderId::make(now);
        reservation.account = m_accounts[static_cast<std::size_t>(m_left) % m_accounts.size()];
        reservation.key = m_key;
        reservation.model = "openai/gpt-4o-mini";
        reservation.isStreamed = true;
        reservation.hold = Money::fromNano(900'000);
        reservation.at = now;
        reservation.fee.basisPoints = 500;
        m_store.reserve(std::move(reservation), m_queue, [this](const Result<ReservationReceipt>& receipt) {
            if (!receipt)
                stop(receipt.error().detail);
            end(receipt->number);
        });
    }

    void end(OrderNumber number)
    {
        const Instant now = m_clock.now();
        AttemptRecord attempt;
        attempt.provider = m_provider;
        attempt.endpoint = m_endpoint;
        attempt.price = m_price;
        attempt.payer = Payer::User;
        attempt.usage[Meter::Prompt] = 30;
        attempt.usage[Meter::Completion] = 14;
        attempt.usageSource = UsageSource::Reported;
        attempt.outcome = "answered";
        attempt.upstreamId = "chatcmpl-0123456789abcdef";
        attempt.httpStatus = 200;
        attempt.startedAt = attempt.endedAt = now;
        attempt.firstTokenAt = now;
        Settlement settlement;
        settlement.number = number;
        settlement.outcome = OrderState::Finalized;
        settlement.attempts.push_back(std::move(attempt));
        settlement.reason = "completed";
        settlement.at = now;
        m_store.settle(std::move(settlement), m_queue,
                       [this, watch = Stopwatch()](const Result<SettlementReceipt>& receipt) {
                           note(receipt);
                           m_waits.push_back(watch.seconds());
                           begin();
                       });
    }

    SqliteLedgerStore& m_store;
    const Clock& m_clock;
    storage::CompletionQueue m_queue;
    std::shared_ptr<const Price> m_price;
    std::vector<AccountId> m_accounts;
    const KeyId m_key = KeyId::make(m_clock.now());
    const ProviderId m_provider = ProviderId::make(m_clock.now());
    const EndpointId m_endpoint = EndpointId::make(m_clock.now());
    std::vector<double> m_waits;
    std::int64_t m_done = 0;
    std::int64_t m_left = 0;
};

void measure(const Plan& plan, const std::string& directory, const Clock& clock)
{
    const std::string path = directory + "/ledger.db";
    const double syncMs = syncP50Ms(directory);
    if (plan.prefill > 0) {
        auto store = openStore(path, clock);
        Load(*store, clock, plan.accounts).run(plan.prefill, 4 * plan.inFlight);
    }
    const Stopwatch start;
    auto store = openStore(path, clock);
    const double startMs = start.seconds() * 1e3;

    Load load(*store, clock, plan.accounts);
    const auto before = store->journalFigures().transactions;
    const Stopwatch watch;
    load.run(plan.orders, plan.inFlight);
    const double seconds = watch.seconds();
    const auto transactions = store->journalFigures().transactions - before;
    store.reset();

    auto reader = must(storage::Database::open(path, storage::Access::ReadOnly));
    const Stopwatch verifying;
    const VerifyReport report = must(verifyBooks(reader));
    const double verifySeconds = verifying.seconds();

    const auto orders = static_cast<double>(plan.orders);
    std::printf("orders_settled_per_s %.0f\n", orders / seconds);
    std::printf("fdatasync_p50_ms %.3f\n", syncMs);
    std::printf("transactions %llu\n", static_cast<unsigned long long>(transactions));
    std::printf("orders_per_transaction %.1f\n", orders / static_cast<double>(transactions));
    std::printf("settle_wait_ms_p50_p99_max %.3f %.3f %.3f\n", load.waitMs(0.5), load.waitMs(0.99), load.waitMs(1));
    std::printf("start_ms %.1f\n", startMs);
    std::printf("verified_transfers_per_s %.0f\n", static_cast<double>(report.transfers) / verifySeconds);
    std::printf("verified_transfers %lld\n", static_cast<long long>(report.transfers));
    std::printf("ledger_mib %.1f\n", static_cast<double>(std::filesystem::file_size(path)) / (1024 * 1024));
}

} // namespace

int main(int argc, char** argv)
{
    const Plan plan = parsePlan(argc, argv);
    std::string pattern = (plan.directory.empty() ? std::filesystem::temp_directory_path().string() : plan.directory) +
                          "/bench_clearinghouse_XXXXXX";
    if (!mkdtemp(pattern.data()))
        stop("cannot make a directory " + pattern);
    const SystemClock clock;
    measure(plan, pattern, clock);
    if (plan.keep.empty())
        std::filesystem::remove_all(pattern);
    else
        std::filesystem::rename(pattern, plan.keep);
    return 0;
}
