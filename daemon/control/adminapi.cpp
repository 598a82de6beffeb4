// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/adminapi.h"

#include "control/problem.h"
#include "control/resources.h"

#include <QJsonDocument>

namespace gotoai::control {
namespace {

constexpr std::size_t kMaxBodyBytes = 1024 * 1024;
constexpr std::size_t kMaxHeldBodyBytes = 64 * kMaxBodyBytes;
// What the audit log and the log say instead of a path that is none of ours: anything may have been pasted into it.
constexpr std::string_view kUnmatched = "unmatched";

bool isBearer(std::string_view scheme)
{
    constexpr std::string_view kBearer = "bearer ";
    if (scheme.size() < kBearer.size())
        return false;
    for (std::size_t i = 0; i < kBearer.size(); ++i) {
        const char c = scheme[i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != kBearer[i])
            return false;
    }
    return true;
}

// A browser names the page that makes it call; nobody's page but our own has business here.
bool isForeignOrigin(const http::Request& request)
{
    const std::string_view origin = request.header("origin");
    if (origin.empty())
        return false;
    const std::string_view host = request.header("host");
    return origin != "http://" + std::string(host) && origin != "https://" + std::string(host);
}

// Those who watch over machines may call them what they like.
bool isHealthProbe(const http::Request& request) { return request.path == "/healthz" || request.path == "/readyz"; }

// The value of the one Authorization field. MissingCredential without any, InvalidCredential with several that differ:
// a proxy in between may have read another.
Result<std::string_view> authorizationOf(const http::Request& request)
{
    std::string_view found;
    for (const http::Header& header : request.headers) {
        if (header.name != "authorization" || header.value.empty())
            continue;
        if (!found.empty() && found != header.value)
            return failure(ErrorCode::InvalidCredential, "the request carries two different credentials");
        found = header.value;
    }
    if (found.empty())
        return failure(ErrorCode::MissingCredential, "an admin token is needed: Authorization: Bearer <token>");
    return found;
}

} // namespace

AdminApi::AdminApi(const Parts& parts)
    : m_directory(parts.directory)
    , m_sessions(parts.sessions)
    , m_clock(parts.clock)
    , m_events(parts.clock)
    , m_sources(parts, m_events)
    , m_exports(parts)
    , m_routes(adminRights())
    , m_recorder(parts)
{
    for (const auto& family : {sessionRoutes(parts),    userRoutes(parts),         adminTokenRoutes(parts),
                               accountRoutes(parts),    keyRoutes(parts),          budgetRoutes(parts),
                               webhookRoutes(parts),    bookRoutes(parts),         reconciliationRoutes(parts),
                               planRoutes(parts),       alertRoutes(parts),        providerRoutes(parts),
                               endpointRoutes(parts),   endpointTestRoutes(parts), healthRoutes(parts),
                               priceRoutes(parts),      repricingRoutes(parts),    supplyRoutes(parts),
                               routeRoutes(parts),      orderRoutes(parts),        transferRoutes(parts),
                               walletRoutes(parts),     topUpRoutes(parts),        bookingRoutes(parts),
                               doubtRoutes(parts),      usageRoutes(parts),        auditRoutes(parts),
                               systemRoutes(parts),     eventRoutes(m_events),     statementRoutes(parts, m_exports),
                               killSwitchRoutes(parts), masterKeyRoutes(parts),    pepperRoutes(parts),
                               probeRoutes(parts)})
        m_routes.add(family);
    m_recorder.setSubscriber([this](const Call& call, const Answer& answer) { m_sources.changed(call, answer); });
    m_events.setGatekeeper([this](const http::Request& request, const Subscription& subscription) {
        return mayReadOn(request, subscription);
    });
}

http::Limits AdminApi::limits()
{
    http::Limits limits;
    limits.maxBodyBytes = kMaxBodyBytes;
    limits.maxHeldBodyBytes = kMaxHeldBodyBytes;
    limits.maxConnections = 2'048;
    return limits;
}

void AdminApi::requestArrived(std::unique_ptr<http::Exchange> exchange)
{
    const auto call = std::make_shared<Call>(std::move(exchange), m_clock.now());
    const http::Request& request = call->request();
    const RouteTable::Match match = m_routes.find(request.method, request.path);
    call->setPattern(match.route ? match.route->pattern : std::string(kUnmatched));
    call->setParameter(match.parameter);
    const bool isQuestion = match.route && match.route->repetition == Repetition::Question;
    const bool isWrite = ChangeRecorder::isWrite(request.method) && !isQuestion;
    if (isWrite)
        m_recorder.watch(call);
    // Who may not enter learns nothing of what there is inside.
    if (auto admitted = admit(*call, match.route ? match.route->right : Right::SignedIn); !admitted) {
        ++m_refusals[errorWord(admitted.error().code)];
        return call->refuse(admitted.error());
    }
    if (request.body.size() > static_cast<qsizetype>(kMaxBodyBytes))
        return call->refuse(failure(ErrorCode::BodyTooLarge, "a body has at most 1 MiB"));
    if (match.allowed.empty())
        return call->refuse(failure(ErrorCode::NotFound, "there is nothing at this path"));
    if (match.route == nullptr)
        return call->refuse(failure(ErrorCode::MethodNotAllowed, "this path does not take that method"), {},
                            {{"allow", match.allowed}});
    if (isWrite)
        m_recorder.serve(call, *match.route);
    else
        match.route->serve(call);
}

// No page but our own has business here, and that one's origin is the host.
http::RefusalAnswer AdminApi::wordRefusal(const http::Refusal& refusal, std::string_view)
{
    const QByteArray body = QJsonDocument(protocol::toJson(problemOf(refusal))).toJson(QJsonDocument::Compact);
    http::RefusalAnswer answer{.headers = {{"content-type", "application/problem+json"}}, .body = body.toStdString()};
    if (refusal.status == 503)
        answer.headers.push_back({"retry-after", "1"});
    return answer;
}

Result<void> AdminApi::admit(Call& call, Right right) const
{
    if (!isHealthProbe(call.request()) && !m_hosts.admits(call.request()))
        return failure(ErrorCode::Forbidden,
                       "the Host header is neither an address nor localhost nor a name in admin.host_names");
    const bool isProbe = right == Right::Open && (call.request().method == "GET" || call.request().method == "HEAD");
    if (!isProbe && isForeignOrigin(call.request()))
        return failure(ErrorCode::Forbidden, "requests from other origins are refused");
    if (right == Right::Open)
        return {};
    auto principal = authenticate(call.request());
    if (!principal)
        return std::move(principal).error();
    principal->address = call.clientAddress();
    const hypercore::Role role = principal->role;
    call.setPrincipal(*std::move(principal)); // also of a caller who is refused: the audit names him
    if (!isAllowed(right, role))
        return failure(ErrorCode::Forbidden, "this needs the role " + std::string(allowedRoles(right)) + "; yours is " +
                                                 std::string(hypercore::roleWord(role)));
    return {};
}

// Somebody whose role or account is another by now has to ask anew.
bool AdminApi::mayReadOn(const http::Request& request, const Subscription& subscription) const
{
    const auto principal = authenticate(request);
    return principal && isAllowed(Right::Read, principal->role) && principal->account == subscription.account &&
           principal->credentialId() == subscription.holder;
}

Result<hypercore::Principal> AdminApi::authenticate(const http::Request& request) const
{
    const auto authorization = authorizationOf(request);
    if (!authorization)
        return authorization.error();
    std::string_view credential = *authorization;
    if (!isBearer(credential))
        return failure(ErrorCode::InvalidCredential, "the admin token is not valid");
    credential.remove_prefix(std::string_view("bearer ").size());
    if (credential.starts_with(hypercore::kSessionPrefix))
        return m_sessions.authenticate(credential);
    return m_directory.authenticateAdmin(credential);
}

} // namespace gotoai::control
