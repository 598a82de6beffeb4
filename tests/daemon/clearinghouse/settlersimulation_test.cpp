// SPDX-License-Identifier: GPL-3.0-or-later
// The settler under random operations, valid, repeated and nonsensical, with batches that are refused, tables that lag
// behind and crashes in between. Every batch is audited as verifying does, and a crash goes on from the audit's books.
//
//   GOTOAI_SIMULATION_SEED, GOTOAI_SIMULATION_OPERATIONS: which run, and how long.
#include "clearinghouse/eventaudit.h"
#include "clearinghouse/settler.h"

#include "support/manualclock.h"

#include <QtTest>

#include <deque>
#include <map>
#include <random>

using namespace gotoai;
using namespace gotoai::clearinghouse;
using namespace std::chrono_literals;

namespace {

Money nano(std::int64_t amount) { return Money::fromNano(amount); }

using Bytes = std::vector<std::uint8_t>;

// The tables of a ledger as the settler looks things up in them, and as verifying reads them.
class Tables
{
public:
    Tables() { m_audit.books().head = genesisHash({}); }

    // What does not hold in the batch; empty when all does.
    std::string apply(const Bytes& events)
    {
        for (const auto pass : {&Tables::first, &Tables::orders, &Tables::bookings, &Tables::ends}) {
            EventDecoder decoder(events);
            while (!decoder.isAtEnd()) {
                const auto event = decoder.next();
                if (!event)
                    return event.error().detail;
                if (auto done = (this->*pass)(*event, LeafHasher().ofEncoding(decoder.encoding())); !done)
                    return done.error().detail;
            }
        }
        if (auto folded = m_audit.fold(); !folded)
            return folded.error().detail;
        m_audit.books().commit();
        if (const std::string broken = budgetsOutOfLine(); !broken.empty())
            return broken;
        return m_audit.books().areHoldsInLine() ? std::string() : "held is not the sum of the holds";
    }

    const Books& books() { return m_audit.books(); }

    Settler::Lookups lookups()
    {
        return {
            .topUp = [this](std::string_view rail,
                            std::string_view id) { return kept(m_topUps, std::string(rail) + ' ' + std::string(id)); },
            .booking = [this](BookingKind kind, std::string_view scope,
                              std::string_view id) { return kept(m_bookings, keyOf(kind, scope, id)); },
            .endedOrder = [this](OrderNumber order, std::int64_t through) { return endedOrder(order, through); },
            .settledCost = [this](OrderNumber order,
                                  std::int64_t attempt) { return kept(m_costs, std::pair(order, attempt)); }};
    }

private:
    using Window = std::pair<BudgetId, Instant>;

    // Every tally that is kept, against sums over all orders that there ever were.
    std::string budgetsOutOfLine()
    {
        std::map<Window, BudgetTally> open;
        for (const auto& [number, order] : m_audit.books().openOrders()) {
            for (const auto& [budget, from] : order.terms.budgets) {
                BudgetTally& tally = open[{budget, from}];
                tally.held = *tally.held.plus(order.hold);
                ++tally.openOrders;
            }
        }
        for (const auto& [budget, windows] : m_audit.books().budgets.all()) {
            for (const BudgetTally& tally : windows) {
                const BudgetTally expected{tally.from, nano(m_spent[{budget, tally.from}]),
                                           open[{budget, tally.from}].held, open[{budget, tally.from}].openOrders};
                if (tally != expected)
                    return "a budget is not what its orders have cost and hold";
                open.erase({budget, tally.from});
            }
        }
        return open.empty() ? std::string() : "an open order counts in no budget's window";
    }

    void countSpent(OrderNumber order, std::int64_t amount)
    {
        for (const auto& [budget, from] : m_terms[order].budgets)
            m_spent[{budget, from}] += amount;
    }

    template<class Map, class Key>
    static Result<std::optional<typename Map::mapped_type>> kept(const Map& map, const Key& key)
    {
        const auto found = map.find(key);
        return found == map.end() ? std::optional<typename Map::mapped_type>() : std::optional(found->second);
    }
    static std::string keyOf(BookingKind kind, std::string_view scope, std::string_view reference)
    {
        return std::string(bookingKindWord(kind)) + ' ' + std::string(scope) + ' ' + std::string(reference);
    }

    Result<std::optional<EndedOrder>> endedOrder(OrderNumber number, std::int64_t through) const
    {
        auto order = kept(m_ended, number);
        const auto refunds = m_refunds.find(number);
        if (!order || !*order || refunds == m_refunds.end())
            return order;
        for (const auto& [booking, amount] : refunds->second) {
            if (booking > through)
                continue;
            (*order)->refunded = *(*order)->refunded.plus(amount);
            ++(*order)->refunds;
        }
        return order;
    }

