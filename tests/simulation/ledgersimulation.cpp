// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulation/ledgersimulation.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace gotoai::test {
namespace {

constexpr char kRail[] = "manual";
constexpr std::int64_t kMaxNano = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kBudget = 60'000;
constexpr std::int64_t kTotalBudget = 50'000'000;
constexpr Settler::Options kOptions{.doubtDeadline = std::chrono::minutes(10),
                                    .maxOpenOrders = 200,
                                    .doubtsPerBatch = 20,
                                    .transfersPerCheckpoint = 64};

Money nano(std::int64_t amount) { return Money::fromNano(amount); }

// `above` so many prompt tokens everything costs three times as much; 0: one price for all.
std::shared_ptr<const Price> priceOf(const PriceId& id, std::int64_t prompt, std::int64_t completion,
                                     std::int64_t above)
{
    const auto picosOf = [](std::int64_t ofPrompt, std::int64_t ofCompletion) {
        Price::Picos picos{};
        picos[static_cast<std::size_t>(Meter::Prompt)] = ofPrompt;
        picos[static_cast<std::size_t>(Meter::CacheRead)] = ofPrompt / 4;
        picos[static_cast<std::size_t>(Meter::Completion)] = ofCompletion;
        return picos;
    };
    PriceFigures figures(picosOf(prompt, completion));
    if (above > 0)
        figures.tiers = {{above, picosOf(3 * prompt, 3 * completion)}};
    return std::make_shared<const Price>(*Price::make(id, std::move(figures), fromMicroseconds(0)));
}

} // namespace

