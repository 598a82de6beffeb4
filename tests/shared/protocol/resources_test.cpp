// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/account.h"
#include "protocol/admintoken.h"
#include "protocol/alert.h"
#include "protocol/budget.h"
#include "protocol/doubt.h"
#include "protocol/endpoint.h"
#include "protocol/key.h"
#include "protocol/killswitch.h"
#include "protocol/market.h"
#include "protocol/order.h"
#include "protocol/page.h"
#include "protocol/price.h"
#include "protocol/problem.h"
#include "protocol/provider.h"
#include "protocol/reconciliation.h"
#include "protocol/repricing.h"
#include "protocol/session.h"
#include "protocol/supplyfile.h"
#include "protocol/topup.h"
#include "protocol/transfer.h"
#include "protocol/usagereport.h"
#include "protocol/user.h"
#include "protocol/wallet.h"
#include "protocol/webhook.h"

#include <QJsonDocument>
#include <QTest>

using namespace gotoai;
using namespace gotoai::protocol;

// The shapes that scripts rely on, as texts: each is read and written back the same.
class ResourcesTest : public QObject
{
    Q_OBJECT

private:
    static QJsonObject json(const QByteArray& text)
    {
        QJsonParseError error;
        const auto document = QJsonDocument::fromJson(text, &error);
        if (error.error != QJsonParseError::NoError)
            qFatal("%s", qPrintable(error.errorString()));
        return document.object();
    }
    template<class T>
    static void check(const QByteArray& text)
    {
        const QJsonObject object = json(text);
        const auto value = fromJson<T>(object);
        if (!value)
            QFAIL((value.error().param + ": " + value.error().detail).c_str());
        QCOMPARE(toJson(*value), object);
    }

private Q_SLOTS:
    void account()
    {
        check<Account>(R"({"id":"acct_0123456789abcdef0123456789abcdef","name":"Acme","credit_limit_usd":"5",
            "fee_basis_points":250,"fee_per_call_usd":"0.001","enabled":false,"version":3,
            "created_at":"2026-01-02T03:04:05.678901Z","mode":"quality",
            "plan":"plan_0123456789abcdef0123456789abcdef","fee_source":"account",
            "low_balance_usd":"-2.5"})");
    }
    void killSwitch()
    {
        const QByteArray text = R"({"id":"kill_0123456789abcdef0123456789abcdef","scope":"model",
            "target":"openai/gpt-4o","reason":"it leaks","state":"released","expires_at":null,
            "created_at":"2026-01-02T03:04:05.000000Z","created_by":"ann@example.com",
            "released_at":"2026-01-02T04:04:05.000000Z","released_by":"bob@example.com","kept":false})";
        check<KillSwitch>(text);
        QJsonObject thrown = json(text);
        thrown.insert(QLatin1String("orders"), json(R"({"cut":3,"rerouted":1,"untouched":7})"));
        const auto value = fromJson<ThrownKillSwitch>(thrown);
        QVERIFY(value.has_value());
        QCOMPARE(value->orders.cut, 3);
        QCOMPARE(toJson(*value), thrown);
    }
    void killSwitchDraft()
    {
        check<KillSwitchDraft>(R"({"scope":"global","target":"","reason":"x",
            "expires_at":"2026-01-02T03:04:05.000000Z"})");
        const auto least = fromJson<KillSwitchDraft>(json(R"({"scope":"global","reason":"x"})"));
        QVERIFY(least.has_value() && least->target.empty() && !least->expiresAt);
        QCOMPARE(fromJson<KillSwitchDraft>(json(R"({"scope":"global"})")).error().param, std::string("reason"));
    }
    void doubt()
    {
        const QByteArray text = R"({"order":"ord_0123456789abcdef0123456789abcdef","number":7,
            "account":"acct_0123456789abcdef0123456789abcdef","model":"demo/model","hold_usd":"0.0009",
            "since":"2026-01-02T03:04:05.678901Z","deadline":"2026-01-02T03:14:05.678901Z","evidence":null})";
        check<Doubt>(text);
        QJsonObject known = json(text);
        known.insert(QLatin1String("evidence"), json(R"({"seen_at":"2026-01-02T03:04:04.000000Z","attempts":2,
            "provider":"prov_0123456789abcdef0123456789abcdef","endpoint":"ep_0123456789abcdef0123456789abcdef",
            "upstream_id":"gen-1","delivered":true,"prompt_tokens":30,"completion_tokens":14,
            "usage_source":"estimated","charge_usd":"0.0000071"})"));
        check<Doubt>(QJsonDocument(known).toJson());
        check<DoubtEnd>(R"({"order":"ord_0123456789abcdef0123456789abcdef","state":"finalized",
            "charge_usd":"0.0000071","released_usd":"0.0008929"})");
        check<DoubtDraft>(R"({"reason":"the invoice has it"})");
    }
    void key()
    {
        const QByteArray text = R"({"id":"key_0123456789abcdef0123456789abcdef",
            "account":"acct_0123456789abcdef0123456789abcdef","label":"laptop","hint":"x9Zq","expires_at":null,
            "revoked_at":"2026-01-02T03:04:05.000000Z","version":2,"created_at":"2026-01-02T03:04:05.000000Z",
            "mode":null,"models":null})";
        check<Key>(text);
        check<Key>(QByteArray(text).replace("s\":null", "s\":[\"a/one\",\"b/*\"]"));
        QJsonObject created = json(text);
        created.insert(QLatin1String("secret"), QLatin1String("gai_text"));
        check<CreatedKey>(QJsonDocument(created).toJson());
    }
    void alert()
    {
        check<Alert>(R"({"id":"alert_0123456789abcdef0123456789abcdef","kind":"low_balance","severity":"warning",
            "subject":"acct_1","account":null,"facts":"the wallet has $1","first_seen_at":"2026-01-02T03:04:05.000000Z",
            "last_seen_at":"2026-01-02T03:04:06.000000Z","count":3,"acknowledged_at":"2026-01-02T03:04:07.000000Z",
            "acknowledged_by":"usr_1","version":2})");
    }
    void webhook()
    {
        const QByteArray settings = R"({"id":"hook_0123456789abcdef0123456789abcdef","name":"pager",
            "url":"pager.example/in?team=1","kinds":["low_balance"],"severity":"warning",
            "allow_private_addresses":false,"enabled":true,"version":2,"created_at":"2026-01-02T03:04:05.000000Z"})";
        QJsonObject whole = json(settings);
        whole.insert(QLatin1String("secret"), QLatin1String("whsec_1"));
        check<CreatedWebhook>(QJsonDocument(whole).toJson());
        whole.remove(QLatin1String("secret"));
        whole.insert(QLatin1String("waiting"), 3);
        whole.insert(QLatin1String("last_delivery"), QJsonValue());
        check<Webhook>(QJsonDocument(whole).toJson());
        whole.insert(QLatin1String("last_delivery"), json(R"({"at":"2026-01-02T03:04:05.000000Z","delivered":false,
            "attempts":8,"status":500,"error":"the receiver answered 500"})"));
        check<Webhook>(QJsonDocument(whole).toJson());
        check<WebhookDraft>(R"({"name":"pager","url":"pager.example","kinds":[],"severity":"notice",
            "allow_private_addresses":true,"enabled":false})");
        check<WebhookChange>(R"({"kinds":["ledger_cut"],"severity":"critical"})");
        check<WebhookEvent>(R"({"id":"dlv_0123456789abcdef0123456789abcdef","type":"test",
            "created_at":"2026-01-02T03:04:05.000000Z","alert":null})");
        check<WebhookTest>(R"({"delivered":false,"status":null,"error":"cannot be reached","duration_ms":12})");
    }
    void budget()
    {
        check<Budget>(R"({"id":"bud_0123456789abcdef0123456789abcdef","account":"acct_0123456789abcdef0123456789abcdef",
            "key":"key_0123456789abcdef0123456789abcdef","name":"team","period":"month","time_zone":"Europe/Warsaw",
            "limit_usd":"10.5","version":2,"created_at":"2026-01-02T03:04:05.000000Z","spent_usd":"1","held_usd":"0.5",
            "remaining_usd":"9","started_at":"2025-12-31T23:00:00.000000Z","resets_at":null})");
    }
    void user()
    {
        const QByteArray text = R"({"id":"usr_0123456789abcdef0123456789abcdef","email":"ann@example.com","name":"Ann",
            "role":"member","account":"acct_0123456789abcdef0123456789abcdef","enabled":true,"has_password":false,
            "invited_until":"2026-01-05T03:04:05.000000Z","version":1,"created_at":"2026-01-02T03:04:05.000000Z"})";
        check<User>(text);
        QJsonObject invited = json(text);
        invited.insert(QLatin1String("invitation"), QLatin1String("giv_text"));
        check<InvitedUser>(QJsonDocument(invited).toJson());
    }
    void session()
    {
        check<Session>(R"({"id":"ses_0123456789abcdef0123456789abcdef","user":"usr_0123456789abcdef0123456789abcdef",
            "email":"ann@example.com","address":"192.0.2.1","current":true,"created_at":"2026-01-02T03:04:05.000000Z",
            "expires_at":"2026-01-02T15:04:05.000000Z"})");
        const QByteArray identity = R"({"credential":"tok_0123456789abcdef0123456789abcdef","user":null,"name":"ci",
            "role":"viewer","account":null,"expires_at":null})";
        check<Identity>(identity);
        QJsonObject started = json(identity);
        started.insert(QLatin1String("token"), QLatin1String("gas_text"));
        check<StartedSession>(QJsonDocument(started).toJson());
    }
    void adminToken()
    {
        const QByteArray text = R"({"id":"tok_0123456789abcdef0123456789abcdef","label":"ci","role":"operator",
            "account":null,"expires_at":"2027-01-02T03:04:05.000000Z","revoked_at":null,
            "created_at":"2026-01-02T03:04:05.000000Z"})";
        check<AdminToken>(text);
        QJsonObject created = json(text);
        created.insert(QLatin1String("token"), QLatin1String("gat_text"));
        check<CreatedAdminToken>(QJsonDocument(created).toJson());
    }
    void provider()
    {
        check<Provider>(R"({"id":"prov_0123456789abcdef0123456789abcdef","name":"simulator","protocol":"simulator",
            "base_url":"","has_secret":false,"allow_private_addresses":false,"enabled":true,
            "region":"eu","headers":[{"name":"X-Title","value":"a"}],
            "data_policy":{"logs_prompts":false,"trains_on_prompts":null,"retention_days":30},
            "simulator":{"first_token_ms":1,"tokens_per_second":2,"completion_tokens":3,"errors_per_mille":4,
            "cuts_per_mille":5,"seed":6},"version":1,"created_at":"2026-01-02T03:04:05.000000Z"})");
    }
    void endpoint()
    {
        check<Endpoint>(R"({"id":"ep_0123456789abcdef0123456789abcdef",
            "provider":"prov_0123456789abcdef0123456789abcdef","model":"openai/gpt-4o-mini",
            "upstream_model":"gpt-4o-mini","price":{"id":"price_0123456789abcdef0123456789abcdef",
            "endpoint":"ep_0123456789abcdef0123456789abcdef","prompt_usd_per_1m":"0.05","completion_usd_per_1m":"0.4",
            "cache_read_usd_per_1m":"0.0375","cache_write_usd_per_1m":"0.05","reasoning_usd_per_1m":"0.4",
            "audio_usd_per_1m":null,"image_usd":"0.001","request_usd":"0","tiers":[{"above_prompt_tokens":200000,
            "prompt_usd_per_1m":"0.1","completion_usd_per_1m":"0.6","cache_read_usd_per_1m":null,
            "cache_write_usd_per_1m":null,"reasoning_usd_per_1m":null,"audio_usd_per_1m":null,"image_usd":null,
            "request_usd":null}],"valid_from":"2026-01-02T03:04:05.000000Z","valid_until":null},
            "context_tokens":128000,"max_output_tokens":16384,"image_tokens":1700,"uses_max_completion_tokens":true,
            "state":"draining","features":["tools","vision"],"quality":87,"code_score":null,"tier":2,"weight":50,
            "quantization":"fp8","deadlines":{"connect_ms":1,"first_byte_ms":2,"first_token_ms":4,"idle_ms":3},
            "version":1,"created_at":"2026-01-02T03:04:05.000000Z"})");
    }
    void order()
    {
        check<Order>(R"({"id":"ord_0123456789abcdef0123456789abcdef","number":7,"state":"finalized",
            "account":"acct_0123456789abcdef0123456789abcdef","key":"key_0123456789abcdef0123456789abcdef",
            "model":"m","mode":"cheap","streamed":true,"attempts":[{"number":1,
            "provider":"prov_0123456789abcdef0123456789abcdef","endpoint":"ep_0123456789abcdef0123456789abcdef",
            "price":"price_0123456789abcdef0123456789abcdef","payer":"user","outcome":"answered",
            "provider_cost_usd":"0.0000071","usage":{"prompt_tokens":30,"completion_tokens":14,"total_tokens":44,
            "cache_read_tokens":1,"cache_write_tokens":2,"reasoning_tokens":3,"audio_tokens":4,"images":5,
            "source":"reported"},"upstream_id":"gen-1","http_status":200,"started_at":"2026-01-02T03:04:05.000000Z",
            "first_token_at":null,"ended_at":"2026-01-02T03:04:06.000000Z"}],"hold_usd":"0.0009",
            "charge_usd":"0.0000071","provider_cost_usd":"0.0000071","platform_fee_usd":"0",
            "promo_usd":"0.000001","refunded_usd":"0.000002","usage":null,
            "reason":"completed","was_in_doubt":false,"created_at":"2026-01-02T03:04:05.000000Z","ended_at":null})");
    }
    void transfer()
    {
        check<Transfer>(R"({"id":"trf_00000000000000000000000000000007","number":7,"order":null,"kind":"topup",
            "debit":"cash:manual","credit":"wallet:acct_0123456789abcdef0123456789abcdef:available",
            "amount_usd":"10","at":"2026-01-02T03:04:05.000000Z","available_after_usd":"12.5"})");
    }
    void usageReport()
    {
        const QByteArray figures = R"({"requests":2,"failures":1,"estimated":1,"attempts":3,"prompt_tokens":30,
            "completion_tokens":14,"cache_read_tokens":10,"cache_write_tokens":1,"reasoning_tokens":5,"audio_tokens":4,
            "images":3,"charge_usd":"0.0000071","provider_cost_usd":"0.000007","platform_fee_usd":"0.0000001",
            "duration":{"p50_ms":5,"p90_ms":7,"p95_ms":9,"p99_ms":100},"first_token":null})";
        check<UsageReport>(R"({"from":"2026-01-02T03:00:00.000000Z","to":"2026-01-02T04:00:00.000000Z","step":"hour",
            "group_by":"model","kept_from":null,"total":)" +
                           figures + R"(,"groups":[{"name":"m","others":false,"total":)" + figures +
                           R"(,"points":[{"at":"2026-01-02T03:00:00.000000Z","figures":)" + figures + "}]}]}");
    }
    void wallet()
    {
        check<Wallet>(R"({"account":"acct_0123456789abcdef0123456789abcdef","available_usd":"-0.5","held_usd":"0.0009",
            "promo_available_usd":"0.25","promo_held_usd":"0.001","credit_limit_usd":"5"})");
    }
    void topUp()
    {
        check<TopUp>(R"({"id":"top_0123456789abcdef0123456789abcdef","number":1,
            "account":"acct_0123456789abcdef0123456789abcdef","rail":"manual","external_id":"k-1","amount_usd":"10",
            "at":"2026-01-02T03:04:05.000000Z"})");
    }
    void problem()
    {
        check<Problem>(R"({"type":"about:blank","title":"Conflict","status":409,"code":"version_conflict",
            "detail":"changed","param":"name","current":{"version":2}})");
    }
    void page() { check<Page<Wallet>>(R"({"data":[],"next_cursor":"abc","previous_cursor":null})"); }

    void draftsNeedLittle()
    {
        QVERIFY(fromJson<AccountDraft>(json(R"({"name":"a"})")).has_value());
        QVERIFY(fromJson<KeyDraft>(json(R"({"account":"acct_0123456789abcdef0123456789abcdef"})")).has_value());
        const auto topUp =
            fromJson<TopUpDraft>(json(R"({"account":"acct_0123456789abcdef0123456789abcdef","amount_usd":"1"})"));
        QCOMPARE(topUp->rail, "manual");
        const auto price = fromJson<PriceDraft>(json(R"({"endpoint":"ep_0123456789abcdef0123456789abcdef",
            "prompt_usd_per_1m":"0.05","completion_usd_per_1m":"0.40"})"));
        QCOMPARE(price->meters.prompt.pico, std::int64_t{50'000});
        QVERIFY(!price->meters.cacheRead);
    }

    void supplyFile()
    {
        const QByteArray prices = R"({"prompt_usd_per_1m":"0.05","completion_usd_per_1m":"0.4",
            "cache_read_usd_per_1m":null,"cache_write_usd_per_1m":null,"reasoning_usd_per_1m":null,
            "audio_usd_per_1m":null,"image_usd":null,"request_usd":null,"tiers":[]})";
        // Whole texts, prices put in afterwards: moc counts the braces inside raw strings.
        const auto priced = [&](QByteArray text) { return text.replace("PRICES", prices); };
        const QByteArray file = priced(R"({"format":"gotoai-supply-1","providers":[{"name":"a","protocol":"openai",
            "base_url":"https:\/\/a.example","has_secret":true,"allow_private_addresses":false,"enabled":true,
            "region":"eu","headers":[],"data_policy":{"logs_prompts":null,"trains_on_prompts":false,
            "retention_days":0},"simulator":null,"endpoints":[{"model":"m","upstream_model":"u","state":"draining",
            "price":PRICES,"context_tokens":10,"max_output_tokens":5,"image_tokens":1,
            "uses_max_completion_tokens":true,"features":["tools"],"quality":1,"code_score":null,"tier":2,"weight":3,
            "quantization":"fp8","deadlines":{"connect_ms":1,"first_byte_ms":2,"first_token_ms":3,"idle_ms":4}}]}]})");
        check<SupplyFile>(file);
        check<SupplyImport>(QByteArray(R"({"preview":"00ff","supply":FILE})").replace("FILE", file));
        check<SupplyDifference>(priced(R"({"preview":"00ff","applied":true,"added":1,"changed":1,"unchanged":2,
            "repriced":1,"skipped":3,"providers":[{"name":"a","provider":null,"change":"added","fields":[],
            "needs_secret":true}],"endpoints":[{"provider":"a","model":"m","upstream_model":"u",
            "endpoint":"ep_0123456789abcdef0123456789abcdef","change":"changed","fields":["price"],
            "price_before":PRICES,"price_after":PRICES}]})"));
        check<MarketCatalog>(priced(R"({"as_of":"2026-01-02","note":"n","providers":[{"id":"a","name":"A",
            "headquarters":"FR","protocol":null,"base_url":null,"data_policy":{"logs_prompts":null,
            "trains_on_prompts":null,"retention_days":null}}],"models":[{"id":"v/m","name":"M","released":null,
            "chat":false,"endpoints":[{"provider":"a","upstream_model":"u","price":PRICES,
            "tiers":[{"up_to_prompt_tokens":null,"price":PRICES}],"context_tokens":5,"max_output_tokens":null,
            "features":["tools"]}]}]})")
                                 .replace(",\"tiers\":[]}", "}"));
        check<MarketSelection>(R"({"providers":[{"id":"a","name":"b","base_url":null}],"models":["v/m"],
            "preview":null})");
        check<Repricing>(R"({"endpoints":["ep_0123456789abcdef0123456789abcdef"],"percent":"-5.25","price":null,
            "preview":null})");
        check<RepricingReport>(priced(R"({"preview":"00ff","applied":false,"unchanged":1,"endpoints":[{
            "endpoint":"ep_0123456789abcdef0123456789abcdef","provider":"a","model":"m",
            "replaced":"price_0123456789abcdef0123456789abcdef","price":null,"before":PRICES,"after":PRICES}]})"));
        check<PriceRestorations>(R"({"prices":[{"endpoint":"ep_0123456789abcdef0123456789abcdef",
            "price":"price_0123456789abcdef0123456789abcdef","current":"price_0123456789abcdef0123456789abcdef"}]})");
    }

    void reconciliation()
    {
        check<ProviderStatement>(R"({"id":"stm_0123456789abcdef0123456789abcdef",
            "provider":"prov_0123456789abcdef0123456789abcdef","name":"2026-11","format":"generic_csv","rows":2,
            "cost_usd":"0.5","first_at":"2026-11-01T00:00:00.000000Z","last_at":null,
            "created_at":"2026-11-30T08:00:00.000000Z","created_by":"tok_1"})");
        check<Reconciliation>(R"({"id":"rec_0123456789abcdef0123456789abcdef",
            "provider":"prov_0123456789abcdef0123456789abcdef","statement":"stm_0123456789abcdef0123456789abcdef",
            "from":"2026-11-01T00:00:00.000000Z","to":"2026-12-01T00:00:00.000000Z","state":"failed","failure":"why",
            "attempts":3,"rows":4,"cut":true,"classes":[{"class":"orphan","count":2,"amount_usd":"0.25"}],
            "started_at":"2026-11-30T08:00:00.000000Z","ended_at":"2026-11-30T08:00:01.000000Z",
            "started_by":"tok_1"})");
        check<ReconciliationDraft>(R"({"provider":"prov_0123456789abcdef0123456789abcdef","statement":null,
            "from":"2026-11-01T00:00:00.000000Z","to":"2026-12-01T00:00:00.000000Z"})");
        check<Difference>(R"({"id":"diff_0123456789abcdef0123456789abcdef","class":"price",
            "order":"ord_0123456789abcdef0123456789abcdef","attempt":1,"external_id":"gen-1","model":"m",
            "at":"2026-11-30T08:00:00.000000Z","attempts":1,"rows":1,"booked_usd":"0.000000001",
            "billed_usd":"0.000000000001","apart_usd":"-0.5","booked_tokens":{"prompt":1,"completion":2},
            "kept_tokens":{"prompt":3,"completion":4},"billed_tokens":{"prompt":5,"completion":6},"state":"booked",
            "note":"n","booking":"bkg_0123456789abcdef0123456789abcdef","resolved_by":"tok_1",
            "resolved_at":"2026-11-30T08:00:01.000000Z"})");
        check<Difference>(R"({"id":"diff_0123456789abcdef0123456789abcdef","class":"orphan","order":null,
            "attempt":null,"external_id":null,"model":"m","at":"2026-11-30T08:00:00.000000Z","attempts":0,"rows":1,
            "booked_usd":null,"billed_usd":null,"apart_usd":"0","booked_tokens":null,"kept_tokens":null,
            "billed_tokens":null,"state":"open","note":null,"booking":null,"resolved_by":null,"resolved_at":null})");
        check<Resolution>(R"({"how":"booked","note":"n"})");
        check<ReconciliationThreshold>(R"({"class":"ghost","count":5,"amount_usd":"0.5"})");
        check<ReconciliationThreshold>(R"({"class":"ghost","count":null,"amount_usd":null})");
    }

    void aSecretNeverStandsInAProvider()
    {
        const auto draft = fromJson<ProviderDraft>(json(R"({"name":"a","protocol":"openai","secret":"sk-1"})"));
        QCOMPARE(draft->secret.reveal(), "sk-1");
        QVERIFY(!toJson(Provider()).contains(QLatin1String("secret")));
    }

    void changesTellNoneFromAsItIs()
    {
        const auto change = fromJson<EndpointChange>(json(R"({"features":null,"quality":5})"));
        QVERIFY(change->features.has_value() && !*change->features);
        QCOMPARE(**change->quality, 5);
        QVERIFY(!change->codeScore.has_value());
        const auto provider = fromJson<ProviderChange>(json(R"({"data_policy":{"logs_prompts":null}})"));
        QVERIFY(provider->dataPolicy->logsPrompts.has_value() && !*provider->dataPolicy->logsPrompts);
        QVERIFY(!provider->dataPolicy->trainsOnPrompts.has_value());
    }

    void emptyChangesChangeNothing()
    {
        QVERIFY(toJson(*fromJson<AccountChange>({})).isEmpty());
        QVERIFY(toJson(*fromJson<KeyChange>({})).isEmpty());
        QVERIFY(toJson(*fromJson<ProviderChange>({})).isEmpty());
        QVERIFY(toJson(*fromJson<EndpointChange>({})).isEmpty());
    }
};

QTEST_GUILESS_MAIN(ResourcesTest)
#include "resources_test.moc"