    void takeTransfers(std::span<const TransferRecord> transfers)
    {
        for (const TransferRecord& transfer : transfers)
            m_audit.transfer(transfer);
    }

    Result<void> first(const Event& event, const crypto::Digest& leaf)
    {
        if (const auto* const account = std::get_if<AccountRecord>(&event))
            return m_audit.account(*account, leaf);
        if (const auto* const price = std::get_if<PriceRecord>(&event))
            return m_audit.price(*price, leaf);
        if (const auto* const order = std::get_if<OrderRecord>(&event))
            takeTransfers(order->transfers);
        if (const auto* const transition = std::get_if<TransitionRecord>(&event))
            takeTransfers(transition->transfers);
        if (const auto* const booking = std::get_if<BookingRecord>(&event))
            takeTransfers(booking->transfers);
        if (const auto* const topUp = std::get_if<TopUpRecord>(&event))
            takeTransfers({&topUp->transfer, 1});
        return {};
    }

    Result<void> orders(const Event& event, const crypto::Digest& leaf)
    {
        const auto* const order = std::get_if<OrderRecord>(&event);
        if (!order)
            return {};
        m_owners[order->number] = order->account;
        if (order->birth == OrderState::Reserved)
            m_terms[order->number] = decodeTerms(order->terms).value_or(OrderTerms());
        m_audit.books().counters.orders = order->number;
        return m_audit.order(*order, leaf);
    }

    Result<void> bookings(const Event& event, const crypto::Digest& leaf)
    {
        const auto* const booking = std::get_if<BookingRecord>(&event);
        if (!booking)
            return {};
        const auto refunded = endedOrder(booking->order, booking->number - 1);
        const std::string scope = scopeOf(booking->kind, booking->rail, booking->provider, booking->order);
        const auto& transfers = booking->transfers;
        const tables::Extent extent{.firstTransfer = transfers.empty() ? 0 : transfers.front().number,
                                    .transferCount = std::ssize(transfers)};
        if (auto checked = m_audit.booking(*booking, extent, scope, leaf, *refunded); !checked)
            return checked;
        const bool isNew = m_bookings.emplace(keyOf(booking->kind, scope, booking->reference), rowOf(*booking)).second;
        if (booking->kind == BookingKind::Refund) {
            m_refunds[booking->order].emplace_back(booking->number, booking->amount);
            countSpent(booking->order, -booking->amount.nano());
        }
        m_audit.books().counters.bookings = booking->number;
        return isNew ? Result<void>() : failure(ErrorCode::Corrupt, "a reference was booked twice");
    }

    Result<void> ends(const Event& event, const crypto::Digest& leaf)
    {
        Books& books = m_audit.books();
        if (const auto* const topUp = std::get_if<TopUpRecord>(&event)) {
            books.counters.topUps = topUp->number;
            m_topUps.emplace(std::string(topUp->rail) + ' ' + std::string(topUp->externalId),
                             KeptTopUp{topUp->id, topUp->account, topUp->amount, topUp->availableAfter});
            return m_audit.topUp(*topUp, leaf);
        }
        if (const auto* const seal = std::get_if<Seal>(&event)) {
            books.head = seal->hash;
            books.counters = seal->through;
            return {};
        }
        const auto* const transition = std::get_if<TransitionRecord>(&event);
        if (!transition)
            return {};
        if (transition->isTerminal())
            keepEnd(*transition);
        books.counters.transitions = transition->number;
        const auto& transfers = transition->transfers;
        return m_audit.transition(*transition,
                                  {.firstTransfer = transfers.empty() ? 0 : transfers.front().number,
                                   .transferCount = std::ssize(transfers),
                                   .attemptCount = std::ssize(transition->attempts),
                                   .isTerminal = transition->isTerminal()},
                                  leaf, transition->attempts);
    }

    void keepEnd(const TransitionRecord& transition)
    {
        EndedOrder ended{.account = m_owners[transition.order],
                         .state = transition.state,
                         .charge = transition.amounts.charge,
                         .fee = transition.amounts.fee,
                         .budgets = m_terms[transition.order].budgets};
        countSpent(transition.order, transition.amounts.charge.nano());
        for (const TransferRecord& transfer : transition.transfers) {
            const bool isPromo = m_audit.books().account(transfer.debit).kind() == LedgerAccount::Kind::PromoHeld;
            if (isPromo && (transfer.kind == TransferKind::Cost || transfer.kind == TransferKind::Fee))
                ended.promoCharge = *ended.promoCharge.plus(transfer.amount);
        }
        m_ended.emplace(transition.order, ended);
        for (const AttemptEntry& attempt : transition.attempts)
            m_costs.emplace(std::pair(transition.order, attempt.number), attempt.cost);
    }