LedgerSimulation::LedgerSimulation(std::uint64_t seed)
    : m_random(seed)
    , m_replica(IdBytes{1})
{
    for (int i = 0; i < 8; ++i)
        m_accounts.push_back(anyId<AccountId>());
    for (int i = 0; i < 8; ++i)
        m_budgets.push_back(anyId<BudgetId>());
    for (int i = 0; i < 3; ++i)
        m_providers.push_back(anyId<ProviderId>());
    for (int i = 0; i < 5; ++i)
        m_prices.push_back(priceOf(anyId<PriceId>(), upTo(3'000), upTo(3'000), i % 2 == 0 ? 0 : 1 + upTo(2'000)));
    start();
}

template<class IdType>
IdType LedgerSimulation::anyId()
{
    IdBytes bytes{};
    for (std::uint8_t& byte : bytes)
        byte = static_cast<std::uint8_t>(m_random());
    return IdType(bytes);
}

bool LedgerSimulation::require(bool holds, const char* invariant)
{
    if (!holds && m_problem.empty())
        m_problem = invariant;
    return holds;
}

bool LedgerSimulation::step()
{
    const std::int64_t dice = upTo(999);
    if (dice < 80)
        topUp();
    else if (dice < 460)
        reserve();
    else if (dice < 780)
        settle();
    else if (dice < 860)
        book();
    else if (dice < 890)
        letTimePass();
    else if (dice < 955)
        endBatch();
    else if (dice < 990)
        sync();
    else if (dice < 995)
        m_settler->requestCheckpoint();
    else
        crash();
    require(m_settler->books().areHoldsInLine(), "held is the sum of the open holds");
    if (++m_steps % 20'000 == 0)
        audit();
    return m_problem.empty();
}

Wallet LedgerSimulation::walletOf(const AccountId& account) const
{
    const Books& books = m_settler->books();
    return {.account = account,
            .available = books.balance(LedgerAccount::available(account)),
            .held = books.balance(LedgerAccount::held(account)),
            .promoAvailable = books.balance(LedgerAccount::promoAvailable(account)),
            .promoHeld = books.balance(LedgerAccount::promoHeld(account))};
}

bool LedgerSimulation::isAsBefore(const Wallet& before) const
{
    const Wallet now = walletOf(before.account);
    return now.available == before.available && now.held == before.held &&
           now.promoAvailable == before.promoAvailable && now.promoHeld == before.promoHeld;
}

void LedgerSimulation::topUp()
{
    const bool isNew = m_externalIds == 0 || !isOneIn(4);
    const std::int64_t which = isNew ? ++m_externalIds : 1 + upTo(m_externalIds - 1);
    const std::int64_t hostile[] = {0, -1, kMaxNano, std::numeric_limits<std::int64_t>::min()};
    // A repetition is mostly word for word: account and amount follow from the id.
    const bool isHostile = isOneIn(30) && !m_settler->books().balance(LedgerAccount::cash(kRail)).isZero();
    const std::int64_t amount = isHostile ? hostile[upTo(3)] : 1 + which * 7'919 % 20'000;
    const AccountId account = m_accounts[static_cast<std::size_t>(which % std::ssize(m_accounts))];
    const Wallet before = walletOf(account);
    const std::string externalId = std::to_string(which);
    const auto done = m_settler->topUp({account, kRail, externalId, nano(amount), m_clock.now()});
    if (!done || done->isReplayed) {
        m_figures.refused += !done;
        require(isAsBefore(before), "a top-up that is refused or repeated moves nothing");
        require(done || isHostile, "a sound top-up is taken");
        return;
    }
    ++m_figures.topUps;
    require(!m_promisedTopUps.contains(externalId), "a top-up happens once");
    require(amount > 0 && before.available.plus(nano(amount)) == walletOf(account).available, "it is credited once");
    m_staged.push_back(PromisedTopUp{externalId, nano(amount)});
}

void LedgerSimulation::reserve()
{
    Reservation reservation;
    reservation.order = anyId<OrderId>();
    reservation.account = m_accounts[static_cast<std::size_t>(upTo(std::ssize(m_accounts) - 1))];
    const std::int64_t hostile[] = {-1, kMaxNano, std::numeric_limits<std::int64_t>::min()};
    reservation.hold = nano(isOneIn(50) ? hostile[upTo(2)] : upTo(5'000));
    reservation.creditLimit = nano(isOneIn(2) ? kCreditLimit : 0);
    reservation.at = m_clock.now();
    reservation.fee = {static_cast<std::int32_t>(upTo(2'000)), nano(upTo(20))};
    reservation.budgets = budgetsOf(reservation.account);
    if (!m_open.empty() && isOneIn(20)) { // again
        if (const OpenOrder* const order = m_settler->books().openOrder(anyOrder()); order && !order->id.isNull()) {
            reservation.order = order->id;
            require(!m_settler->reserve(reservation), "an order is reserved once");
            return;
        }
    }
    if (isOneIn(3))
        reservation.request = {.scope = {static_cast<std::uint8_t>(upTo(40)), 1},
                               .body = {static_cast<std::uint8_t>(isOneIn(10) ? 2 : 1)}};
    const Wallet before = walletOf(reservation.account);
    const auto done = m_settler->reserve(reservation);
    if (!done) {
        ++m_figures.refused;
        m_figures.overBudget += done.error().param == "budget";
        require(isAsBefore(before), "a refused order moves nothing");
        return;
    }
    if (done->earlier)
        return checkRepeated(reservation, *done->earlier, before);
    for (const auto& [budget, windows] : m_settler->books().budgets.all()) {
        for (const BudgetTally& tally : windows)
            require(tally.spent.nano() + tally.held.nano() <= (tally.from == Instant() ? kTotalBudget : kBudget),
                    "no budget is spent beyond its limit");
    }
    ++m_figures.reserved;
    const Wallet after = walletOf(reservation.account);
    require(spendable(after).plus(reservation.hold) == spendable(before) &&
                heldOf(before).plus(reservation.hold) == heldOf(after),
            "a reserve moves the hold");
    require(after.available == before.available || after.available.nano() >= -reservation.creditLimit.nano(),
            "available stays above the credit limit");
    m_open.push_back(done->number);
}

void LedgerSimulation::checkRepeated(const Reservation& reservation, const EarlierOrder& earlier, const Wallet& before)
{
    using Standing = EarlierOrder::Standing;
    ++m_figures.repeated;
    require(isAsBefore(before), "a request that is repeated moves nothing");
    if (!require(reservation.request.has_value(), "only what has an identity is repeated"))
        return;
    require(earlier.standing != Standing::Released || !earlier.isSameBody, "what was released may run again");
    const bool isOpen = std::ranges::any_of(m_settler->books().openOrders(), [&](const auto& entry) {
        return entry.second.id == earlier.id || entry.second.id.isNull();
    });
    require((earlier.standing != Standing::Running && earlier.standing != Standing::InDoubt) || isOpen,
            "a request that runs has an open order");
}
// Every second account has one of an hour, every fourth also one for ever.
std::vector<BudgetClaim> LedgerSimulation::budgetsOf(const AccountId& account)
{
    const auto place = static_cast<std::size_t>(std::ranges::find(m_accounts, account) - m_accounts.begin());
    std::vector<BudgetClaim> claims;
    if (place % 2 == 0)
        claims.push_back({.budget = m_budgets[place],
                          .name = "hourly",
                          .limit = nano(kBudget),
                          .from = std::chrono::floor<std::chrono::hours>(m_clock.now()),
                          .until = std::nullopt});
    if (place % 4 == 0)
        claims.push_back(
            {.budget = m_budgets[place + 1], .name = "total", .limit = nano(kTotalBudget), .until = std::nullopt});
    return claims;
}
OrderNumber LedgerSimulation::anyOrder()
{
    if (m_open.empty() || isOneIn(100))
        return upTo(m_settler->books().counters.orders + 10) - 5;
    return m_open[static_cast<std::size_t>(upTo(std::ssize(m_open) - 1))];
}

Settlement LedgerSimulation::anySettlement()
{
    Settlement settlement;
    settlement.number = anyOrder();
    settlement.outcome = OrderState(static_cast<int>(OrderState::Finalized) + upTo(1));
    settlement.at = m_clock.now();
    const std::int64_t count = isOneIn(4) ? upTo(3) : 1;
    const Payer winner = isOneIn(5) ? Payer::CustomerKey : Payer::User;
    const std::int64_t lies[] = {-1, kMaxTokenCount, kMaxTokenCount + 1, kMaxNano};
    for (std::int64_t i = 1; i <= count; ++i) {
        AttemptRecord attempt;
        attempt.number = static_cast<std::uint16_t>(i);
        attempt.provider = m_providers[static_cast<std::size_t>(upTo(std::ssize(m_providers) - 1))];
        attempt.price = m_prices[static_cast<std::size_t>(upTo(std::ssize(m_prices) - 1))];
        attempt.payer = settlement.outcome == OrderState::Finalized && i == count ? winner : Payer(upTo(2));
        attempt.usage[Meter::Prompt] = isOneIn(40) ? lies[upTo(3)] : upTo(1'500);
        attempt.usage[Meter::CacheRead] = isOneIn(3) ? upTo(1'500) : 0;
        attempt.usage[Meter::Completion] = upTo(1'500);
        attempt.usageSource = isOneIn(10) ? UsageSource::None : UsageSource::Reported;
        settlement.attempts.push_back(std::move(attempt));
    }
    return settlement;
}

void LedgerSimulation::settle()
{
    const Settlement settlement = anySettlement();
    const OpenOrder* const open = m_settler->books().openOrder(settlement.number);
    const std::optional<OpenOrder> order = open ? std::optional(*open) : std::nullopt;
    const Wallet before = walletOf(order ? order->account : m_accounts.front());
    const auto done = m_settler->settle(settlement);
    if (!done) {
        ++m_figures.refused;
        require(isAsBefore(before), "a refused end moves nothing");
        return;
    }
    if (!require(order.has_value(), "an order has one end"))
        return;
    ++m_figures.ended;
    const Wallet after = walletOf(order->account);
    require(heldOf(after).plus(order->hold) == heldOf(before), "an end takes the hold away");
    require(spendable(before).plus(done->released) == spendable(after), "what is released comes back");
    require(done->charge.plus(done->released) == order->hold && done->charge <= order->hold,
            "hold = charge + released");
    if (isOneIn(3))
        require(!m_settler->settle(settlement), "an end has one effect");
    m_staged.push_back(PromisedEnd{settlement.number, done->charge});
    if (m_open.size() > 2 * kOptions.maxOpenOrders)
        listOpenOrders();
}

void LedgerSimulation::letTimePass()
{
    m_clock.advance(std::chrono::seconds(upTo(300)));
    for (;;) {
        const auto expired = m_settler->expireDoubts(m_clock.now());
        if (!require(expired.has_value(), "doubts can expire"))
            return;
        m_figures.expired += static_cast<std::int64_t>(*expired);
        if (*expired == 0)
            break;
    }
    for (;;) {
        const auto expired = m_settler->expireGrants(m_clock.now());
        if (!require(expired.has_value(), "grants can expire") || *expired == 0)
            break;
        m_figures.booked[static_cast<std::size_t>(BookingKind::GrantExpiry)] += static_cast<std::int64_t>(*expired);
    }
    require(std::ranges::none_of(m_accounts, [this](const AccountId& each) { return isOverdueGrant(each); }),
            "no grant outlives its time, unless orders hold of it");
    const bool isOverdue = std::ranges::any_of(m_settler->books().openOrders(), [this](const auto& entry) {
        return entry.second.state == OrderState::InDoubt && entry.second.doubtDeadline <= m_clock.now();
    });
    require(!isOverdue, "no doubt outlives its deadline");
}

// Into the journal, which now and then refuses.
void LedgerSimulation::endBatch()
{
    const Settler::SealedBatch sealed = m_settler->seal();
    if (isOneIn(10)) {
        m_settler->rolledBack();
        m_staged.clear();
        ++m_figures.rolledBack;
        listOpenOrders();
        return;
    }
    if (!sealed.events.empty())
        m_unsynced.push_back({{sealed.events.begin(), sealed.events.end()}, std::exchange(m_staged, {})});
    m_settler->committed();
    require(m_staged.empty(), "what was done is in a batch");
}

// From here on, callers have their answers.
void LedgerSimulation::sync()
{
    for (const Batch& batch : std::exchange(m_unsynced, {})) {
        if (!m_replica.take(batch.events))
            m_problem = m_replica.problem();
        for (const Promise& promise : batch.promises)
            std::visit([this](const auto& each) { keep(each); }, promise);
    }
    if (!m_replica.isBalanced())
        m_problem = m_replica.problem();
    m_settler->forgetThrough(m_replica.books().counters.batches);
}

void LedgerSimulation::keep(const PromisedEnd& end)
{
    require(m_promisedEnds.emplace(end.order, end.charge).second, "an order ends once");
}

void LedgerSimulation::keep(const PromisedTopUp& topUp)
{
    require(m_promisedTopUps.emplace(topUp.externalId, topUp.amount).second, "a top-up happens once");
}

void LedgerSimulation::keep(const PromisedBooking& booking)
{
    require(m_promisedBookings.emplace(booking.key, booking.amount).second, "a booking happens once");
}

// Some of what nobody has been told may have reached the disk.
void LedgerSimulation::crash()
{
    ++m_figures.crashes;
    m_unsynced.resize(static_cast<std::size_t>(upTo(std::ssize(m_unsynced))));
    for (const Batch& batch : std::exchange(m_unsynced, {})) {
        if (!m_replica.take(batch.events))
            m_problem = m_replica.problem();
    }
    m_staged.clear();
    start();
}

void LedgerSimulation::start()
{
    m_settler = std::make_unique<Settler>(
        m_replica.reloaded(), kOptions,
        Settler::Lookups{
            .topUp = [this](std::string_view rail, std::string_view externalId) -> Result<std::optional<KeptTopUp>> {
                const KeptTopUp* const kept = m_replica.findTopUp(std::string(rail), std::string(externalId));
                return kept ? std::optional(*kept) : std::nullopt;
            },
            .booking = [this](BookingKind kind, std::string_view scope, std::string_view reference)
                -> Result<std::optional<BookingRow>> { return m_replica.findBooking(kind, scope, reference); },
            .request = [this](const crypto::Digest& scope) -> Result<std::optional<KeptRequest>> {
                return m_replica.findRequest(scope);
            },
            .endedOrder = [this](OrderNumber order, std::int64_t through) -> Result<std::optional<EndedOrder>> {
                return m_replica.findEnded(order, through);
            },
            .settledCost = [this](OrderNumber order, std::int64_t attempt) -> Result<std::optional<Money>> {
                return m_replica.settledCost(order, attempt);
            }},
        m_clock);
    const std::size_t open = m_settler->books().openOrders().size();
    require(m_settler->doubtOpenOrders().has_value(), "open orders can be doubted");
    require(m_settler->books().inDoubtCount() == open, "every open order is in doubt after a start");
    listOpenOrders();
}

void LedgerSimulation::listOpenOrders()
{
    m_open.clear();
    for (const auto& [number, order] : m_settler->books().openOrders())
        m_open.push_back(number);
    std::ranges::sort(m_open);
}

bool LedgerSimulation::audit()
{
    const Settler::SealedBatch sealed = m_settler->seal();
    if (!sealed.events.empty())
        m_unsynced.push_back({{sealed.events.begin(), sealed.events.end()}, std::exchange(m_staged, {})});
    m_settler->committed();
    sync();
    const Books& books = m_settler->books();
    const Books& kept = m_replica.books();
    require(books.counters == kept.counters && books.head == kept.head, "the ledger and its events end alike");
    for (std::int64_t account = 1; account <= kept.counters.accounts; ++account)
        require(books.balance(account) == kept.balance(account), "a balance is the fold of its transfers");
    require(books.openOrders().size() == kept.openOrders().size(), "the open orders are those without an end");
    for (const auto& [number, order] : kept.openOrders())
        require(books.openOrder(number) && books.openOrder(number)->hold == order.hold, "an open order keeps its hold");
    require(books.budgets.all() == kept.budgets.all(), "budgets are what the events make of them");
    for (const auto& [number, charge] : m_promisedEnds)
        require(m_replica.chargeOf(number) == charge, "an end that was answered stands");
    for (const auto& [externalId, amount] : m_promisedTopUps) {
        const KeptTopUp* const topUp = m_replica.findTopUp(kRail, externalId);
        require(topUp && topUp->amount == amount, "a top-up that was answered stands");
    }
    for (const auto& [key, amount] : m_promisedBookings)
        require(m_replica.bookedAmount(key) == amount, "a booking that was answered stands");
    for (const AccountId& account : m_accounts)
        require(std::ranges::is_permutation(books.grants(account), kept.grants(account), {}, &Books::Grant::number,
                                            &Books::Grant::number),
                "grants are what the events make of them");
    return m_problem.empty();
}

} // namespace gotoai::test
