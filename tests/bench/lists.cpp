// SPDX-License-Identifier: GPL-3.0-or-later
// What a page of the ledger's lists takes, on a ledger that bench_clearinghouse has made:
//
//   bench_clearinghouse --orders 1000000 --keep DIRECTORY
//   bench_lists DIRECTORY [ROUNDS]
//
// Each list is read in pages of 100, first page, at random places, and from page to page; printed are the median and
// the slowest of the rounds in milliseconds, without the HTTP around them. Bar: 20 ms. Then statements of random
// accounts and periods, behind marks that are made first if there are none; bar: 50 ms.
#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/listplaces.h"
#include "clearinghouse/schema.h"
#include "clearinghouse/statementqueries.h"
#include "storage/migration.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

using namespace gotoai;
using namespace gotoai::clearinghouse;

namespace {

constexpr double kBarMs = 20;
constexpr double kStatementBarMs = 50;

[[noreturn]] void stop(const std::string& why)
{
    std::fprintf(stderr, "bench_lists: %s\n", why.c_str());
    std::exit(1);
}

template<class T>
T must(Result<T> result)
{
    if (!result)
        stop(result.error().detail);
    return std::move(*result);
}

struct Spread
{
    double median = 0;
    double most = 0;
};

Spread timed(int rounds, const std::function<void()>& read)
{
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const auto begun = std::chrono::steady_clock::now();
        read();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
    }
    std::ranges::sort(times);
    return {times[times.size() / 2], times.back()};
}

class Bench
{
public:
    Bench(storage::Database& database, int rounds)
        : m_database(database)
        , m_queries(database)
        , m_rounds(rounds)
        , m_newest(must(m_queries.orders({}, {.limit = 1})).rows.at(0))
        , m_transfers(must(m_queries.transfers({}, {.limit = 1})).rows.at(0).number)
    {}

    bool run()
    {
        std::printf("orders %lld\ntransfers %lld\nrounds %d\n", static_cast<long long>(m_newest.number),
                    static_cast<long long>(m_transfers), m_rounds);
        const OrderRow order = must(m_queries.order(m_newest.id));
        const Instant middle = at(m_newest.number / 2);
        orders("all", {});
        orders("account", {.account = order.account});
        orders("key", {.account = order.account, .key = order.key});
        orders("model", {.model = order.model});
        orders("unknown_model", {.model = "none/none"});
        orders("provider", {.provider = order.attempts.at(0).provider});
        for (const OrderState state : {OrderState::Rejected, OrderState::Reserved, OrderState::InDoubt,
                                       OrderState::Finalized, OrderState::Released})
            orders(("state_" + std::string(orderStateWord(state))).c_str(), {.state = state});
        orders("account_and_state", {.account = order.account, .state = OrderState::Released});
        orders("period", {.created = {.from = middle, .to = middle + std::chrono::milliseconds(200)}});
        transfers("all", {});
        transfers("account", {.account = order.account});
        transfers("order", {.order = order.id});
        for (const char* kind : {"reserve", "cost", "fee", "release", "absorb", "topup"})
            transfers((std::string("kind_") + kind).c_str(), {.kind = kind});
        transfers("account_and_kind", {.kind = "topup", .account = order.account});
        statements();
        wholeStatement();
        print("orders_around_time", timed(m_rounds, [&] {
                  const auto number = must(clearinghouse::orderNumberAt(m_database, middle));
                  must(m_queries.orders({}, {.around = number}));
              }));
        return m_isWithinBar;
    }

private:
    Instant at(OrderNumber number)
    {
        return must(m_queries.orders({}, {.limit = 1, .before = number})).rows.at(0).createdAt;
    }

    std::int64_t someNumber(std::int64_t most)
    {
        return std::uniform_int_distribution<std::int64_t>(2, most)(m_random);
    }

    void orders(const char* name, const OrderFilter& filter)
    {
        print(std::string("orders_") + name + "_first", timed(m_rounds, [&] { must(m_queries.orders(filter, {})); }));
        print(std::string("orders_") + name + "_anywhere",
              timed(m_rounds, [&] { must(m_queries.orders(filter, {.before = someNumber(m_newest.number)})); }));
    }

    void transfers(const char* name, const TransferFilter& filter)
    {
        print(std::string("transfers_") + name + "_first",
              timed(m_rounds, [&] { must(m_queries.transfers(filter, {})); }));
        print(std::string("transfers_") + name + "_anywhere",
              timed(m_rounds, [&] { must(m_queries.transfers(filter, {.before = someNumber(m_transfers)})); }));
    }

