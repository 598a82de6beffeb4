// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/journalreader.h"

#include "base/hex.h"
#include "clearinghouse/eventaudit.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ranges>
#include <system_error>
#include <variant>

namespace gotoai::clearinghouse {
namespace {

constexpr std::string_view kFormat = "gotoai.journal.1 ";
constexpr std::size_t kMaxFrameBytes = 64 * 1024 * 1024; // an event is bounded by the journal it comes from
constexpr std::size_t kChunkRows = 16'384;

std::string_view asText(std::span<const std::uint8_t> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

// Takes an event into the chunk; its number is the next of its kind.
struct JournalReader::Into
{
    JournalReader& reader;
    LedgerChunk& chunk;
    const crypto::Digest& leaf;

    Result<void> number(std::int64_t number, std::int64_t& counter, std::string_view table) const
    {
        return number == ++counter ? Result<void>()
                                   : brokenLine(table, counter, "number " + std::to_string(number) + " stands there");
    }

    Result<void> operator()(const AccountRecord& account) const
    {
        const std::string_view name = chunk.texts.keep(account.name);
        if (const auto parsed = LedgerAccount::parse(name); parsed && parsed->kind() == LedgerAccount::Kind::PromoHeld)
            reader.m_accounts.emplace(name, account.number);
        chunk.accounts.push_back({{.number = account.number, .name = name}, leaf});
        return number(account.number, reader.m_at.accounts, "ledger_accounts");
    }
    Result<void> operator()(const PriceRecord& price) const
    {
        chunk.prices.push_back({price, leaf});
        return number(price.number, reader.m_at.prices, "settled_prices");
    }
    Result<void> operator()(OrderRecord order) const
    {
        for (std::string_view* const text : {&order.model, &order.mode, &order.refusal})
            *text = chunk.texts.keep(*text);
        order.terms = chunk.texts.keep(order.terms);
        chunk.transfers.insert(chunk.transfers.end(), order.transfers.begin(), order.transfers.end());
        order.transfers = {};
        if (const auto refunded = reader.m_refunded.find(order.number); refunded != reader.m_refunded.end())
            refunded->second.account = order.account;
        chunk.orders.push_back({order, leaf});
        return number(order.number, reader.m_at.orders, "orders");
    }
    Result<void> operator()(TransitionRecord transition) const
    {
        SealedTransition sealed{.extent = {.transferCount = std::ssize(transition.transfers),
                                           .attemptCount = std::ssize(transition.attempts),
                                           .isTerminal = transition.isTerminal()},
                                .leaf = leaf,
                                .firstAttempt = chunk.attempts.size(),
                                .attempts = transition.attempts.size()};
        if (!transition.transfers.empty())
            sealed.extent.firstTransfer = transition.transfers.front().number;
        if (transition.isTerminal())
            noteEnd(transition);
        chunk.transfers.insert(chunk.transfers.end(), transition.transfers.begin(), transition.transfers.end());
        for (AttemptEntry attempt : transition.attempts) {
            attempt.outcome = chunk.texts.keep(attempt.outcome);
            attempt.upstreamId = chunk.texts.keep(attempt.upstreamId);
            chunk.attempts.push_back(attempt);
        }
        transition.reason = chunk.texts.keep(transition.reason);
        transition.transfers = {};
        transition.attempts = {};
        sealed.record = transition;
        chunk.transitions.push_back(sealed);
        return number(transition.number, reader.m_at.transitions, "transitions");
    }
    Result<void> operator()(TopUpRecord topUp) const
    {
        topUp.rail = chunk.texts.keep(topUp.rail);
        topUp.externalId = chunk.texts.keep(topUp.externalId);
        chunk.transfers.push_back(topUp.transfer);
        chunk.topUps.push_back({topUp, leaf});
        return number(topUp.number, reader.m_at.topUps, "topups");
    }
    Result<void> operator()(BookingRecord booking) const
    {
        SealedBooking sealed{.extent = {.transferCount = std::ssize(booking.transfers)}, .leaf = leaf};
        if (!booking.transfers.empty())
            sealed.extent.firstTransfer = booking.transfers.front().number;
        chunk.transfers.insert(chunk.transfers.end(), booking.transfers.begin(), booking.transfers.end());
        for (std::string_view* const text : {&booking.rail, &booking.reference, &booking.reason, &booking.by})
            *text = chunk.texts.keep(*text);
        booking.transfers = {};
        sealed.scope =
            chunk.texts.keep(scopeOf(booking.kind, booking.rail, booking.provider, booking.order)); // not kept apart
        const auto refunded = reader.m_refunded.find(booking.order);
        if (booking.kind == BookingKind::Refund && refunded != reader.m_refunded.end()) {
            sealed.refunded = refunded->second;
            refunded->second.refunded = refunded->second.refunded.plus(booking.amount).value_or(booking.amount);
            ++refunded->second.refunds;
        }
        sealed.record = booking;
        chunk.bookings.push_back(sealed);
        return number(booking.number, reader.m_at.bookings, "bookings");
    }
    Result<void> operator()(const Seal&) const { return reader.broken("a seal stands where an event should"); }

    void noteEnd(const TransitionRecord& transition) const
    {
        const auto refunded = reader.m_refunded.find(transition.order);
        if (refunded == reader.m_refunded.end())
            return;
        EndedOrder& order = refunded->second;
        order.state = transition.state;
        order.charge = transition.amounts.charge;
        order.fee = transition.amounts.fee;
        const auto held = reader.m_accounts.find(LedgerAccount::promoHeld(order.account).name());
        for (const TransferRecord& transfer : transition.transfers) {
            const bool isCharge = transfer.kind == TransferKind::Cost || transfer.kind == TransferKind::Fee;
            if (isCharge && held != reader.m_accounts.end() && transfer.debit == held->second)
                order.promoCharge = order.promoCharge.plus(transfer.amount).value_or(transfer.amount);
        }
    }
};

Result<JournalReader> JournalReader::open(const std::string& path, std::vector<crypto::VerifyKey> keys)
{
    OpenFile file(std::fopen(path.c_str(), "rbe"));
    if (!file)
        return failure(ErrorCode::StoreUnavailable,
                       path + " cannot be read: " + std::generic_category().message(errno));
    JournalReader reader(std::move(file), std::move(keys));
    if (auto begun = reader.readBegin(); !begun)
        return failure(begun.error().code, path + " " + begun.error().detail);
    if (auto found = reader.findRefunds(); !found)
        return std::move(found).error();
    return reader;
}

Error JournalReader::broken(std::string_view what) const
{
    return failure(ErrorCode::Corrupt, "batch " + std::to_string(m_at.batches + 1) + ", event " +
                                           std::to_string(m_event) + ": " + std::string(what));
}

Error JournalReader::brokenHead(std::string_view what) const { return brokenLine("heads", m_headCount, what); }

bool JournalReader::readBytes(std::size_t count)
{
    m_buffer.resize(count);
    return std::fread(m_buffer.data(), 1, count, m_file.get()) == count;
}

Result<void> JournalReader::readBegin()
{
    std::rewind(m_file.get());
    const std::size_t size = kFormat.size() + 2 * m_book.size() + 1;
    const bool isRead = readBytes(size);
    const std::string_view line = asText(m_buffer);
    const auto book = isRead ? fromHex(line.substr(kFormat.size(), 2 * m_book.size())) : std::nullopt;
    if (!book || !line.starts_with(kFormat) || line.back() != '\n')
        return failure(ErrorCode::InvalidRequest, "is no exported journal");
    std::ranges::copy(*book, m_book.begin());
    m_hash = std::make_unique<crypto::Sha256>();
    m_hash->update(m_buffer);
    return {};
}

// What cannot be read is left for the reading that judges.
Result<void> JournalReader::findRefunds()
{
    for (;;) {
        const auto frame = readFrame();
        if (!frame || frame->kind == JournalFrame::End)
            break;
        if (frame->kind != JournalFrame::Event || frame->payload.size() <= sizeof(crypto::Digest) ||
            frame->payload[sizeof(crypto::Digest)] != 'B')
            continue;
        EventDecoder decoder(frame->payload.subspan(sizeof(crypto::Digest)));
        const auto event = decoder.next();
        const auto* const booking = event ? std::get_if<BookingRecord>(&*event) : nullptr;
        if (booking && booking->kind == BookingKind::Refund)
            m_refunded.emplace(booking->order, EndedOrder());
    }
    m_hasEnded = false;
    return readBegin();
}

Result<JournalReader::Frame> JournalReader::readFrame()
{
    std::array<std::uint8_t, 5> head{};
    if (!readBytes(head.size()))
        return broken("the journal ends here");
    std::ranges::copy(m_buffer, head.begin());
    const std::size_t size = (std::size_t{head[1]} << 24) | (std::size_t{head[2]} << 16) | (std::size_t{head[3]} << 8) |
                             std::size_t{head[4]};
    if (size > kMaxFrameBytes || !readBytes(size))
        return broken("the journal ends here, or its length is damaged");
    const auto kind = static_cast<JournalFrame>(head[0]);
    if (kind != JournalFrame::End) {
        m_hash->update(head);
        m_hash->update(m_buffer);
    }
    return Frame{kind, m_buffer};
}

LedgerChunk JournalReader::next()
{
    LedgerChunk chunk;
    m_batchBegin = 0;
    while (chunk.transfers.size() + chunk.orders.size() + chunk.seals.size() < kChunkRows || m_event > 0) {
        ++m_event;
        const auto frame = readFrame();
        auto taken = frame ? takeFrame(*frame, chunk) : frame.error();
        if (!taken)
            chunk.fault = std::move(taken).error();
        chunk.isLast = !taken || m_hasEnded;
        if (chunk.isLast)
            break;
    }
    return chunk;
}

Result<void> JournalReader::takeFrame(const Frame& frame, LedgerChunk& chunk)
{
    switch (frame.kind) {
    case JournalFrame::Event: return takeEvent(frame.payload, chunk);
    case JournalFrame::Seal: return takeSeal(frame.payload, chunk);
    case JournalFrame::Head: return takeHead(frame.payload);
    case JournalFrame::End: return takeEnd(frame.payload);
    }
    return broken("no frame of a journal stands there");
}

Result<void> JournalReader::takeEvent(std::span<const std::uint8_t> payload, LedgerChunk& chunk)
{
    crypto::Digest leaf{};
    if (payload.size() < leaf.size())
        return broken("it is too short");
    std::copy_n(payload.begin(), leaf.size(), leaf.begin());
    EventDecoder decoder(payload.subspan(leaf.size()));
    auto event = decoder.next();
    if (!event || !decoder.isAtEnd())
        return broken("no event of the ledger stands there");
    return std::visit(Into{*this, chunk, leaf}, *event);
}

Result<void> JournalReader::takeSeal(std::span<const std::uint8_t> payload, LedgerChunk& chunk)
{
    EventDecoder decoder(payload);
    const auto event = decoder.next();
    const auto* const seal = event ? std::get_if<Seal>(&*event) : nullptr;
    if (!seal || !decoder.isAtEnd())
        return broken("no seal stands there");
    // Events of several kinds came each with theirs.
    const auto begin = chunk.transfers.begin() + static_cast<std::ptrdiff_t>(m_batchBegin);
    std::sort(begin, chunk.transfers.end(),
              [](const TransferRecord& a, const TransferRecord& b) { return a.number < b.number; });
    const std::ranges::subrange sorted(begin, chunk.transfers.end());
    const bool isDense = std::ranges::all_of(
        sorted, [next = m_at.transfers](const TransferRecord& transfer) mutable { return transfer.number == ++next; });
    const std::int64_t last = m_at.transfers + std::ranges::ssize(sorted);
    // One with another number may be sorted anywhere: what is missing is the line that is broken.
    while (++m_at.transfers <= last) {
        if (!isDense && !std::ranges::binary_search(sorted, m_at.transfers, {}, &TransferRecord::number))
            return brokenLine("transfers", m_at.transfers, "the row is missing");
    }
    m_at.transfers = last;
    ++m_at.batches;
    if (seal->through != m_at)
        return brokenLine("batches", m_at.batches, "it does not seal what stands before it");
    m_batchBegin = chunk.transfers.size();
    m_event = 0;
    m_lastHash = seal->hash;
    chunk.seals.push_back(*seal);
    return {};
}

Result<void> JournalReader::takeHead(std::span<const std::uint8_t> payload)
{
    const bool isBetween = m_event == 1;
    m_event = 0;
    ++m_headCount;
    auto head = SignedHead::parse(asText(payload));
    if (!head || !isBetween)
        return brokenHead("no signed head stands there");
    if (head->book != m_book || head->head.batch != m_at.batches || head->head.hash != m_lastHash)
        return brokenHead("it is not of the batch before it");
    const auto key = std::ranges::find(m_keys, head->keyId, &crypto::VerifyKey::id);
    if (!m_keys.empty() && key == m_keys.end())
        return brokenHead("it is signed by key " + head->keyId + ", which is not among the public keys");
    if (!m_keys.empty() && !head->isSignedBy(*key))
        return brokenHead("its signature is wrong");
    m_lastHead = *std::move(head);
    return {};
}

Result<void> JournalReader::takeEnd(std::span<const std::uint8_t> payload)
{
    if (m_event != 1)
        return broken("the journal ends within a batch");
    if (!std::ranges::equal(payload, m_hash->finish()) || std::fgetc(m_file.get()) != EOF)
        return failure(ErrorCode::Corrupt, "the journal is not as it was written, beside its events");
    m_hasEnded = true;
    return {};
}

} // namespace gotoai::clearinghouse
