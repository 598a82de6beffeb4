// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/sqliteledgerstore.h"

#include "clearinghouse/checkpoint.h"
#include "crypto/random.h"

#include <algorithm>
#include <utility>

namespace gotoai::clearinghouse {
namespace {

using storage::CompletionQueue;
using storage::Database;

// One money operation on its way to the writer and back.
template<class Request, class Receipt>
class Operation final : public storage::Unit
{
public:
    using Method = Result<Receipt> (Settler::*)(Database&, const Request&);

    Operation(Settler& settler, Method method, Request request, Reply<Receipt> reply)
        : m_settler(settler)
        , m_method(method)
        , m_request(std::move(request))
        , m_reply(std::move(reply))
    {}

    // The settler's refusals are results: only a failed database concerns the transaction.
    Result<void> apply(Database& database) override
    {
        m_outcome = (m_settler.*m_method)(database, m_request);
        if (!m_outcome && m_outcome.error().code == ErrorCode::StoreUnavailable)
            return m_outcome.error();
        return {};
    }

    void completed(Result<void> result) override
    {
        if (result)
            m_reply(std::move(m_outcome));
        else
            m_reply(std::move(result).error());
    }

    void refuse(Error error) { m_outcome = std::move(error); }

private:
    Settler& m_settler;
    Method m_method;
    Request m_request;
    Reply<Receipt> m_reply;
    Result<Receipt> m_outcome = failure(ErrorCode::Internal, "the operation has not run");
};

// A refusal takes the same way back as any reply, so that nobody is called from inside his own call.
template<class Request, class Receipt>
void submit(storage::Writer& writer, CompletionQueue& queue, std::unique_ptr<Operation<Request, Receipt>> operation)
{
    Operation<Request, Receipt>& kept = *operation;
    std::unique_ptr<storage::Unit> unit = std::move(operation);
    auto submitted = writer.submit(std::move(unit), queue);
    if (submitted)
        return;
    kept.refuse(std::move(submitted).error());
    std::vector<std::unique_ptr<storage::Unit>> refused;
    refused.push_back(std::move(unit));
    queue.push(std::move(refused));
}

// Asks for the last transaction's checkpoint.
class Farewell final : public storage::Unit
{
public:
    explicit Farewell(Settler& settler)
        : m_settler(settler)
    {}
    Result<void> apply(Database&) override
    {
        m_settler.requestCheckpoint();
        return {};
    }
    void completed(Result<void>) override {}

private:
    Settler& m_settler;
};

// The id of the book; drawn when the book begins.
Result<IdBytes> openBook(Database& database, const Clock& clock)
{
    auto select = database.prepare("SELECT book_id FROM book");
    if (!select)
        return std::move(select).error();
    auto found = select->step();
    if (!found)
        return std::move(found).error();
    IdBytes book{};
    if (*found) {
        const auto bytes = select->blob(0);
        if (bytes.size() != book.size())
            return failure(ErrorCode::Corrupt, "the id of the book is not 16 bytes long");
        std::copy(bytes.begin(), bytes.end(), book.begin());
        return book;
    }
    crypto::fillRandom(book);
    auto insert = database.prepare("INSERT INTO book(id, book_id, begun_us) VALUES (1, ?1, ?2)");
    if (!insert)
        return std::move(insert).error();
    insert->bind(1, std::span<const std::uint8_t>(book)).bind(2, toMicroseconds(clock.now()));
    if (auto inserted = insert->run(); !inserted)
        return std::move(inserted).error();
    return book;
}

// Outside the writer, whose thread does not run yet, but in a transaction like its own.
Result<std::size_t> doubtOpenOrders(Database& database, Settler& settler)
{
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun)
        return std::move(begun).error();
    settler.requestCheckpoint(); // or the tail would grow from crash to crash
    auto doubted = settler.doubtOpenOrders(database);
    if (!doubted)
        return doubted;
    auto sealed = settler.sealing(database);
    if (sealed)
        sealed = database.execute("COMMIT");
    if (!sealed)
        return std::move(sealed).error();
    settler.committed();
    return doubted;
}

} // namespace

Result<std::unique_ptr<SqliteLedgerStore>> SqliteLedgerStore::open(Database database, Options options,
                                                                   const Clock& clock)
{
    auto book = openBook(database, clock);
    if (!book)
        return std::move(book).error();
    auto books = loadBooks(database, *book);
    if (!books)
        return std::move(books).error();
    auto settler = std::make_unique<Settler>(std::move(*books), options.settler, clock);
    auto doubted = doubtOpenOrders(database, *settler);
    if (!doubted)
        return std::move(doubted).error();
    return std::unique_ptr<SqliteLedgerStore>(
        new SqliteLedgerStore(std::move(database), std::move(settler), *doubted, std::move(options.writer)));
}

SqliteLedgerStore::SqliteLedgerStore(Database database, std::unique_ptr<Settler> settler, std::size_t doubted,
                                     storage::Writer::Options options)
    : m_settler(std::move(settler))
    , m_doubtedAtStart(doubted)
    , m_writer(std::move(database), std::move(options), m_settler.get())
{}

SqliteLedgerStore::~SqliteLedgerStore() { m_writer.submitTerminal(std::make_unique<Farewell>(*m_settler), m_closing); }

void SqliteLedgerStore::reserve(Reservation reservation, CompletionQueue& queue, Reply<ReservationReceipt> reply)
{
    submit(m_writer, queue,
           std::make_unique<Operation<Reservation, ReservationReceipt>>(*m_settler, &Settler::reserve,
                                                                        std::move(reservation), std::move(reply)));
}

void SqliteLedgerStore::settle(Settlement settlement, CompletionQueue& queue, Reply<SettlementReceipt> reply)
{
    m_writer.submitTerminal(std::make_unique<Operation<Settlement, SettlementReceipt>>(
                                *m_settler, &Settler::settle, std::move(settlement), std::move(reply)),
                            queue);
}

void SqliteLedgerStore::topUp(TopUp topUp, CompletionQueue& queue, Reply<TopUpReceipt> reply)
{
    submit(m_writer, queue,
           std::make_unique<Operation<TopUp, TopUpReceipt>>(*m_settler, &Settler::topUp, std::move(topUp),
                                                            std::move(reply)));
}

void SqliteLedgerStore::wallets(std::vector<AccountId> accounts, CompletionQueue& queue,
                                Reply<std::vector<Wallet>> reply)
{
    submit(m_writer, queue,
           std::make_unique<Operation<std::vector<AccountId>, std::vector<Wallet>>>(
               *m_settler, &Settler::wallets, std::move(accounts), std::move(reply)));
}

void SqliteLedgerStore::expireDoubts(Instant now, CompletionQueue& queue, Reply<std::size_t> reply)
{
    submit(
        m_writer, queue,
        std::make_unique<Operation<Instant, std::size_t>>(*m_settler, &Settler::expireDoubts, now, std::move(reply)));
}

} // namespace gotoai::clearinghouse