    // Of the account of a random order, between the times of two others.
    void statements()
    {
        StatementQueries queries(m_database);
        const auto order = [&] {
            return must(m_queries.orders({}, {.limit = 1, .before = someNumber(m_newest.number)})).rows.at(0);
        };
        print("statement_whole", timed(m_rounds, [&] { must(queries.statement(order().account, {}, {})); }),
              kStatementBarMs);
        print("statement_period",
              timed(m_rounds,
                    [&] {
                        Period period{order().createdAt, order().createdAt};
                        if (*period.from > *period.to)
                            std::swap(period.from, period.to);
                        must(queries.statement(order().account, period, {}));
                    }),
              kStatementBarMs);
        print(
            "statement_page_anywhere",
            timed(m_rounds, [&] { must(queries.statement(order().account, {}, {.before = someNumber(m_transfers)})); }),
            kStatementBarMs);
        print("statement_balances",
              timed(m_rounds, [&] { must(queries.frame(order().account, {.to = order().createdAt})); }),
              kStatementBarMs);
    }

    // All lines of the newest order's account, in pieces as an export reads them.
    void wholeStatement()
    {
        StatementQueries queries(m_database);
        const AccountId& account = m_newest.account;
        const auto begin = std::chrono::steady_clock::now();
        const auto frame = must(queries.frame(account, {}));
        NumberRange range = frame.range;
        Money balance = frame.opening.total;
        const long residentBefore = peakResidentKib();
        std::size_t count = 0;
        for (bool isMore = true; isMore;) {
            const auto lines = must(queries.lines(account, range, balance, 500));
            count += lines.rows.size();
            if (!lines.rows.empty())
                balance = lines.rows.back().balance;
            range.above = lines.stoppedAt.value_or(range.above);
            isMore = lines.stoppedAt.has_value();
        }
        if (balance != frame.closing.total)
            stop("the lines of a statement do not come to its closing");
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        std::printf("statement_lines %zu\nstatement_lines_per_s %.0f\nstatement_growth_kib %ld\n", count,
                    static_cast<double>(count) / seconds.count(), peakResidentKib() - residentBefore);
    }

    static long peakResidentKib()
    {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        return usage.ru_maxrss;
    }

    void print(const std::string& name, const Spread& spread, double barMs = kBarMs)
    {
        std::printf("%-40s %8.3f %8.3f%s\n", (name + "_ms").c_str(), spread.median, spread.most,
                    spread.median > barMs ? "  over the bar" : "");
        m_isWithinBar = m_isWithinBar && spread.median <= barMs;
    }

    storage::Database& m_database;
    LedgerQueries m_queries;
    const int m_rounds;
    const OrderRow m_newest;
    const std::int64_t m_transfers;
    std::mt19937_64 m_random{1};
    bool m_isWithinBar = true;
};

// As the daemon does, but all at once.
void mark(const std::string& path)
{
    auto database = must(storage::Database::open(path, storage::Access::ReadWrite, storage::Durability::Normal));
    if (auto migrated = storage::migrate(database, ledgerMigrations()); !migrated)
        stop(migrated.error().detail);
    const auto begin = std::chrono::steady_clock::now();
    int blocks = 0;
    for (bool hasMarked = true; hasMarked;) {
        if (auto begun = database.execute("BEGIN"); !begun)
            stop(begun.error().detail);
        hasMarked = must(markNextBlock(database));
        if (auto ended = database.execute("COMMIT"); !ended)
            stop(ended.error().detail);
        blocks += hasMarked ? 1 : 0;
    }
    if (blocks > 0)
        std::printf("mark_block_ms %.3f\n",
                    std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count() /
                        blocks);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
        stop("bench_lists DIRECTORY [ROUNDS]");
    const std::string path = std::string(argv[1]) + "/ledger.db";
    mark(path);
    auto database = must(storage::Database::open(path, storage::Access::ReadOnly));
    const auto begin = std::chrono::steady_clock::now();
    if (auto audited = auditMarks(database); !audited)
        stop(audited.error().detail);
    std::printf("mark_audit_s %.1f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    return Bench(database, argc > 2 ? std::max(1, std::atoi(argv[2])) : 50).run() ? 0 : 1;
}
