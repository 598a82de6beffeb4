// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/statementexports.h"

#include "base/log.h"

#include <functional>
#include <utility>

namespace gotoai::control {

// One of them. Ends by telling its owner.
class StatementExport final : public std::enable_shared_from_this<StatementExport>, private http::ExchangeObserver
{
public:
    struct Contents
    {
        AccountId account;
        StatementFormat format = StatementFormat::Csv;
        protocol::Statement statement; // without lines
        clearinghouse::NumberRange range;
    };

    StatementExport(const Parts& parts, std::unique_ptr<http::Exchange> exchange, Contents contents,
                    std::function<void()> ended)
        : m_parts(parts)
        , m_exchange(std::move(exchange))
        , m_contents(std::move(contents))
        , m_balance(m_contents.statement.opening.total)
        , m_ended(std::move(ended))
    {}

    void begin()
    {
        m_exchange->setObserver(this);
        const std::string file =
            "statement-" + m_contents.account.toString() + "." + std::string(fileSuffixOf(m_contents.format));
        m_exchange->beginStream(200, {{"content-type", std::string(contentTypeOf(m_contents.format))},
                                      {"content-disposition", "attachment; filename=\"" + file + "\""},
                                      {"cache-control", "no-store"}});
        m_exchange->write(statementHead(m_contents.format, m_contents.statement));
        readOn();
    }

private:
    struct Piece
    {
        std::string text;
        std::optional<std::int64_t> stoppedAt;
        Money balance;
        bool hasLines = false;
    };

    static Result<Piece> read(storage::Database& database, const Contents& contents, Money balance, bool isFirst)
    {
        const auto lines = clearinghouse::StatementQueries(database).lines(contents.account, contents.range, balance,
                                                                           StatementExports::kPiece);
        if (!lines)
            return lines.error();
        Piece piece{.text = {}, .stoppedAt = lines->stoppedAt, .balance = balance, .hasLines = !lines->rows.empty()};
        for (const clearinghouse::StatementLine& line : lines->rows) {
            appendLine(piece.text, contents.format, toWire(line), std::exchange(isFirst, false));
            piece.balance = line.balance;
        }
        return piece;
    }

    void readOn()
    {
        m_parts.readers.read<Piece>(
            [contents = m_contents, balance = m_balance, isFirst = m_isFirst](storage::Database& database) {
                return read(database, contents, balance, isFirst);
            },
            m_parts.queue,
            [weak = weak_from_this()](const Result<Piece>& piece) {
                if (const auto self = weak.lock())
                    self->arrived(piece);
            });
    }

    void arrived(const Result<Piece>& piece)
    {
        if (!piece) {
            writeLog(LogLevel::Warning, "statement_export_cut",
                     {{"account", m_contents.account.toString()}, {"reason", piece.error().detail}});
            return m_ended();
        }
        m_exchange->write(piece->text);
        m_balance = piece->balance;
        m_isFirst = m_isFirst && !piece->hasLines;
        if (!piece->stoppedAt) {
            m_exchange->write(statementTail(m_contents.format, m_contents.statement));
            m_exchange->endStream();
            return m_ended();
        }
        m_contents.range.above = *piece->stoppedAt;
        if (!m_exchange->isAboveHighWater())
            readOn();
    }

    void drained() override { readOn(); }
    void clientGone() override { m_ended(); }

    const Parts& m_parts;
    std::unique_ptr<http::Exchange> m_exchange;
    Contents m_contents; // its range is what is still to come
    Money m_balance;     // before that
    bool m_isFirst = true;
    const std::function<void()> m_ended;
};

StatementExports::StatementExports(const Parts& parts)
    : m_parts(parts)
{}

StatementExports::~StatementExports() = default;

void StatementExports::begin(const CallPtr& call, const AccountId& account, const clearinghouse::Period& period,
                             StatementFormat format)
{
    using clearinghouse::StatementFrame;
    m_parts.readers.read<StatementFrame>(
        [account, period](storage::Database& database) {
            return clearinghouse::StatementQueries(database).frame(account, period);
        },
        m_parts.queue,
        [this, call, account, period, format](const Result<StatementFrame>& frame) {
            if (!frame)
                return call->refuse(frame.error());
            stream(call, account, format, toWire(account, period, *frame), frame->range);
        });
}

void StatementExports::stream(const CallPtr& call, const AccountId& account, StatementFormat format,
                              protocol::Statement statement, const clearinghouse::NumberRange& range)
{
    if (call->request().method == "HEAD")
        return call->answerText(200, contentTypeOf(format), {});
    if (m_exports.size() >= kMostAtOnce)
        return call->refuse(failure(ErrorCode::Overloaded, "too many statements are being exported already"));
    const auto place = std::make_shared<StatementExport*>(nullptr);
    // An export may end within a call of its exchange, which it owns: it goes a turn of the event loop later.
    auto one = std::make_shared<StatementExport>(
        m_parts, call->takeExchange(), StatementExport::Contents{account, format, std::move(statement), range},
        [this, place] {
            QMetaObject::invokeMethod(
                this, [this, ended = *place] { drop(ended); }, Qt::QueuedConnection);
        });
    *place = one.get();
    m_exports.push_back(one);
    one->begin();
}

void StatementExports::drop(const StatementExport* ended)
{
    std::erase_if(m_exports, [ended](const auto& one) { return one.get() == ended; });
}

} // namespace gotoai::control