    EventAudit m_audit;
    std::map<std::string, KeptTopUp> m_topUps;
    std::map<std::string, BookingRow> m_bookings;
    std::map<OrderNumber, AccountId> m_owners;
    std::map<OrderNumber, OrderTerms> m_terms;
    std::map<Window, std::int64_t> m_spent;
    std::map<OrderNumber, EndedOrder> m_ended;
    std::map<OrderNumber, std::vector<std::pair<std::int64_t, Money>>> m_refunds;
    std::map<std::pair<OrderNumber, std::int64_t>, Money> m_costs;
};

class Simulation
{
public:
    explicit Simulation(std::uint64_t seed)
        : m_random(seed)
    {
        for (int i = 0; i < 6; ++i)
            m_accounts.push_back(AccountId::make(m_clock.now()));
        for (int i = 0; i < 3; ++i)
            m_providers.push_back(ProviderId::make(m_clock.now()));
        for (int i = 0; i < 4; ++i)
            m_budgets.push_back(BudgetId::make(m_clock.now()));
        Price::Picos picos{};
        picos[static_cast<std::size_t>(Meter::Prompt)] = 1'000;
        picos[static_cast<std::size_t>(Meter::Completion)] = 1'500;
        m_price = std::make_shared<const Price>(*Price::make(PriceId::make(m_clock.now()), picos, m_clock.now()));
        begin(Books());
    }

