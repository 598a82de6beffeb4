// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/events.h"

#include <cstring>

// Encodings back into records.
namespace gotoai::clearinghouse {

Result<Event> EventDecoder::next()
{
    const auto before = m_left;
    const auto kind = take(1);
    Event event = read(kind.empty() ? '\0' : static_cast<char>(kind.front()));
    if (m_isBroken)
        return failure(ErrorCode::Corrupt, "no event of the ledger stands where one should");
    m_encoding = before.first(before.size() - m_left.size());
    return event;
}

Event EventDecoder::read(char kind)
{
    switch (kind) {
    case 'A': return readAccount();
    case 'P': return readPrice(PriceForm::Plain);
    case 'R': return readPrice(PriceForm::Tiered);
    case 'O': return readOrder(OrderForm::Plain);
    case 'Q': return readOrder(OrderForm::Full);
    case 'T': return readTransition();
    case 'U': return readTopUp();
    case 'B': return readBooking();
    case 'Z': return readSeal();
    case 'S': return readOldSeal();
    default: m_isBroken = true; return Seal();
    }
}

AccountRecord EventDecoder::readAccount()
{
    AccountRecord account;
    account.number = integer();
    account.name = text();
    return account;
}

PriceRecord EventDecoder::readPrice(PriceForm form)
{
    PriceRecord price;
    price.number = integer();
    price.id = id<PriceId>();
    for (auto& pico : price.picos)
        pico = optionalInteger();
    price.validFrom = integer();
    if (form == PriceForm::Tiered) {
        auto tiers = decodeTiers(take(length()));
        m_isBroken = m_isBroken || !tiers || tiers->empty();
        if (!m_isBroken)
            price.tiers = *std::move(tiers);
    }
    return price;
}

void EventDecoder::readOrderFurther(OrderRecord& order)
{
    const std::span<const std::uint8_t> flag = take(1);
    m_isBroken = m_isBroken || flag.empty() || flag.front() > 1;
    if (!m_isBroken && flag.front() == 1) {
        RequestIdentity& request = order.request.emplace();
        request.scope = digest();
        request.body = digest();
    }
    order.terms = take(length());
    m_isBroken = m_isBroken || (!order.request && order.terms.empty());
}

OrderRecord EventDecoder::readOrder(OrderForm form)
{
    OrderRecord order;
    order.number = integer();
    order.id = id<OrderId>();
    order.account = id<AccountId>();
    order.key = id<KeyId>();
    order.model = text();
    order.mode = text();
    order.isStreamed = integer() != 0;
    order.birth = code<OrderState>();
    order.hold = money();
    order.refusal = text();
    order.at = integer();
    if (form == OrderForm::Full)
        readOrderFurther(order);
    readTransfers();
    order.transfers = m_transfers;
    order.firstTransfer = m_transfers.empty() ? 0 : m_transfers.front().number;
    return order;
}

TransitionRecord EventDecoder::readTransition()
{
    TransitionRecord transition;
    transition.number = integer();
    transition.order = integer();
    transition.state = code<OrderState>();
    transition.amounts.charge = money();
    transition.amounts.providerCost = money();
    transition.amounts.fee = money();
    transition.amounts.absorbed = money();
    transition.amounts.released = money();
    transition.reason = text();
    transition.at = integer();
    transition.deadline = optionalInteger();
    readTransfers();
    transition.transfers = m_transfers;
    readAttempts();
    transition.attempts = m_attempts;
    return transition;
}

TopUpRecord EventDecoder::readTopUp()
{
    TopUpRecord topUp;
    topUp.number = integer();
    topUp.id = id<TopUpId>();
    topUp.account = id<AccountId>();
    topUp.rail = text();
    topUp.externalId = text();
    topUp.amount = money();
    topUp.availableAfter = money();
    topUp.at = integer();
    topUp.transfer = readTransfer();
    return topUp;
}

BookingRecord EventDecoder::readBooking()
{
    BookingRecord booking;
    booking.number = integer();
    booking.id = id<BookingId>();
    booking.kind = code<BookingKind>();
    booking.account = id<AccountId>();
    booking.provider = id<ProviderId>();
    booking.order = integer();
    booking.part = integer();
    booking.rail = text();
    booking.reference = text();
    booking.amount = money();
    booking.promo = money();
    booking.absorbed = money();
    booking.debit = integer();
    booking.credit = integer();
    booking.reason = text();
    booking.by = text();
    booking.at = integer();
    booking.expiresAt = optionalInteger();
    readTransfers();
    booking.transfers = m_transfers;
    return booking;
}

Seal EventDecoder::readSeal()
{
    Seal seal;
    Counters& through = seal.through;
    for (std::int64_t* const count : {&through.accounts, &through.prices, &through.orders, &through.transitions,
                                      &through.transfers, &through.topUps, &through.bookings, &through.batches})
        *count = integer();
    readDigests(seal);
    return seal;
}

Seal EventDecoder::readOldSeal()
{
    Seal seal;
    Counters& through = seal.through;
    for (std::int64_t* const count : {&through.accounts, &through.prices, &through.orders, &through.transitions,
                                      &through.transfers, &through.topUps, &through.batches})
        *count = integer();
    readDigests(seal);
    return seal;
}

void EventDecoder::readDigests(Seal& seal)
{
    seal.root = digest();
    seal.hash = digest();
}

TransferRecord EventDecoder::readTransfer()
{
    TransferRecord transfer;
    transfer.number = integer();
    transfer.kind = code<TransferKind>();
    transfer.order = integer();
    transfer.debit = integer();
    transfer.credit = integer();
    transfer.amount = money();
    transfer.at = integer();
    return transfer;
}

AttemptEntry EventDecoder::readAttempt()
{
    AttemptEntry attempt;
    attempt.number = integer();
    attempt.provider = id<ProviderId>();
    attempt.endpoint = id<EndpointId>();
    attempt.price = integer();
    attempt.payer = code<Payer>();
    for (auto& count : attempt.usage.counts)
        count = integer();
    attempt.usageSource = code<UsageSource>();
    attempt.cost = money();
    attempt.outcome = text();
    attempt.upstreamId = text();
    attempt.httpStatus = integer();
    attempt.startedAt = integer();
    attempt.firstTokenAt = optionalInteger();
    attempt.endedAt = integer();
    return attempt;
}

void EventDecoder::readTransfers()
{
    m_transfers.clear();
    for (std::size_t count = length(); count > 0 && !m_isBroken; --count)
        m_transfers.push_back(readTransfer());
}

void EventDecoder::readAttempts()
{
    m_attempts.clear();
    for (std::size_t count = length(); count > 0 && !m_isBroken; --count)
        m_attempts.push_back(readAttempt());
}

// Empty, and the decoder is broken, when there are fewer.
std::span<const std::uint8_t> EventDecoder::take(std::uint64_t count)
{
    if (count > m_left.size()) {
        m_isBroken = true;
        m_left = {};
        return {};
    }
    const auto taken = m_left.first(count);
    m_left = m_left.subspan(count);
    return taken;
}

std::int64_t EventDecoder::integer()
{
    const auto bytes = take(sizeof(std::uint64_t));
    std::uint64_t bigEndian = 0;
    if (!bytes.empty())
        std::memcpy(&bigEndian, bytes.data(), sizeof bigEndian);
    return static_cast<std::int64_t>(__builtin_bswap64(bigEndian));
}

// Of a text or a list: an element has at least a byte.
std::size_t EventDecoder::length()
{
    const auto count = static_cast<std::uint64_t>(integer());
    m_isBroken = m_isBroken || count > m_left.size();
    return m_isBroken ? 0 : count;
}

std::string_view EventDecoder::text()
{
    const auto bytes = take(length());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<std::int64_t> EventDecoder::optionalInteger()
{
    const auto isThere = take(1);
    if (isThere.empty() || isThere.front() == 0)
        return std::nullopt;
    return integer();
}

crypto::Digest EventDecoder::digest()
{
    crypto::Digest digest{};
    const auto bytes = take(digest.size());
    if (!bytes.empty())
        std::memcpy(digest.data(), bytes.data(), digest.size());
    return digest;
}

} // namespace gotoai::clearinghouse
