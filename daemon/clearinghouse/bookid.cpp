// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/bookid.h"

#include "clearinghouse/bookfault.h"
#include "crypto/random.h"

#include <algorithm>
#include <optional>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;

Result<std::optional<IdBytes>> findBookId(Database& database)
{
    auto select = database.prepare("SELECT book_id FROM book WHERE id = 1");
    if (!select)
        return std::move(select).error();
    const auto found = select->step();
    if (!found)
        return found.error();
    if (!*found)
        return std::optional<IdBytes>();
    const auto bytes = select->blob(0);
    IdBytes book{};
    if (bytes.size() != book.size())
        return failure(ErrorCode::Corrupt, "the id of the book is not 16 bytes long");
    std::ranges::copy(bytes, book.begin());
    return std::optional(book);
}

} // namespace

Result<IdBytes> openBook(Database& database, const Clock& clock)
{
    const auto found = findBookId(database);
    if (!found)
        return found.error();
    if (*found)
        return **found;
    IdBytes book{};
    crypto::fillRandom(book);
    auto insert = database.prepare("INSERT INTO book(id, book_id, begun_us) VALUES (1, ?1, ?2)");
    if (!insert)
        return std::move(insert).error();
    insert->bind(1, std::span<const std::uint8_t>(book)).bind(2, toMicroseconds(clock.now()));
    if (auto inserted = insert->run(); !inserted)
        return std::move(inserted).error();
    return book;
}

Result<IdBytes> readBookId(Database& database)
{
    const auto found = findBookId(database);
    if (!found)
        return found.error();
    if (!*found)
        return brokenLine("book", 1, "the book has no id");
    return **found;
}

} // namespace gotoai::clearinghouse
