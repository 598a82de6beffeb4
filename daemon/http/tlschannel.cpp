// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/tlschannel.h"

#include <openssl/bio.h>
#include <openssl/err.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace gotoai::http {

namespace {

// RFC 8446, sections 5.1, 4 and 6.
constexpr std::size_t kRecordHeaderBytes = 5;
constexpr std::size_t kHandshakeHeaderBytes = 4;
constexpr unsigned char kHandshakeRecord = 22;
constexpr unsigned char kClientHello = 1;
constexpr unsigned char kUnexpectedMessage = 10;
constexpr unsigned char kDecodeError = 50;
constexpr unsigned char kProtocolVersion = 70;

enum class Opening { Incomplete, Whole, InClear, Bad };

struct OpeningVerdict
{
    Opening opening;
    unsigned char alert = 0; // when it is bad
};

std::size_t bigEndian(std::string_view bytes)
{
    std::size_t value = 0;
    for (const char byte : bytes)
        value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

// Whether a connection's first bytes are the record that begins a ClientHello.
OpeningVerdict judgeOpening(std::string_view bytes)
{
    const auto byteAt = [bytes](std::size_t index) { return static_cast<unsigned char>(bytes[index]); };
    if (bytes.empty())
        return {Opening::Incomplete};
    if (bytes[0] >= 'A' && bytes[0] <= 'Z')
        return {Opening::InClear};
    if (byteAt(0) != kHandshakeRecord)
        return {Opening::Bad, kUnexpectedMessage};
    if (bytes.size() > 1 && byteAt(1) != 3)
        return {Opening::Bad, kProtocolVersion};
    if (bytes.size() < kRecordHeaderBytes)
        return {Opening::Incomplete};
    const std::size_t recordBytes = bigEndian(bytes.substr(3, 2));
    if (recordBytes < kHandshakeHeaderBytes || recordBytes > TlsChannel::kMaxHelloBytes)
        return {Opening::Bad, kDecodeError};
    if (bytes.size() > kRecordHeaderBytes && byteAt(kRecordHeaderBytes) != kClientHello)
        return {Opening::Bad, kUnexpectedMessage};
    if (bytes.size() < kRecordHeaderBytes + kHandshakeHeaderBytes)
        return {Opening::Incomplete};
    if (bigEndian(bytes.substr(kRecordHeaderBytes + 1, 3)) > TlsChannel::kMaxHelloBytes)
        return {Opening::Bad, kDecodeError};
    return {bytes.size() < kRecordHeaderBytes + recordBytes ? Opening::Incomplete : Opening::Whole};
}

} // namespace

struct TlsChannel::Stream
{
    static TlsChannel& channelOf(BIO* bio) { return *static_cast<TlsChannel*>(BIO_get_data(bio)); }

    static int read(BIO* bio, char* target, std::size_t size, std::size_t* taken)
    {
        auto& offered = channelOf(bio).m_offered;
        BIO_clear_retry_flags(bio);
        if (offered.empty()) {
            BIO_set_retry_read(bio);
            return 0;
        }
        *taken = std::min(size, offered.size());
        std::memcpy(target, offered.data(), *taken);
        offered.remove_prefix(*taken);
        return 1;
    }

    static int write(BIO* bio, const char* bytes, std::size_t size, std::size_t* taken)
    {
        auto& channel = channelOf(bio);
        channel.m_wire.append(bytes, size);
        channel.m_unasked += channel.m_isWriting ? 0 : size;
        *taken = size;
        return 1;
    }

    static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

    static const BIO_METHOD* method()
    {
        static const BIO_METHOD* const s_method = [] {
            BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tls channel");
            if (!made)
                std::abort(); // out of memory
            BIO_meth_set_read_ex(made, read);
            BIO_meth_set_write_ex(made, write);
            BIO_meth_set_ctrl(made, control);
            return made;
        }();
        return s_method;
    }
};

TlsChannel::TlsChannel(std::shared_ptr<const TlsContext> context, std::string& wire)
    : m_context(std::move(context))
    , m_wire(wire)
{}

void TlsChannel::offer(std::string_view bytes)
{
    if (m_session || m_state != State::Opening) {
        m_offered = bytes;
        return;
    }
    if (!m_first.empty())
        bytes = m_first.append(bytes);
    const OpeningVerdict verdict = judgeOpening(bytes);
    switch (verdict.opening) {
    case Opening::Incomplete:
        if (m_first.empty())
            m_first = bytes;
        break;
    case Opening::Whole:
        m_offered = bytes;
        begin();
        break;
    case Opening::InClear: m_state = State::NotTls; break;
    case Opening::Bad: fail(verdict.alert); break;
    }
}

void TlsChannel::begin()
{
    m_session = m_context->newSession();
    BIO* const stream = BIO_new(Stream::method());
    if (!stream)
        std::abort(); // out of memory
    BIO_set_data(stream, this);
    BIO_set_init(stream, 1);
    SSL_set_bio(m_session.get(), stream, stream);
}

std::string_view TlsChannel::read(std::span<char> into)
{
    if (!m_session || (m_state != State::Opening && m_state != State::Open))
        return {};
    ERR_clear_error(); // others use OpenSSL on this thread
    std::size_t count = 0;
    const int result = SSL_read_ex(m_session.get(), into.data(), into.size(), &count);
    if (m_state == State::Opening && SSL_is_init_finished(m_session.get()) == 1) {
        m_state = State::Open;
        m_unasked = 0;
    }
    if (result == 1) {
        m_unasked = 0;
        return {into.data(), count};
    }
    switch (SSL_get_error(m_session.get(), result)) {
    case SSL_ERROR_WANT_READ: break;
    case SSL_ERROR_ZERO_RETURN: m_state = State::InputOver; break;
    default: giveUp(); break;
    }
    if (m_unasked > kMaxUnaskedBytes) {
        m_state = State::Failed;
        m_reason = "too many unasked answers";
    }
    m_offered = {};
    m_first = {};
    return {};
}

void TlsChannel::write(std::string_view plaintext)
{
    if (!isOpenForOutput() || m_hasClosed || plaintext.empty())
        return;
    ERR_clear_error();
    std::size_t count = 0;
    m_isWriting = true;
    if (SSL_write_ex(m_session.get(), plaintext.data(), plaintext.size(), &count) != 1)
        giveUp();
    m_isWriting = false;
}

bool TlsChannel::close()
{
    if (!isOpenForOutput() || std::exchange(m_hasClosed, true))
        return false;
    ERR_clear_error();
    SSL_shutdown(m_session.get());
    return true;
}

void TlsChannel::giveUp()
{
    m_state = State::Failed;
    const char* const reason = ERR_reason_error_string(ERR_peek_error());
    m_reason = reason ? reason : "unknown";
}

void TlsChannel::fail(unsigned char alert)
{
    m_state = State::Failed;
    m_reason = "no ClientHello";
    const char record[] = {21, 3, 3, 0, 2, 2, static_cast<char>(alert)}; // fatal
    m_wire.append(record, sizeof record);
}

} // namespace gotoai::http
