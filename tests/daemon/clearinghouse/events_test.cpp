// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/events.h"

#include <QtTest>

#include <random>

using namespace gotoai;
using namespace gotoai::clearinghouse;

namespace {

const Instant kNow = fromMicroseconds(1'700'000'000'000'000);

const TransferRecord kTransfers[] = {
    {.number = 7,
     .kind = TransferKind::Reserve,
     .order = 3,
     .debit = 1,
     .credit = 2,
     .amount = Money::fromNano(5),
     .at = 9},
    {.number = 8,
     .kind = TransferKind::Release,
     .order = 3,
     .debit = 2,
     .credit = 1,
     .amount = Money::fromNano(4),
     .at = 9},
};

AttemptEntry attempt(std::int64_t number)
{
    AttemptEntry attempt{.number = number, .provider = ProviderId::make(kNow), .endpoint = EndpointId::make(kNow)};
    attempt.price = 2;
    attempt.payer = Payer::User;
    attempt.usage[Meter::Prompt] = 30;
    attempt.usageSource = UsageSource::Reported;
    attempt.cost = Money::fromNano(99);
    attempt.outcome = "answered";
    attempt.upstreamId = "chatcmpl-1";
    attempt.httpStatus = 200;
    attempt.firstTokenAt = number;
    return attempt;
}

// One of each kind, with texts empty and long, lists empty and not.
std::vector<std::uint8_t> sampleBatch()
{
    std::vector<std::uint8_t> bytes;
    EventEncoder encoder(bytes);
    encoder.append(AccountRecord{1, "available:acct"});
    PriceRecord price{.number = 1, .id = PriceId::make(kNow), .picos = {}, .validFrom = 5};
    price.picos[0] = 50'000;
    encoder.append(price);
    ++price.number;
    price.tiers = {{200'000, price.picos}};
    encoder.append(price);
    encoder.append(OrderRecord{.number = 3,
                               .id = OrderId::make(kNow),
                               .account = AccountId::make(kNow),
                               .key = KeyId::make(kNow),
                               .model = "openai/gpt-4o-mini",
                               .birth = OrderState::Reserved,
                               .hold = Money::fromNano(5),
                               .at = 9,
                               .transfers = std::span(kTransfers).first(1)});
    encoder.append(OrderRecord{.number = 4,
                               .id = OrderId::make(kNow),
                               .birth = OrderState::Reserved,
                               .hold = Money::fromNano(5),
                               .at = 9,
                               .request = RequestIdentity{{1, 2, 3}, {4, 5, 6}},
                               .transfers = std::span(kTransfers).first(1)});
    const std::vector<std::uint8_t> terms = encodeTerms({.fee = {500, {}}, .budgets = {{BudgetId::make(kNow), kNow}}});
    encoder.append(OrderRecord{.number = 4,
                               .id = OrderId::make(kNow),
                               .birth = OrderState::Reserved,
                               .hold = Money::fromNano(5),
                               .at = 9,
                               .terms = terms,
                               .transfers = std::span(kTransfers).first(1)});
    const AttemptEntry attempts[] = {attempt(1), attempt(2)};
    encoder.append(TransitionRecord{.number = 4,
                                    .order = 3,
                                    .state = OrderState::Finalized,
                                    .reason = "completed",
                                    .at = 10,
                                    .transfers = kTransfers,
                                    .attempts = attempts});
    encoder.append(TransitionRecord{.number = 5, .order = 6, .state = OrderState::InDoubt, .at = 10, .deadline = 11});
    encoder.append(TopUpRecord{.number = 1,
                               .id = TopUpId::make(kNow),
                               .account = AccountId::make(kNow),
                               .rail = "manual",
                               .externalId = std::string_view("x\0y", 3),
                               .amount = Money::fromNano(1),
                               .availableAfter = Money::fromNano(-1),
                               .transfer = kTransfers[0]});
    encoder.append(BookingRecord{.number = 1,
                                 .id = BookingId::make(kNow),
                                 .kind = BookingKind::Refund,
                                 .account = AccountId::make(kNow),
                                 .order = 3,
                                 .part = 1,
                                 .reference = "r1",
                                 .amount = Money::fromNano(9),
                                 .reason = "slow",
                                 .by = "tok_1",
                                 .at = 10,
                                 .expiresAt = 12,
                                 .transfers = kTransfers});
    Seal seal{.through = {.accounts = 1, .bookings = 1, .batches = 12}};
    seal.root.fill(1);
    seal.hash.fill(2);
    encoder.append(seal);
    return bytes;
}

} // namespace

class EventsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsReadBackIsWrittenTheSame()
    {
        const auto bytes = sampleBatch();
        std::vector<std::uint8_t> again;
        EventEncoder encoder(again);
        EventDecoder decoder(bytes);
        int count = 0;
        for (; !decoder.isAtEnd(); ++count) {
            const auto event = decoder.next();
            QVERIFY(event);
            const std::size_t begin = again.size();
            std::visit([&](const auto& record) { encoder.append(record); }, *event);
            QVERIFY(std::ranges::equal(decoder.encoding(), std::span(again).subspan(begin)));
        }
        QCOMPARE(count, 11);
        QVERIFY(again == bytes);
    }

    void firstTransferOfAnOrderIsKnown()
    {
        const auto bytes = sampleBatch();
        EventDecoder decoder(bytes);
        for (int i = 0; i < 3; ++i)
            QVERIFY(decoder.next());
        const auto order = decoder.next();
        QVERIFY(order);
        QCOMPARE(std::get<OrderRecord>(*order).firstTransfer, 7);
        QVERIFY(std::get<OrderRecord>(*order).transfers[0] == kTransfers[0]);
    }

    void leafIsTheHashOfTheEncoding()
    {
        std::vector<std::uint8_t> bytes{0};
        const AccountRecord account{4, "platform:cash"};
        EventEncoder(bytes).append(account);
        QVERIFY(LeafHasher()(account) == crypto::sha256(bytes));
    }

    void cutBytesAreCorrupt()
    {
        const auto bytes = sampleBatch();
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            EventDecoder decoder({bytes.data(), length});
            bool isCorrupt = false;
            std::size_t read = 0;
            while (!decoder.isAtEnd() && !isCorrupt) {
                const auto event = decoder.next();
                isCorrupt = !event;
                read += event ? decoder.encoding().size() : 0;
            }
            QVERIFY(isCorrupt || read == length);
        }
    }

    // Lengths that lie, kinds that do not exist: an error or an event, never a read beyond the bytes.
    void changedBytesAreBounded()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 20'000; ++round) {
            auto bytes = sampleBatch();
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
            EventDecoder decoder(bytes);
            while (!decoder.isAtEnd() && decoder.next()) {
            }
        }
    }
};

QTEST_GUILESS_MAIN(EventsTest)
#include "events_test.moc"
