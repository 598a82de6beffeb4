// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/journalfile.h"

#include "base/hex.h"
#include "clearinghouse/invariant.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace gotoai::clearinghouse {

// How much of a chunk is written.
struct JournalWriter::Place
{
    std::size_t account = 0;
    std::size_t price = 0;
    std::size_t order = 0;
    std::size_t booking = 0;
    std::size_t transition = 0;
    std::size_t topUp = 0;
};

Result<JournalWriter> JournalWriter::create(const std::string& path)
{
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        const ErrorCode code = errno == EEXIST                     ? ErrorCode::Conflict
                               : errno == EACCES || errno == EPERM ? ErrorCode::Forbidden
                                                                   : ErrorCode::StoreUnavailable;
        return failure(code, path + " cannot be made: " + std::generic_category().message(errno));
    }
    OpenFile stream(fdopen(file, "wb"));
    if (!stream) {
        close(file);
        return failure(ErrorCode::StoreUnavailable, path + " cannot be written");
    }
    return JournalWriter(path, std::move(stream));
}

void JournalWriter::write(std::span<const std::uint8_t> bytes)
{
    m_hash->update(bytes);
    if (m_error == 0 && std::fwrite(bytes.data(), 1, bytes.size(), m_file.get()) != bytes.size())
        m_error = errno;
}

void JournalWriter::writeFrame(JournalFrame kind, std::span<const std::uint8_t> first,
                               std::span<const std::uint8_t> second)
{
    const auto size = static_cast<std::uint32_t>(first.size() + second.size());
    const std::array<std::uint8_t, 5> head = {static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(size >> 24),
                                              static_cast<std::uint8_t>(size >> 16),
                                              static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    write(head);
    write(first);
    if (!second.empty())
        write(second);
}

template<class Record>
void JournalWriter::writeEvent(const Record& record, const crypto::Digest& leaf)
{
    m_event.clear();
    EventEncoder(m_event).append(record);
    writeFrame(JournalFrame::Event, leaf, m_event);
}

Result<void> JournalWriter::state() const
{
    return m_error == 0 ? Result<void>()
                        : failure(ErrorCode::StoreUnavailable,
                                  m_path + " cannot be written: " + std::generic_category().message(m_error));
}

Result<void> JournalWriter::begin(const IdBytes& book)
{
    write(crypto::asBytes("gotoai.journal.1 " + toHex(book) + "\n"));
    return state();
}

Result<void> JournalWriter::append(const LedgerChunk& chunk, const HeadsOf& heads)
{
    Place place;
    for (const Seal& seal : chunk.seals) {
        writeBatch(chunk, seal, place);
        const auto ofBatch = heads(seal.through.batches);
        if (!ofBatch)
            return ofBatch.error();
        for (const SignedHead& head : *ofBatch)
            writeFrame(JournalFrame::Head, crypto::asBytes(head.text()));
    }
    return state();
}

void JournalWriter::writeBatch(const LedgerChunk& chunk, const Seal& seal, Place& place)
{
    const Counters& through = seal.through;
    const auto transfersFrom = [&chunk](std::int64_t first, std::int64_t count) {
        if (count == 0)
            return std::span<const TransferRecord>();
        const std::int64_t offset = first - chunk.transfers.front().number;
        return std::span(chunk.transfers).subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
    };
    for (; m_at.accounts < through.accounts; ++m_at.accounts, ++place.account)
        writeEvent(chunk.accounts[place.account].record, chunk.accounts[place.account].leaf);
    for (; m_at.prices < through.prices; ++m_at.prices, ++place.price)
        writeEvent(chunk.prices[place.price].record, chunk.prices[place.price].leaf);
    for (; m_at.orders < through.orders; ++m_at.orders, ++place.order) {
        OrderRecord order = chunk.orders[place.order].record;
        // The transfers of a hold come to it; a row does not say how many they are.
        std::int64_t count = 0;
        for (Money held; order.firstTransfer > 0 && held < order.hold; ++count)
            held = Money::fromNano(held.nano() + transfersFrom(order.firstTransfer + count, 1).front().amount.nano());
        order.transfers = transfersFrom(order.firstTransfer, count);
        writeEvent(order, chunk.orders[place.order].leaf);
    }
    for (; m_at.bookings < through.bookings; ++m_at.bookings, ++place.booking) {
        const SealedBooking& sealed = chunk.bookings[place.booking];
        BookingRecord booking = sealed.record;
        booking.transfers = transfersFrom(sealed.extent.firstTransfer, sealed.extent.transferCount);
        writeEvent(booking, sealed.leaf);
    }
    for (; m_at.transitions < through.transitions; ++m_at.transitions, ++place.transition) {
        const SealedTransition& sealed = chunk.transitions[place.transition];
        TransitionRecord transition = sealed.record;
        transition.transfers = transfersFrom(sealed.extent.firstTransfer, sealed.extent.transferCount);
        transition.attempts = std::span(chunk.attempts).subspan(sealed.firstAttempt, sealed.attempts);
        writeEvent(transition, sealed.leaf);
    }
    for (; m_at.topUps < through.topUps; ++m_at.topUps, ++place.topUp) {
        TopUpRecord topUp = chunk.topUps[place.topUp].record;
        topUp.transfer = transfersFrom(topUp.transfer.number, 1).front();
        writeEvent(topUp, chunk.topUps[place.topUp].leaf);
    }
    m_event.clear();
    EventEncoder(m_event).append(seal);
    writeFrame(JournalFrame::Seal, m_event);
}

Result<void> JournalWriter::end()
{
    const crypto::Digest digest = m_hash->finish();
    writeFrame(JournalFrame::End, digest);
    if (m_error == 0 && (std::fflush(m_file.get()) != 0 || fsync(fileno(m_file.get())) != 0))
        m_error = errno;
    return state();
}

} // namespace gotoai::clearinghouse