    void step()
    {
        m_clock.advance(std::chrono::milliseconds(upTo(50)));
        const std::int64_t dice = upTo(99);
        if (dice < 8)
            topUp();
        else if (dice < 40)
            reserve();
        else if (dice < 68)
            settle();
        else if (dice < 92)
            book();
        else if (dice < 95)
            expire();
        else
            endBatch();
        if (upTo(4'000) == 0)
            crash();
        check();
    }

    const std::string& fault() const { return m_fault; }
    std::map<std::string, int> outcomes; // how often each operation was taken, refused, repeated

private:
    std::int64_t upTo(std::int64_t max) { return std::uniform_int_distribution<std::int64_t>(0, max)(m_random); }
    template<class T>
    const T& any(const std::vector<T>& values)
    {
        return values[static_cast<std::size_t>(upTo(std::ssize(values) - 1))];
    }
    // Now and then one that nobody should believe.
    Money anyAmount(std::int64_t usual)
    {
        static const std::vector<std::int64_t> s_hostile{
            0, -1, INT64_MIN, INT64_MAX, INT64_MAX - 1, std::int64_t{1} << 53};
        return nano(upTo(40) == 0 ? any(s_hostile) : upTo(usual));
    }
    // Every second account is prepaid.
    Money limitOf(const AccountId& account) const
    {
        const auto place = std::ranges::find(m_accounts, account) - m_accounts.begin();
        return nano(place % 2 == 0 ? 0 : 500);
    }
    std::string anyReference() { return std::to_string(upTo(400)); }

    template<class T>
    void note(const char* operation, const Result<T>& result)
    {
        ++outcomes[std::string(operation) + (result ? " taken" : " refused")];
    }

    void begin(Books books)
    {
        m_settler = std::make_unique<Settler>(std::move(books), Settler::Options{.doubtDeadline = 5s},
                                              m_tables.lookups(), m_clock);
        if (auto doubted = m_settler->doubtOpenOrders(); !doubted)
            m_fault = doubted.error().detail;
    }

    void topUp()
    {
        const AccountId account = any(m_accounts);
        note("top-up", m_settler->topUp({account, "manual", anyReference(), anyAmount(20'000), m_clock.now()}));
    }

    void reserve()
    {
        Reservation reservation;
        reservation.order = OrderId::make(m_clock.now());
        reservation.account = any(m_accounts);
        reservation.hold = anyAmount(5'000);
        reservation.creditLimit = limitOf(reservation.account);
        reservation.at = m_clock.now();
        reservation.fee = {static_cast<std::int32_t>(upTo(2'000)), nano(upTo(20))};
        reservation.budgets = budgetsOf(reservation.account);
        const auto receipt = m_settler->reserve(reservation);
        note("reserve", receipt);
        if (!receipt && receipt.error().param == "budget")
            ++outcomes["over a budget"];
    }

    // Two accounts have none, two have one, two have two. The clock that windows are reckoned by runs back now and
    // then.
    std::vector<BudgetClaim> budgetsOf(const AccountId& account)
    {
        const auto place = std::ranges::find(m_accounts, account) - m_accounts.begin();
        const std::int64_t second = toMicroseconds(m_clock.now()) / 1'000'000 - (upTo(30) == 0 ? upTo(40) : 0);
        std::vector<BudgetClaim> claims;
        for (std::ptrdiff_t i = 0; i < place / 2; ++i) {
            const std::int64_t length = i == 0 ? 20 : 50;
            claims.push_back({.budget = m_budgets[static_cast<std::size_t>(place % 2 * 2 + i)],
                              .name = "b",
                              .limit = nano(kBudget),
                              .from = fromMicroseconds(second / length * length * 1'000'000),
                              .until = std::nullopt});
        }
        return claims;
    }

    OrderNumber anyOrder() { return upTo(m_settler->books().counters.orders + 1); }
    OrderNumber anyOpenOrder()
    {
        const auto& open = m_settler->books().openOrders();
        return open.empty() || upTo(9) == 0 ? anyOrder() : std::next(open.begin(), upTo(std::ssize(open) - 1))->first;
    }

    void settle()
    {
        Settlement settlement;
        settlement.number = anyOpenOrder();
        settlement.outcome = upTo(2) > 0 ? OrderState::Finalized : OrderState::Released;
        settlement.at = m_clock.now();
        const std::int64_t count = upTo(3);
        for (std::int64_t i = 1; i <= count; ++i) {
            AttemptRecord attempt;
            attempt.number = static_cast<std::uint16_t>(i);
            attempt.provider = any(m_providers);
            attempt.price = m_price;
            const bool isWinner = i == count && settlement.outcome == OrderState::Finalized;
            attempt.payer = isWinner ? (upTo(9) == 0 ? Payer::CustomerKey : Payer::User) : Payer::Platform;
            attempt.usage[Meter::Prompt] = upTo(60) == 0 ? INT64_MAX : upTo(4'000);
            attempt.usageSource = UsageSource(upTo(2));
            settlement.attempts.push_back(std::move(attempt));
        }
        note("settle", m_settler->settle(settlement));
    }

    BookingPurpose anyPurpose()
    {
        const AccountId account = any(m_accounts);
        const ProviderId provider = any(m_providers);
        switch (static_cast<BookingKind>(upTo(8))) {
        case BookingKind::Chargeback: return Chargeback{account, "manual", anyAmount(3'000), limitOf(account)};
        case BookingKind::Grant:
            return Grant{account, anyAmount(9'000),
                         upTo(3) == 0 ? std::nullopt : std::optional(m_clock.now() + std::chrono::seconds(upTo(20)))};
        case BookingKind::GrantExpiry: return GrantExpiry{upTo(m_settler->books().counters.bookings)};
        case BookingKind::Refund:
            return Refund{anyOrder(), upTo(2) == 0 ? std::nullopt : std::optional(anyAmount(2'000))};
        case BookingKind::ProviderCredit:
            return ProviderCredit{provider, anyAmount(500), ProviderCredit::Target(upTo(1))};
        case BookingKind::Payout: return Payout{provider, "bank", anyAmount(5'000), Payout::Limit(upTo(1))};
        case BookingKind::Adjustment: {
            const std::vector<LedgerAccount> sides{LedgerAccount::suspense(provider), LedgerAccount::available(account),
                                                   LedgerAccount::promoAvailable(account), LedgerAccount::held(account),
                                                   LedgerAccount::fee()};
            return Adjustment{any(sides), any(sides), anyAmount(500), limitOf(account)};
        }
        case BookingKind::LateCost: return LateCost{anyOrder(), upTo(3), provider, anyAmount(700)};
        case BookingKind::Extension: {
            const OrderNumber order = anyOpenOrder();
            const OpenOrder* const open = m_settler->books().openOrder(order);
            return HoldExtension{order,
                                 open ? open->extensions + 1 : upTo(2),
                                 anyAmount(900),
                                 open ? limitOf(open->account) : Money(),
                                 open ? budgetsOf(open->account) : std::vector<BudgetClaim>(),
                                 HoldExtension::Reach(upTo(1))};
        }
        }
        return Refund{};
    }

    void book()
    {
        const Booking booking{.purpose = anyPurpose(),
                              .reference = anyReference(),
                              .reason = upTo(9) == 0 ? "" : "because",
                              .by = "tok_1",
                              .at = m_clock.now()};
        const auto receipt = m_settler->book(booking);
        note(std::string(bookingKindWord(booking.kind())).c_str(), receipt);
        if (receipt && receipt->isReplayed)
            ++outcomes["repeated"];
    }

    void expire()
    {
        note("doubts", m_settler->expireDoubts(m_clock.now()));
        note("grants", m_settler->expireGrants(m_clock.now()));
    }

    void endBatch()
    {
        const Settler::SealedBatch sealed = m_settler->seal();
        if (upTo(19) == 0) {
            m_settler->rolledBack();
            ++outcomes["rolled back"];
            return;
        }
        if (!sealed.events.empty())
            m_journal.push_back({sealed.events.begin(), sealed.events.end()});
        m_settler->committed();
        for (std::int64_t count = upTo(3); count > 0 && !m_journal.empty(); --count)
            applyOne();
        m_settler->forgetThrough(m_tables.books().counters.batches);
    }

    void applyOne()
    {
        if (const std::string broken = m_tables.apply(m_journal.front()); !broken.empty())
            m_fault = broken;
        m_journal.pop_front();
    }

    // What was sealed is found again, what was not is gone.
    void crash()
    {
        while (!m_journal.empty())
            applyOne();
        begin(m_tables.books());
        ++outcomes["crashes"];
    }

    void check()
    {
        const Books& books = m_settler->books();
        __extension__ __int128 sum = 0;
        for (std::int64_t number = 1; books.isAccount(number); ++number) {
            const Money balance = books.balance(number);
            sum += balance.nano();
            const LedgerAccount& account = books.account(number);
            const bool isWallet = account.kind() == LedgerAccount::Kind::Available;
            if (isWallet && balance < nano(-limitOf(*account.owner()).nano()))
                m_fault = "a wallet is below its credit limit";
        }
        if (sum != 0)
            m_fault = "the balances do not sum to zero";
        for (const auto& [budget, windows] : books.budgets.all()) {
            for (const BudgetTally& tally : windows) {
                if (tally.held.isNegative() || *tally.spent.plus(tally.held) > nano(kBudget))
                    m_fault = "a budget is spent beyond its limit";
            }
        }
        if (!books.areHoldsInLine())
            m_fault = "held is not the sum of the holds";
    }

    static constexpr std::int64_t kBudget = 60'000;

    std::mt19937_64 m_random;
    test::ManualClock m_clock;
    std::vector<AccountId> m_accounts;
    std::vector<BudgetId> m_budgets; // each of one account
    std::vector<ProviderId> m_providers;
    std::shared_ptr<const Price> m_price;
    Tables m_tables;
    std::deque<Bytes> m_journal; // sealed, not in the tables yet
    std::unique_ptr<Settler> m_settler;
    std::string m_fault;
};

qint64 setting(const char* name, qint64 otherwise)
{
    bool isNumber = false;
    const qint64 value = qEnvironmentVariable(name).toLongLong(&isNumber);
    return isNumber ? value : otherwise;
}

} // namespace

class SettlerSimulationTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void invariantsHoldAfterEveryOperation()
    {
        const qint64 seed = setting("GOTOAI_SIMULATION_SEED", 4711);
        const qint64 count = setting("GOTOAI_SIMULATION_OPERATIONS", 300'000);
        Simulation simulation(static_cast<std::uint64_t>(seed));
        for (qint64 operation = 0; operation < count; ++operation) {
            simulation.step();
            QVERIFY2(simulation.fault().empty(), qPrintable(QStringLiteral("seed %1, operation %2: %3")
                                                                .arg(seed)
                                                                .arg(operation)
                                                                .arg(QString::fromStdString(simulation.fault()))));
        }
        if (count < 100'000)
            return;
        for (const char* operation : {"top-up", "reserve", "settle", "chargeback", "grant", "refund", "provider_credit",
                                      "payout", "adjustment", "late_cost", "extension"}) {
            QVERIFY2(simulation.outcomes[std::string(operation) + " taken"] > 50, operation);
            QVERIFY2(simulation.outcomes[std::string(operation) + " refused"] > 50, operation);
        }
        QVERIFY2(simulation.outcomes["over a budget"] > 100,
                 qPrintable(QString::number(simulation.outcomes["over a budget"])));
        QVERIFY(simulation.outcomes["crashes"] > 5 && simulation.outcomes["repeated"] > 100 &&
                simulation.outcomes["rolled back"] > 100);
    }
};

QTEST_GUILESS_MAIN(SettlerSimulationTest)
#include "settlersimulation_test.moc"
